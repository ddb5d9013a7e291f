"""Calling user code: async or not, with what it takes."""

# ruff: noqa: ARG005 - functions that stand for others take what those are given

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import pytest

from fastapi_observable_socket.routing.user_code import (
    SignatureProblem,
    argument_count,
    as_async,
    describe,
    is_async,
    never_waits,
    parameters_of,
    result_at_once,
)


async def coroutine(a: int = 0) -> int:
    return a


def plain(a: int = 0) -> int:
    return a


class Object:
    async def method(self) -> int:
        return 1

    def plain_method(self) -> int:
        return 1

    async def __call__(self) -> int:
        return 1


class PlainObject:
    def __call__(self) -> int:
        return 1


@pytest.mark.parametrize(
    "function",
    [coroutine, Object().method, Object(), functools.partial(functools.partial(coroutine), 1)],
)
def test_what_gives_a_coroutine_is_awaited_as_it_is(function: Callable[..., Any]) -> None:
    assert is_async(function)
    assert as_async(function) is function


@pytest.mark.parametrize(
    "function", [plain, Object().plain_method, PlainObject(), functools.partial(plain, 1), len]
)
def test_anything_else_is_not(function: Callable[..., Any]) -> None:
    assert not is_async(function)


async def test_a_plain_function_runs_in_a_thread_with_its_arguments() -> None:
    def where(a: int, *, b: int) -> tuple[int, int, bool]:
        return a, b, threading.current_thread() is threading.main_thread()

    assert await as_async(where)(1, b=2) == (1, 2, False)


async def test_what_a_plain_function_gives_to_await_is_awaited() -> None:
    def early() -> Awaitable[int]:
        return coroutine(3)

    assert await as_async(early)() == 3
    assert await as_async(lambda: coroutine(4))() == 4


async def test_an_error_in_a_thread_is_raised_where_it_is_awaited() -> None:
    def failing() -> None:
        raise KeyError("a")

    with pytest.raises(KeyError):
        await as_async(failing)()


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda a, b: None, 2),
        (lambda a: None, 1),
        (lambda a, b=None: None, 2),
        (lambda *a: None, 2),
        (functools.partial(lambda a, b: None, 1), 1),
    ],
)
def test_as_many_arguments_are_passed_as_are_taken(
    function: Callable[..., Any], expected: int
) -> None:
    assert argument_count(function, 2, 1) == expected


@pytest.mark.parametrize("function", [lambda: None, lambda a, b, c: None, lambda *, a: None])
def test_a_function_that_takes_another_number_is_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(SignatureProblem, match="but 1 or 2 are passed"):
        argument_count(function, 2, 1)


@pytest.mark.parametrize("function", [str, dict, list, len, repr])
def test_built_in_functions_take_the_one_argument_that_is_passed(
    function: Callable[..., Any],
) -> None:
    assert argument_count(function, 1) == 1


def test_what_does_not_say_what_it_takes_is_refused_where_it_has_to() -> None:
    with pytest.raises(SignatureProblem, match="dict does not say what it takes"):
        argument_count(dict, 2, 1)
    with pytest.raises(SignatureProblem, match="'text' is no function"):
        argument_count("text", 2, 1)  # type: ignore[arg-type]


def test_a_function_is_described_by_where_it_is() -> None:
    assert describe(coroutine) == f"{__name__}.coroutine"
    assert describe(Object().method) == f"{__name__}.Object.method"
    assert describe(Object()) == f"{__name__}.Object"
    assert describe(functools.partial(plain)).endswith("partial")


def test_annotations_are_evaluated_where_they_can_be() -> None:
    def function(a: int, b: Unknown = None, c=1) -> Unknown: ...  # type: ignore  # noqa: F821

    annotations = [one.annotation for one in parameters_of(function)]
    assert annotations[:2] == [int, "Unknown"]
    assert [one.default for one in parameters_of(function)][1:] == [None, 1]


def test_parameters_of_objects_methods_and_partials_leave_out_what_is_given() -> None:
    class Handler:
        def __call__(self, a: int) -> None: ...

        def method(self, b: int) -> None: ...

    names = [
        [one.name for one in parameters_of(function)]
        for function in (Handler(), Handler().method, functools.partial(Handler().method, 1))
    ]
    assert names == [["a"], ["b"], []]


async def awaiting(a: int = 0) -> int:
    await asyncio.sleep(0)
    return a


async def entering() -> None:
    async with contextlib.AsyncExitStack():
        pass


async def looping(values: AsyncIterator[int]) -> None:
    async for _ in values:
        pass


async def comprehending(values: AsyncIterator[int]) -> list[int]:
    return [value async for value in values]


async def catching() -> list[int]:
    try:
        return [value for value in range(3)]  # noqa: C416 - a comprehension is what it is about
    except ValueError:
        return []


@functools.wraps(coroutine)
async def wrapping(a: int = 0) -> int:
    return await coroutine(a)


@pytest.mark.parametrize("function", [coroutine, catching, Object().method])
def test_a_coroutine_without_an_await_never_waits(function: Callable[..., Any]) -> None:
    assert never_waits(function)


@pytest.mark.parametrize(
    "function",
    [
        awaiting,
        entering,
        looping,
        comprehending,
        wrapping,
        plain,
        len,
        Object(),
        functools.partial(coroutine, 1),
    ],
)
def test_whatever_might_wait_is_not_taken_for_one_that_does_not(
    function: Callable[..., Any],
) -> None:
    assert not never_waits(function)


def test_a_result_at_once_comes_from_a_context_of_its_own() -> None:
    variable = ContextVar("variable", default=0)

    async def change() -> int:
        variable.set(1)
        return variable.get()

    assert result_at_once(change()) == 1
    assert variable.get() == 0


def test_what_a_coroutine_raises_at_once_is_raised() -> None:
    async def fail() -> None:
        raise LookupError("here")

    with pytest.raises(LookupError, match="here"):
        result_at_once(fail())
