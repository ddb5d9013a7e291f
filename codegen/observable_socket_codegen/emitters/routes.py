"""Route descriptors and the contract that they make up: ``routes.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.parts import PythonPart, RoutePart
from observable_socket_codegen.python_imports import import_lines, needed_by_text
from observable_socket_codegen.templating import render

_RUNTIME = "fastapi_observable_socket"

_IMPORTS = (
    *(("typing", name) for name in ("Final", "Literal", "TypeAlias")),
    *((_RUNTIME, name) for name in ("CallRoute", "ErrorPayload", "Part", "Policy", "Rate")),
    *((_RUNTIME, name) for name in ("Reply", "ReplyPart")),
    (".", "models"),
)
"""What a route may need."""

_CONTRACT_IMPORTS = (("typing", "Final"), (_RUNTIME, "Contract"), (".schemas", "DEFINITIONS"))


def part(
    route: ir.Route, names: Mapping[str, str], declared: Mapping[str, ir.Declaration]
) -> PythonPart:
    """Return the descriptor of a route, not yet in its final form.

    Args:
        route: What to write down.
        names: What each declaration is called in Python.
        declared: The declarations, by name.
    """
    text = render("python_route.py.jinja", route=_Route(route, names, declared).values())
    return PythonPart(needed_by_text(text, _IMPORTS), text)


def head(routes: Iterable[RoutePart], banner: str, *, completes: bool) -> str:
    """Return what ``routes.py`` begins with.

    Args:
        routes: The routes.
        banner: Who generated it.
        completes: Whether anything is put into replies.
    """
    header = python_text.header("The routes of the contract.", banner)
    imports = {one for route in routes for one in route.descriptor.imports}
    plans = [(".schemas", "COMPLETIONS")] if completes else []
    lines = import_lines([*imports, *_CONTRACT_IMPORTS, *plans])
    return f"{header}\nfrom __future__ import annotations\n{lines}\n"


def body(routes: Iterable[RoutePart], digest: str, *, completes: bool) -> str:
    """Return everything else of it, in its final form.

    Args:
        routes: The routes, in the order in which they are to stand there.
        digest: The digest of the contract.
        completes: Whether anything is put into replies.
    """
    routes = list(routes)
    return render(
        "python_contract.py.jinja",
        routes=routes,
        listed=python_text.listed("    routes=", [route.name for route in routes], "()", ","),
        digest=digest,
        completes=completes,
    )


class _Route:
    """Spells one route."""

    def __init__(
        self,
        route: ir.Route,
        names: Mapping[str, str],
        declared: Mapping[str, ir.Declaration],
    ) -> None:
        self._route = route
        self._names = names
        self._declared = declared

    def values(self) -> dict[str, Any]:
        """Return what the template says about the route."""
        route = self._route
        successes = [reply for reply in route.replies if 200 <= reply.status < 300]
        return {
            "name": python_text.route_name(route.identifier),
            "doc": python_text.docstring(
                [python_text.sentence(route.summary), python_text.origin(route.source)], 0
            ),
            "result": route.result,
            "result_doc": f"What a handler of `{route.path}` may return.",
            "results": self._results(successes),
            "payload_type": self._type(route.payload),
            "reply_type": _union(self._body(reply) for reply in successes),
            "arguments": self._arguments(),
        }

    def _results(self, successes: list[ir.Reply]) -> str:
        plain = [self._body(reply) for reply in successes[:1]]
        explicit = [
            f"Reply[Literal[{reply.status}], {self._body(reply)}]" for reply in self._route.replies
        ]
        return _union([*plain, *explicit])

    def _arguments(self) -> list[str]:
        route = self._route
        replies = (f"{reply.status}: {self._reply(reply)}" for reply in route.replies)
        given = {
            "path": python_text.literal(route.path),
            "payload": self._part(route.payload, is_given=True),
            "headers": self._part(route.headers),
            "replies": f"{{{', '.join(replies)}}}",
            "policy": _policy(route.policy),
            "summary": python_text.literal(route.summary) if route.summary else "",
            "description": python_text.literal(route.description) if route.description else "",
            "tags": _tuple(route.tags),
            "deprecated": "True" if route.deprecated else "",
        }
        return [f"{name}={value}" for name, value in given.items() if value]

    def _reply(self, reply: ir.Reply) -> str:
        given = {"payload": self._part(reply.payload), "headers": self._part(reply.headers)}
        arguments = (f"{name}={value}" for name, value in given.items() if value)
        return f"ReplyPart({', '.join(arguments)})"

    def _part(self, name: str | None, *, is_given: bool = False) -> str:
        """Return a part; of what a handler is given it matters whether it has defaults."""
        if name is None:
            return ""
        declared = self._declared[name]
        exact = ", exact=True" if declared.exact else ""
        defaults = ", defaults=True" if is_given and declared.defaults else ""
        return f"Part({self._type(name)}, {python_text.literal(name)}{exact}{defaults})"

    def _type(self, name: str | None) -> str:
        return "None" if name is None else f"models.{self._names[name]}"

    def _body(self, reply: ir.Reply) -> str:
        """Return the type of a reply's payload."""
        if reply.payload is None and reply.status >= ir.FIRST_ERROR:
            return "ErrorPayload"
        return self._type(reply.payload)


def _tuple(texts: Iterable[str]) -> str:
    """Return texts as a tuple; nothing for none."""
    items = "".join(f"{python_text.literal(text)}, " for text in texts)
    return f"({items})" if items else ""


def _union(types: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(types)) or "None"


def _policy(policy: ir.Policy) -> str:
    """Return the policy as an expression; nothing where it is the default."""
    usual = ir.Policy()
    given = {
        "concurrency": policy.concurrency,
        "timeout": policy.timeout,
        "max_payload": policy.max_payload,
        "idempotent": policy.idempotent,
        "max_in_flight": policy.max_in_flight,
        "shield": policy.shield,
    }
    arguments = [
        f"{name}={python_text.literal(value)}"
        for name, value in given.items()
        if value != getattr(usual, name)
    ]
    if policy.rate is not None:
        arguments.append(
            f"rate=Rate(requests={policy.rate.requests}, seconds={policy.rate.seconds})"
        )
    return f"Policy({', '.join(arguments)})" if arguments else ""
