"""Calling user code: async or not, with as many arguments as it takes."""

from __future__ import annotations

import asyncio
import dis
import functools
import inspect
import types
import typing
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Any

from starlette.concurrency import run_in_threadpool

AsyncCall = Callable[..., Awaitable[Any]]

_step: Callable[..., Any] = vars(types.CoroutineType)["send"]
"""``send`` of a coroutine, unbound: to look it up on each coroutine costs as much as to call it."""

_WAITS = frozenset({"GET_AWAITABLE", "SEND", "YIELD_VALUE"})
"""The instructions of functions that await or yield."""


class SignatureProblem(Exception):  # noqa: N818 - collected and listed, rarely seen alone
    """A function cannot be called with what it would be given; the text says why."""


def as_async(function: Callable[..., Any]) -> AsyncCall:
    """Returns an async function: ``function`` itself, or one that runs it in a thread."""
    if is_async(function):
        return function

    @functools.wraps(function, updated=())
    async def in_thread(*args: Any, **kwargs: Any) -> Any:
        result = await run_in_threadpool(function, *args, **kwargs)
        return await result if inspect.isawaitable(result) else result

    return in_thread


def is_being_cancelled() -> bool:
    """Whether the current task itself is cancelled, and not only something that it awaited."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def is_async(function: Callable[..., Any]) -> bool:
    """Whether calling ``function`` gives a coroutine."""
    while isinstance(function, functools.partial):
        function = function.func
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        getattr(function, "__call__", None)  # noqa: B004 - an object with `async def __call__`
    )


def never_waits(function: Callable[..., Any]) -> bool:
    """Whether calling ``function`` gives a coroutine without ``await``, which one step ends."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    if not isinstance(code, types.CodeType) or not code.co_flags & inspect.CO_COROUTINE:
        return False
    return all(one.opname not in _WAITS for one in dis.get_instructions(code))


def result_at_once(coroutine: Any) -> Any:
    """Returns the result of a coroutine that never waits.

    It runs in a copy of the current context variables, as a task does.

    Raises:
        RuntimeError: It waits after all.
    """
    try:
        copy_context().run(_step, coroutine, None)
    except StopIteration as end:
        return end.value
    raise RuntimeError(f"{coroutine!r} waits")


def argument_count(function: Callable[..., Any], *counts: int) -> int:
    """Returns the first of ``counts`` with which ``function`` can be called by position.

    Raises:
        SignatureProblem: None of them fits.
    """
    if getattr(function, "__module__", "") == "builtins" and len(counts) == 1:
        return counts[0]  # such as `dict` and `len`, many of which cannot say what they take
    signature = _signature(function)
    for count in counts:
        try:
            signature.bind(*range(count))
        except TypeError:
            continue
        return count
    wanted = " or ".join(str(count) for count in sorted(counts))
    raise SignatureProblem(f"{describe(function)} takes {signature}, but {wanted} are passed")


def describe(function: Callable[..., Any]) -> str:
    """Names a function in messages: its module and qualified name."""
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return f"{getattr(function, '__module__', '?')}.{name}"


def parameters_of(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Returns a function's parameters with their annotations evaluated.

    An annotation that cannot be evaluated, such as a name imported for type checkers only, stays
    a string.

    Raises:
        SignatureProblem: It is no function, or does not say what it takes.
    """
    bare = function
    while isinstance(bare, functools.partial):
        bare = bare.func
    parameters = _signature(function).parameters.values()
    code = inspect.unwrap(bare if inspect.isroutine(bare) else type(bare).__call__)
    names = getattr(code, "__globals__", {})
    return [one.replace(annotation=_evaluate(one.annotation, names)) for one in parameters]


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(function)
    except TypeError:
        raise SignatureProblem(f"{function!r} is no function") from None
    except ValueError:
        raise SignatureProblem(
            f"{describe(function)} does not say what it takes; write a function that calls it"
        ) from None


def _evaluate(annotation: Any, names: dict[str, Any]) -> Any:
    holder = types.SimpleNamespace(__annotations__={"it": annotation})
    if annotation is inspect.Parameter.empty:
        return annotation
    try:
        return typing.get_type_hints(holder, globalns=names, include_extras=True)["it"]
    except (NameError, SyntaxError, TypeError, AttributeError):
        return annotation
