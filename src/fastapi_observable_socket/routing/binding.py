"""What a handler asks for by its parameters, decided once at registration."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from fastapi.exceptions import FastAPIError
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from .calls import SignatureProblem, as_async, describe, parameters_of
from .context import Context
from .dependencies import Dependencies, is_dependency

Getter = Callable[[Context], Any]

payload_of: Getter = attrgetter("payload")
headers_of: Getter = attrgetter("headers")
websocket_of: Getter = attrgetter("connection.websocket")

_NAMED: Mapping[str, Getter] = {
    "payload": payload_of,
    "headers": headers_of,
    "ws": websocket_of,
    "websocket": websocket_of,
}


@dataclass(frozen=True, slots=True)
class BoundHandler:
    """A handler and how it is called.

    Attributes:
        call: Calls the handler for a request, with what FastAPI solved for it.
        dependencies: What FastAPI has to solve for each message; None for nothing.
    """

    call: Callable[[Context, Mapping[str, Any]], Awaitable[Any]]
    dependencies: Dependencies | None


class Parameters:
    """A handler's parameters, sorted by who fills them.

    Args:
        handler: The function, method or callable object.
        given: What the route has to give, by annotation.

    Attributes:
        free: Parameters that nothing is known to fill, in order.
        getters: How each parameter that is known is filled, by name.
        variadic: Whether the handler takes ``*args``.
    """

    def __init__(self, handler: Callable[..., Any], given: Mapping[Any, Getter]) -> None:
        self.handler = handler
        self.getters: dict[str, Getter] = {}
        self.free: list[inspect.Parameter] = []
        self.variadic = False
        self._all = parameters_of(handler)
        self._solved: list[inspect.Parameter] = []
        for one in self._all:
            self._sort(one, given)

    def _sort(self, one: inspect.Parameter, given: Mapping[Any, Getter]) -> None:
        if one.kind is inspect.Parameter.VAR_POSITIONAL:
            self.variadic = True
        elif one.kind is inspect.Parameter.VAR_KEYWORD:
            return
        elif is_dependency(one.annotation, one.default):
            self._solved.append(one)
        elif getter := _by_annotation(one.annotation, given):
            self.getters[one.name] = getter
        else:
            self.free.append(one)

    def bind(self) -> BoundHandler:
        """Returns the handler ready to be called.

        Raises:
            SignatureProblem: FastAPI cannot make sense of a dependency.
        """
        try:
            dependencies = Dependencies(self._solved) if self._solved else None
        except (FastAPIError, AssertionError) as error:
            raise SignatureProblem(f"{describe(self.handler)}: {error}") from error
        return BoundHandler(self._caller(), dependencies)

    def _caller(self) -> Callable[[Context, Mapping[str, Any]], Awaitable[Any]]:
        call = as_async(self.handler)
        ordered = [one for one in self._all if one.name in self.getters]
        in_order = ordered == [one for one in self._all[: len(ordered)] if _is_positional(one)]
        if in_order and not self._solved:
            return _by_position(call, [self.getters[one.name] for one in ordered])
        getters = tuple(self.getters.items())

        def by_keyword(context: Context, values: Mapping[str, Any]) -> Awaitable[Any]:
            return call(**{name: get(context) for name, get in getters}, **values)

        return by_keyword


def bind_typed(handler: Callable[..., Any], given: Mapping[Any, Getter]) -> BoundHandler:
    """Binds a handler of a contract route: every parameter is known by its annotation.

    A parameter without annotation is known by its name: ``payload``, ``headers``, ``websocket``,
    ``context``.

    Args:
        handler: The function, method or callable object.
        given: What the route has to give, by annotation: its payload and headers types.

    Raises:
        SignatureProblem: A parameter is none of those that can be filled.
    """
    parameters = Parameters(handler, given)
    problems: list[str] = []
    for one in parameters.free:
        getter = _NAMED_TYPED.get(one.name) if one.annotation is one.empty else None
        if getter is not None:
            parameters.getters[one.name] = getter
        elif one.default is one.empty:
            problems.append(f"parameter {one.name!r} is {_annotated(one)}")
    if problems:
        choices = ", ".join([*map(_show, given), "Context", "WebSocket", "Depends(...)"])
        raise SignatureProblem(
            f"{describe(handler)}: {'; '.join(problems)}; this route can give {choices}"
        )
    return parameters.bind()


def _itself(context: Context) -> Context:
    return context


_NAMED_TYPED: Mapping[str, Getter] = {**_NAMED, "context": _itself}


def _by_annotation(annotation: Any, given: Mapping[Any, Getter]) -> Getter | None:
    if annotation is Context:
        return _itself
    if annotation is WebSocket or annotation is HTTPConnection:
        return websocket_of
    return next((getter for type_, getter in given.items() if annotation == type_), None)


def _by_position(
    call: Callable[..., Awaitable[Any]], getters: list[Getter]
) -> Callable[[Context, Mapping[str, Any]], Awaitable[Any]]:
    if len(getters) == 1:
        (only,) = getters
        return lambda context, values: call(only(context))  # noqa: ARG005 - nothing was solved
    return lambda context, values: call(*[get(context) for get in getters])  # noqa: ARG005


def _is_positional(one: inspect.Parameter) -> bool:
    return one.kind is not inspect.Parameter.KEYWORD_ONLY


def _annotated(one: inspect.Parameter) -> str:
    return "not annotated" if one.annotation is one.empty else f"annotated {_show(one.annotation)}"


def _show(annotation: Any) -> str:
    return getattr(annotation, "__name__", None) or str(annotation)
