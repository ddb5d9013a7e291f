"""The route map: what each route takes and what it may answer."""

from __future__ import annotations

from collections.abc import Mapping

from observable_socket_codegen import ir
from observable_socket_codegen._generated.wire import IMPLICIT_STATUSES
from observable_socket_codegen.emitters.typescript import text
from observable_socket_codegen.emitters.typescript.declarations import source
from observable_socket_codegen.emitters.typescript.types import INDENT

ANY_HEADERS = "FrameHeaders"
"""The headers of a frame for which the contract gives no schema."""


def route(called: ir.Route, names: Mapping[str, str]) -> str:
    """Return the entry of a route that clients call."""
    body = f"""\
    payload: {_name(called.payload, names, "null")};
    headers: {_name(called.headers, names, ANY_HEADERS)};
    reply:
{_replies(called, names)};
"""
    return _entry(called, _calls(called), body)


def push(pushed: ir.Route, names: Mapping[str, str]) -> str:
    """Return the entry of a message that the server sends unasked."""
    body = f"""\
    payload: {_name(pushed.payload, names, "null")};
    headers: {_name(pushed.headers, names, ANY_HEADERS)};
"""
    return _entry(pushed, [], body)


def _entry(entry: ir.Route, tags: list[str], body: str) -> str:
    deprecated = ["@deprecated"] if entry.deprecated else []
    paragraphs = [entry.summary, entry.description, source(entry.source)]
    documentation = text.comment(paragraphs, deprecated + tags, INDENT)
    return f"{documentation}{INDENT}{text.string(entry.path)}: {{\n{body}{INDENT}}};\n"


def _calls(called: ir.Route) -> list[str]:
    """The examples of a route as calls, each with the status of its reply."""
    return [f"@example{_caption(shown)}\n{_call(called, shown)}" for shown in called.examples]


def _call(called: ir.Route, shown: ir.Example) -> str:
    given = [shown.payload, dict(shown.headers)] if shown.headers else [shown.payload]
    values = ["\n".join(text.example(value)) for value in given]
    arguments = ", ".join([text.string(called.path), *values])
    return f"new Message({arguments}) // {shown.status}"


def _caption(shown: ir.Example) -> str:
    caption = text.prose(shown.name).replace("\n", " ")
    return f" <caption>{caption}</caption>" if caption else ""


def _replies(called: ir.Route, names: Mapping[str, str]) -> str:
    """The union of replies, one line for each declared status, then the protocol's own.

    A status that a contract gives a payload of its own may still be answered by the protocol: a
    uuid that is still running is a 409 on every route.
    """
    indent = INDENT * 3
    lines = [
        f"{text.comment([reply.description], [], indent)}{indent}| {_reply(reply, names)}"
        for reply in called.replies
    ]
    said = {one.status for one in called.replies if one.payload is None and one.headers is None}
    if rest := [str(status) for status in IMPLICIT_STATUSES if status not in said]:
        lines.append(f"{indent}| ErrorReply<{' | '.join(rest)}>")
    return "\n".join(lines)


def _reply(reply: ir.Reply, names: Mapping[str, str]) -> str:
    default = "ErrorPayload" if reply.status >= ir.FIRST_ERROR else "null"
    parts = [str(reply.status), _name(reply.payload, names, default)]
    if reply.headers is not None:
        parts.append(names[reply.headers])
    return f"ReplyFrame<{', '.join(parts)}>"


def _name(declared: str | None, names: Mapping[str, str], default: str) -> str:
    return default if declared is None else names[declared]
