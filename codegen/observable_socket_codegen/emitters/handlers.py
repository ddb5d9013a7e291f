"""Handler stubs, an abstract class for each group of routes: ``handlers.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.templating import render

_METHOD_INDENT = 8


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write the handler stubs of a contract down as one module.

    Args:
        contract: What to write down.
        path: The folder of the Python package.

    Returns:
        The text of the module, by its path.
    """
    names = python_text.type_names(declared.name for declared in contract.declarations)
    by_group = sorted(contract.routes, key=lambda route: (route.group, route.path))
    text = render(
        "python_handlers.py.jinja",
        header=python_text.header(
            "What an implementation of the contract has to do.", contract.banner
        ),
        groups=[
            _group(group, routes, names)
            for group, routes in groupby(by_group, key=lambda route: route.group)
        ],
    )
    return {f"{path}/handlers.py": text}


def _group(name: str, routes: Iterable[ir.Route], names: Mapping[str, str]) -> dict[str, Any]:
    members = list(routes)
    prefix = members[0].path.rpartition("/")[0]
    what = f"the routes `{prefix}/...`" if prefix else "the routes that are in no group"
    return {
        "name": python_text.handlers_name(name),
        "doc": f"Implement {what}, then hand an instance to `SocketRouter.include`.",
        "methods": [_method(route, names) for route in members],
    }


def _method(route: ir.Route, names: Mapping[str, str]) -> dict[str, Any]:
    payload = "" if route.payload is None else f"payload: models.{names[route.payload]}, "
    return {
        "name": python_text.method_name(route.method),
        "route": python_text.route_name(route.identifier),
        "parameters": f"{payload}context: Context",
        "result": f"routes.{route.result}",
        "doc": python_text.docstring(
            [
                python_text.sentence(route.summary) or f"Answer `{route.path}`.",
                "Deprecated." if route.deprecated else "",
                route.description,
                _answers(route),
                python_text.origin(route.source),
            ],
            _METHOD_INDENT,
        ),
    }


def _answers(route: ir.Route) -> str:
    """Return the paragraph about the replies, for those that say when they are sent."""
    told = [reply for reply in route.replies if reply.description]
    lines = [f"    {reply.status}: {' '.join(reply.description.split())}" for reply in told]
    return "\n".join(["Answers:", *lines]) if lines else ""
