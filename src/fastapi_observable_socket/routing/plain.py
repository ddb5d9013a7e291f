"""Handlers in the style of 1.1.1: what they receive depends on their hooks, not on annotations.

``hydrate``'s value, else the cached ``local["value"]``, else ``(ws, headers, payload)``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from .._generated.envelopes import FieldError
from ..errors import InvalidRequest
from .binding import (
    BoundHandler,
    Getter,
    Parameters,
    annotated,
    headers_of,
    payload_of,
    websocket_of,
)
from .context import NOTHING, Context
from .hooks import Hooks
from .user_code import SignatureProblem, as_async, describe
from .values.pointers import pointer

_TRIPLE = (websocket_of, headers_of, payload_of)
_NAMED: dict[str, Getter] = {
    "ws": websocket_of,
    "websocket": websocket_of,
    "headers": headers_of,
    "payload": payload_of,
    "local": lambda context: context.local,
}


def bind_plain(handler: Callable[..., Any], hooks: Hooks, max_errors: int) -> BoundHandler:
    """Binds a handler by the argument table of 1.1.1.

    ``WebSocket``, ``Context`` and ``Depends`` parameters may stand beside the documented ones,
    and a pydantic model as annotation of the payload validates it.

    Args:
        handler: The function, method or callable object.
        hooks: The hooks of its route.
        max_errors: How many errors are reported of a payload that such a model refuses.

    Raises:
        SignatureProblem: The handler's parameters fit none of the documented forms.
    """
    parameters = Parameters(handler, {})
    if parameters.takes_args:
        return _bind_variadic(handler)
    in_order = _triple_for(parameters)
    single = _only(parameters.free)
    if in_order:
        _fill_triple(parameters, in_order, hooks, max_errors)
    elif single is not None:
        parameters.getters[single.name] = _single(single, hooks, handler, max_errors)
    else:
        _fill_by_name(parameters, max_errors)
    return parameters.bind()


def _bind_variadic(handler: Callable[..., Any]) -> BoundHandler:
    call = as_async(handler)

    def by_table(context: Context, _: Any) -> Any:
        value = _prepared(context)
        triple = [get(context) for get in _TRIPLE]
        return call(*triple) if value is NOTHING else call(value)

    return BoundHandler(by_table, None)


def _triple_for(parameters: Parameters) -> tuple[Getter, ...]:
    """What the free parameters get if they are (the rest of) the triple, else nothing."""
    sockets = sum(getter is websocket_of for getter in parameters.getters.values())
    is_triple = sockets <= 1 and len(parameters.free) + sockets == len(_TRIPLE)
    return _TRIPLE[sockets:] if is_triple else ()


def _only(free: list[inspect.Parameter]) -> inspect.Parameter | None:
    """The one parameter that a prepared value goes to, if there is just one."""
    required = [one for one in free if one.default is one.empty]
    candidates = required or free
    return candidates[0] if len(candidates) == 1 else None


def _fill_triple(
    parameters: Parameters, in_order: tuple[Getter, ...], hooks: Hooks, max_errors: int
) -> None:
    if hooks.hydrate is not None:
        raise SignatureProblem(
            f"{describe(parameters.handler)}: hydrate gives one argument, but "
            f"{_names(parameters.free)} are to be filled"
        )
    for one, getter in zip(parameters.free, in_order, strict=True):
        parameters.getters[one.name] = _validated(one, getter, max_errors)


def _fill_by_name(parameters: Parameters, max_errors: int) -> None:
    for one in parameters.free:
        getter = _NAMED.get(one.name)
        if getter is not None:
            parameters.getters[one.name] = _validated(one, getter, max_errors)
        elif one.default is one.empty:
            raise SignatureProblem(
                f"{describe(parameters.handler)}: cannot fill {_names(parameters.free)}; a handler "
                "takes (ws, headers, payload), or one value that a hook prepares, or parameters of "
                "these names"
            )


def _single(
    one: inspect.Parameter, hooks: Hooks, handler: Callable[..., Any], max_errors: int
) -> Getter:
    """One parameter: hydrate's value, else ``local`` by name, else the cached value."""
    fallback = _NAMED.get(one.name)
    if fallback is None and _is_model(one.annotation):
        fallback = payload_of
    if fallback is None and not hooks.checks and hooks.hydrate is None:
        raise SignatureProblem(
            f"{describe(handler)}: nothing prepares a value for {one.name!r} ({annotated(one)}); "
            'add a hydrate hook, cache it in local["value"], or take (ws, headers, payload)'
        )
    if one.name == "local":
        return lambda context: context.local if context.hydrated is NOTHING else context.hydrated
    otherwise = _nothing_cached if fallback is None else _validated(one, fallback, max_errors)

    def get(context: Context) -> Any:
        value = _prepared(context)
        return otherwise(context) if value is NOTHING else value

    return get


def _prepared(context: Context) -> Any:
    if context.hydrated is not NOTHING:
        return context.hydrated
    return context.local.get("value", NOTHING)


def _nothing_cached(context: Context) -> Any:
    raise LookupError(
        f"no hook of {context.route!r} put a value into local['value'], "
        "and its handler takes one argument"
    )


def _validated(one: inspect.Parameter, getter: Getter, max_errors: int) -> Getter:
    if getter is not payload_of or not _is_model(one.annotation):
        return getter
    model: type[BaseModel] = one.annotation

    def get(context: Context) -> BaseModel:
        try:
            return model.model_validate(context.payload)
        except ValidationError as error:
            raise InvalidRequest("payload is invalid", _field_errors(error, max_errors)) from None

    return get


def _field_errors(error: ValidationError, max_errors: int) -> list[FieldError]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        FieldError(pointer=pointer("/payload", one["loc"]), code=one["type"], message=one["msg"])
        for one in found[:max_errors]
    ]


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _names(parameters: list[inspect.Parameter]) -> str:
    return ", ".join(repr(one.name) for one in parameters)
