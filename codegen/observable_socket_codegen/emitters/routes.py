"""Route descriptors and the contract that they make up: ``routes.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.emitters.completions import completions
from observable_socket_codegen.templating import render

_FIRST_ERROR = 400
"""From this status on a reply without a schema carries the protocol's error payload."""


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write the routes of a contract down as one module.

    Args:
        contract: What to write down.
        path: The folder of the Python package.

    Returns:
        The text of the module, by its path.
    """
    names = python_text.type_names(declared.name for declared in contract.declarations)
    declared = {one.name: one for one in contract.declarations}
    text = render(
        "python_routes.py.jinja",
        header=python_text.header("The routes of the contract.", contract.banner),
        digest=contract.digest,
        completes=bool(completions(contract)),
        routes=[_Route(route, names, declared).values() for route in contract.routes],
    )
    return {f"{path}/routes.py": text}


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
        if reply.payload is None and reply.status >= _FIRST_ERROR:
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
