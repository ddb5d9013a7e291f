"""The types of hooks, handlers and handler results, under the names that 1.1.1 gave them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypedDict

from starlette.websockets import WebSocket
from typing_extensions import TypeVar

from .message import Header, MessageData, Payload

DataCheck: TypeAlias = (
    Callable[[MessageData, dict[str, Any]], Awaitable[bool] | bool]
    | Callable[[MessageData], Awaitable[bool] | bool]
)
"""Early validation; may put values into ``local``. False answers 400."""

FormatCheck = DataCheck
"""The name of `DataCheck` in 1.1.1."""

AccessCheck: TypeAlias = (
    Callable[[WebSocket, MessageData, dict[str, Any]], Awaitable[bool] | bool]
    | Callable[[WebSocket, MessageData], Awaitable[bool] | bool]
)
"""May the caller do this? May cache what it fetched in ``local``. False answers 403."""

Argument = TypeVar("Argument", default=Any)

HydrateFunction: TypeAlias = (
    Callable[[WebSocket, MessageData], Awaitable[Argument] | Argument]
    | Callable[[WebSocket, MessageData, dict[str, Any]], Awaitable[Argument] | Argument]
)
"""Builds the handler's argument, in place of anything cached in ``local``."""

DehydrateFunction: TypeAlias = Callable[[Any], Awaitable[Payload] | Payload]
"""Shapes the payload of a 2xx reply."""

SocketAccess: TypeAlias = Callable[[WebSocket], Awaitable[bool] | bool]
"""May this connection be opened? False accepts it and closes it with 1008."""


class HandlerResult(TypedDict, total=False):
    """What a handler in the style of 1.1.1 returns; every member may be left out."""

    status: int | None
    headers: Header | None
    payload: Any


Handler: TypeAlias = (
    Callable[[Argument], Awaitable[HandlerResult]]
    | Callable[[WebSocket, Header, Payload], Awaitable[HandlerResult]]
)
"""A route's handler in the style of 1.1.1: it takes one prepared argument or the triple."""


class RouteOptions(TypedDict, total=False):
    """The hooks of a route, in the order in which they run. Each may be async or not."""

    data_check: DataCheck | None
    access: AccessCheck | None
    hydrate: HydrateFunction | None
    dehydrate: DehydrateFunction | None
