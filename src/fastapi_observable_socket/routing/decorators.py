"""The types of the decorators that `SocketRouter.on` returns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar, overload

PayloadT = TypeVar("PayloadT")
ResultT = TypeVar("ResultT")
More = ParamSpec("More")
"""A handler's parameters other than the payload; they are checked at registration."""


class Register(Protocol[PayloadT, ResultT]):
    """Takes a handler whose first parameter is the payload."""

    @overload
    def __call__(
        self, handler: Callable[Concatenate[PayloadT, More], Awaitable[ResultT]], /
    ) -> Callable[Concatenate[PayloadT, More], Awaitable[ResultT]]: ...

    @overload
    def __call__(
        self, handler: Callable[Concatenate[PayloadT, More], ResultT], /
    ) -> Callable[Concatenate[PayloadT, More], ResultT]: ...


class RegisterWithoutPayload(Protocol[ResultT]):
    """Takes a handler of a route whose requests carry no payload."""

    @overload
    def __call__(
        self, handler: Callable[More, Awaitable[ResultT]], /
    ) -> Callable[More, Awaitable[ResultT]]: ...

    @overload
    def __call__(self, handler: Callable[More, ResultT], /) -> Callable[More, ResultT]: ...
