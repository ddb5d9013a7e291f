"""The types of hooks, handlers and handler results, under the names of 1.1.1, and policies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypedDict, get_args

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


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom ``authenticate`` has recognised.

    Attributes:
        user: What handlers find in ``context.state.user``.
        expires_at: When the credentials end, with a time zone or in seconds since 1970 as in a
            token's ``exp``; the connection closes with 4401 then, unless HELLO came again.
    """

    user: Any
    expires_at: datetime | float | None = None


Authenticate: TypeAlias = Callable[[WebSocket, Any], Awaitable[Any] | Any]
"""Whose credentials are these? Called with the socket and HELLO's ``credentials``, None if there
are none. Returns a user, or an `Identity` for credentials that expire; None or False answers 401,
and so does anything that raises ``SocketError(401)``."""


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


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket per connection: ``requests`` at once, as many again in ``seconds`` seconds.

    Raises:
        ValueError: A number is not above zero.
    """

    requests: int
    seconds: float

    def __post_init__(self) -> None:
        if self.requests < 1 or not self.seconds > 0:
            raise ValueError(f"{self} lets nothing through")


Concurrency: TypeAlias = Literal["parallel", "serial", "latest"]
"""How requests of one route share a connection; see `Policy`."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How the requests of one route share a connection (contract member ``policy``).

    Attributes:
        concurrency: ``parallel`` side by side, ``serial`` one after the other in order,
            ``latest`` a newer request cancels the older one.
        timeout: Seconds until a running request is answered 408; ``None`` for no limit.
        max_payload: Largest request payload in bytes; ``None`` for the message limit.
        rate: Token bucket; ``None`` for no limit.
        idempotent: Whether a client may send the request again without asking.
        max_in_flight: How many requests may run or wait at once; more are answered 429.
            ``None`` for the connection's limit.
        shield: Whether a handler runs to its end even when its answer is not wanted any more,
            because the caller cancelled or left or the deadline has passed.

    Raises:
        ValueError: There is no such concurrency, or a number is not above zero.
    """

    concurrency: Concurrency = "parallel"
    timeout: float | None = None
    max_payload: int | None = None
    rate: Rate | None = None
    idempotent: bool = False
    max_in_flight: int | None = None
    shield: bool = False

    def __post_init__(self) -> None:
        if self.concurrency not in get_args(Concurrency):
            raise ValueError(f"there is no concurrency {self.concurrency!r}")
        for number in (self.timeout, self.max_payload, self.max_in_flight):
            if number is not None and not number > 0:
                raise ValueError(f"{self} lets nothing through")


class RouteOptions(TypedDict, total=False):
    """The hooks of a route, in the order in which they run, each async or not; and its policy.

    A policy given here takes the place of the contract's.
    """

    data_check: DataCheck | None
    access: AccessCheck | None
    hydrate: HydrateFunction | None
    dehydrate: DehydrateFunction | None
    policy: Policy | None
