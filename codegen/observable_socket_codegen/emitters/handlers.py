"""Handler stubs, an abstract class for each group of routes: ``handlers.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.parts import PythonPart, RoutePart
from observable_socket_codegen.python_imports import import_lines, needed_by_text
from observable_socket_codegen.templating import render

_METHOD_INDENT = 8


_IMPORTS = (
    ("abc", "abstractmethod"),
    ("fastapi_observable_socket", "Context"),
    (".", "models"),
    (".", "routes"),
)
"""What a method may need."""

_CLASS_IMPORTS = (("typing", "ClassVar"), ("fastapi_observable_socket", "Handlers"))

_CLASS = "class _:\n"
"""What a method is formatted in."""


def part(route: ir.Route, names: Mapping[str, str]) -> PythonPart:
    """Return the method of a route in a class, not yet in its final form.

    Args:
        route: What to write down.
        names: What each declaration is called in Python.
    """
    text = render("python_handler.py.jinja", method=_method(route, names))
    return PythonPart(needed_by_text(text, _IMPORTS), f"{_CLASS}{text}")


def method(formatted: PythonPart) -> PythonPart:
    """Return the method alone."""
    return formatted._replace(text=formatted.text.removeprefix(_CLASS))


def head(routes: Iterable[RoutePart], banner: str) -> str:
    """Return what ``handlers.py`` begins with."""
    header = python_text.header("What an implementation of the contract has to do.", banner)
    imports = {one for route in routes for one in route.handler.imports}
    if not imports:
        return header
    lines = import_lines([*imports, *_CLASS_IMPORTS])
    return f"{header}\nfrom __future__ import annotations\n{lines}\n"


def body(routes: Iterable[RoutePart]) -> str:
    """Return everything else of it, in its final form."""
    by_group = sorted(routes, key=lambda route: (route.group, route.path))
    groups = groupby(by_group, key=lambda route: route.group)
    return render(
        "python_handlers.py.jinja", groups=[_class(name, list(members)) for name, members in groups]
    )


def _class(group: str, routes: Sequence[RoutePart]) -> dict[str, Any]:
    prefix = routes[0].path.rpartition("/")[0]
    what = f"the routes `{prefix}/...`" if prefix else "the routes that are in no group"
    table = [f'"{route.method}": routes.{route.name}' for route in routes]
    return {
        "name": python_text.handlers_name(group),
        "doc": f"Implement {what}, then hand an instance to `SocketRouter.include`.",
        "routes": python_text.listed("    __routes__: ClassVar = ", table, "{}"),
        "methods": [route.handler.text for route in routes],
    }


def _method(route: ir.Route, names: Mapping[str, str]) -> dict[str, Any]:
    payload = "" if route.payload is None else f"payload: models.{names[route.payload]}, "
    return {
        "name": python_text.method_name(route.method),
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
