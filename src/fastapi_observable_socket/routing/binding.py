"""What a handler asks for by its parameters, decided once at registration."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from fastapi.exceptions import FastAPIError
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from .context import Context
from .dependencies import Dependencies, is_dependency
from .user_code import SignatureProblem, as_async, describe, never_waits, parameters_of

Getter = Callable[[Context], Any]

_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)

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
        never_waits: Whether `call` gives a coroutine that ends in its first step.
    """

    call: Callable[[Context, Mapping[str, Any]], Awaitable[Any]]
    dependencies: Dependencies | None
    never_waits: bool = False


class Parameters:
    """A handler's parameters, sorted by who fills them.

    Args:
        handler: The function, method or callable object.
        given: What the route has to give, by annotation.

    Attributes:
        free: Parameters that nothing is known to fill, in order.
        getters: How each parameter that is known is filled, by name.
        takes_args: Whether the handler takes ``*args``.
        is_opaque: Whether it takes nothing else, as a decorator's wrapper without
            ``functools.wraps`` does, so that nothing is known of what it wants.
    """

    def __init__(self, handler: Callable[..., Any], given: Mapping[Any, Getter]) -> None:
        self.handler = handler
        self.getters: dict[str, Getter] = {}
        self.free: list[inspect.Parameter] = []
        self.takes_args = False
        self._all = parameters_of(handler)
        self._solved: list[inspect.Parameter] = []
        for one in self._all:
            self._sort(one, given)
        self.is_opaque = bool(self._all) and all(one.kind in _VARIADIC for one in self._all)

    def _sort(self, one: inspect.Parameter, given: Mapping[Any, Getter]) -> None:
        if one.kind is inspect.Parameter.VAR_POSITIONAL:
            self.takes_args = True
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
        return BoundHandler(self._caller(), dependencies, never_waits(self.handler))

    def _caller(self) -> Callable[[Context, Mapping[str, Any]], Awaitable[Any]]:
        call = as_async(self.handler)
        ordered = [one for one in self._all if one.name in self.getters]
        in_order = ordered == [one for one in self._all[: len(ordered)] if _is_positional(one)]
        if in_order and not self._solved:
            return _by_position(call, [self.getters[one.name] for one in ordered])
        getters, leading = tuple(self.getters.items()), self._leading()

        def by_name(context: Context, values: Mapping[str, Any]) -> Awaitable[Any]:
            filled = {name: get(context) for name, get in getters}
            filled.update(values)
            first = [filled.pop(one.name, one.default) for one in leading]
            return call(*first, **filled)

        return by_name

    def _leading(self) -> list[inspect.Parameter]:
        """The positional-only parameters, up to the last one that is to be filled."""
        filled = self.getters.keys() | {one.name for one in self._solved}
        only = [one for one in self._all if one.kind is inspect.Parameter.POSITIONAL_ONLY]
        while only and only[-1].name not in filled:
            only.pop()
        return only


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
    if parameters.is_opaque:
        raise SignatureProblem(
            f"{describe(handler)} takes anything, so nothing is known of what it wants; if it "
            "stands for another function, use functools.wraps"
        )
    problems: list[str] = []
    for one in parameters.free:
        getter = _NAMED_TYPED.get(one.name) if one.annotation is one.empty else None
        if getter is not None:
            parameters.getters[one.name] = getter
        elif one.default is one.empty:
            problems.append(f"parameter {one.name!r} is {annotated(one)}")
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
    exact = [getter for type_, getter in given.items() if annotation == type_]
    if exact:
        return exact[0]
    bare = _bare(annotation)
    if bare is Context:
        return _itself
    if bare is WebSocket or bare is HTTPConnection:
        return websocket_of
    # `list[float]` stands for the alias of that type just as well, unless two parts share it.
    matching = [getter for type_, getter in given.items() if bare == _bare(type_)]
    if len(matching) == 1:
        return matching[0]
    # A method that implements a stub can only add parameters with a default, such as None.
    inner = _without_none(bare)
    return None if inner is None else _by_annotation(inner, given)


def _bare(annotation: Any) -> Any:
    """Returns a type without the aliases and the ``Annotated`` around it."""
    while True:
        if hasattr(annotation, "__metadata__"):
            annotation = annotation.__origin__
        elif hasattr(annotation, "__value__"):
            annotation = annotation.__value__
        else:
            return annotation


def _without_none(annotation: Any) -> Any:
    """Returns ``X`` for ``X | None``, and None for anything else."""
    if get_origin(annotation) not in (Union, UnionType):
        return None
    inner = [one for one in get_args(annotation) if one is not NoneType]
    return inner[0] if len(inner) == 1 else None


def _by_position(
    call: Callable[..., Awaitable[Any]], getters: list[Getter]
) -> Callable[[Context, Mapping[str, Any]], Awaitable[Any]]:
    if len(getters) == 1:
        (only,) = getters
        return lambda context, values: call(only(context))  # noqa: ARG005 - nothing was solved
    return lambda context, values: call(*[get(context) for get in getters])  # noqa: ARG005


def _is_positional(one: inspect.Parameter) -> bool:
    return one.kind is not inspect.Parameter.KEYWORD_ONLY


def annotated(one: inspect.Parameter) -> str:
    """Says, for messages, how a parameter is annotated."""
    if one.annotation is one.empty:
        return "not annotated"
    if isinstance(one.annotation, str):
        return f"annotated {one.annotation!r}, which its module does not know at run time"
    return f"annotated {_show(one.annotation)}"


def _show(annotation: Any) -> str:
    # The name of `dict[str, int]` would be just "dict".
    name = None if get_origin(annotation) else getattr(annotation, "__name__", None)
    return name or str(annotation)
