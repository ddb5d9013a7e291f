"""The protocol in Python: the modules of the run-time's ``_generated`` package."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from typing import Any

from observable_socket_codegen.protocol.ir import Envelope, Member, Protocol
from observable_socket_codegen.templating import render

LINE_LENGTH = 100

_PYTHON_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "dict[str, Any]",
    "null": "None",
}
_STRICT_TYPES = {**_PYTHON_TYPES, "string": "StrictStr", "integer": "StrictInt"}


def emit(protocol: Protocol) -> dict[str, str]:
    """Return the text of each module by file name."""
    modules: dict[str, dict[str, Any]] = {
        "__init__.py": {},
        "status.py": {
            "statuses": protocol.statuses,
            "implicit": [status for status in protocol.statuses if status.implicit],
        },
        "close_codes.py": {
            "close_codes": protocol.close_codes,
            "retryable": [code for code in protocol.close_codes if code.retry],
        },
        "limits.py": {
            "limits": [
                {
                    "name": limit.name,
                    "type": type(limit.default).__name__,
                    "default": _number(limit.default),
                    "doc": limit.description,
                }
                for limit in protocol.limits
            ]
        },
        "constants.py": {
            "version": protocol.version,
            "reserved": protocol.reserved_routes,
            "error_codes": protocol.error_codes,
        },
        "envelopes.py": _envelopes(protocol),
        "hello.py": {"definitions": json.dumps(protocol.hello, indent=2)},
    }
    return {
        name: format_module(render(f"protocol_{name}.jinja", doc=_docstring, **context), name)
        for name, context in modules.items()
    }


def _envelopes(protocol: Protocol) -> dict[str, Any]:
    """What the template of ``envelopes.py`` needs, all names and types decided."""
    request, response = protocol.envelopes["Request"], protocol.envelopes["Response"]
    shared = [member for member in request.members if not member.required]
    names = {member.name for member in shared}
    return {
        "request": request,
        "response": response,
        "frame": [field for member in request.members for field in _frame_fields(member)],
        "message": [_message_field(member) for member in shared],
        "request_fields": [_envelope_field(m) for m in request.members if m.name not in names],
        "response_fields": [_envelope_field(m) for m in response.members if m.name not in names],
        "payloads": [_payload(protocol.envelopes[name]) for name in ("FieldError", "ErrorPayload")],
    }


def _frame_fields(member: Member) -> Iterable[dict[str, str]]:
    """The fields that read one member of a request: the member itself and its aliases.

    An alias is not looked at where the member itself is there, so its type is left open.
    """
    if not member.types:
        raw = f"Raw({json.dumps(member.default).encode()!r})"
        yield {"name": member.name, "type": "Raw", "default": raw}
    elif member.required:
        union = _union(member, _PYTHON_TYPES)
        yield {"name": member.name, "type": f"{union} | UnsetType", "default": "UNSET"}
    else:
        yield {"name": member.name, "type": _union(member, _PYTHON_TYPES), "default": "None"}
    for name in member.aliases:
        yield {"name": name, "type": "Any", "default": "UNSET"}


def _message_field(member: Member) -> dict[str, str]:
    """A field that may be left out; null for an object means an empty one."""
    if not member.types:
        return {"name": member.name, "type": "Any", "default": repr(member.default)}
    return {
        "name": member.name,
        "type": "Annotated[dict[str, Any], BeforeValidator(_null_is_empty)]",
        "default": "Field(default_factory=dict[str, Any])",
    }


def _envelope_field(member: Member) -> dict[str, str]:
    """A field that must be there; an alias gives the attribute its 1.1.1 name."""
    if not member.aliases:
        return {"name": member.name, "type": _union(member, _PYTHON_TYPES), "default": ""}
    choices = ", ".join(f'"{name}"' for name in (member.name, *member.aliases))
    return {
        "name": member.aliases[0],
        "type": _union(member, _STRICT_TYPES),
        "default": f"Field(validation_alias=AliasChoices({choices}), "
        f'serialization_alias="{member.name}")',
    }


def _payload(envelope: Envelope) -> dict[str, Any]:
    """A model of a payload that the protocol defines; what is optional is not nullable."""
    fields: list[dict[str, str]] = []
    for member in envelope.members:
        type_ = f"list[{member.items}]" if member.items else _union(member, _PYTHON_TYPES)
        default = ""
        if not member.required and member.items:
            default = f"Field(default_factory={type_}, exclude_if=_is_absent)"
        elif not member.required:
            type_, default = f"{type_} | None", "Field(default=None, exclude_if=_is_absent)"
        fields.append(
            {
                "name": member.name,
                "type": type_,
                "default": default,
                "description": member.description,
            }
        )
    return {"title": envelope.title, "description": envelope.description, "fields": fields}


def _union(member: Member, names: dict[str, str]) -> str:
    return " | ".join(names[type_] for type_ in member.types)


def _number(value: float) -> str:
    return f"{value:_}" if isinstance(value, int) else repr(value)


def _docstring(text: str, indent: int) -> str:
    """A docstring within the line length: on one line, or with the first sentence on its own."""
    single = f'"""{text}"""'
    if len(single) + indent <= LINE_LENGTH:
        return single
    first, _, rest = text.partition(". ")
    paragraphs = [f'"""{first}.', rest] if rest else [f'"""{first}']
    wrapped = (
        "\n".join(textwrap.wrap(p, LINE_LENGTH - indent, break_on_hyphens=False))
        for p in paragraphs
    )
    return textwrap.indent("\n\n".join(wrapped) + '\n"""', " " * indent).lstrip()


def format_module(text: str, name: str) -> str:
    """The text as ruff lays it out, whatever the configuration of the folder that it runs in."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", f"--line-length={LINE_LENGTH}"]
    done = subprocess.run(
        [*command, f"--stdin-filename={name}", "-"],
        input=text,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout
