"""Types for users: hooks, handlers and their results under the names of 1.1.1, and policies."""

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
"""Validates a request early, and may put values into ``local``; False is answered 400."""

FormatCheck = DataCheck
"""The name of `DataCheck` in 1.1.1."""

AccessCheck: TypeAlias = (
    Callable[[WebSocket, MessageData, dict[str, Any]], Awaitable[bool] | bool]
    | Callable[[WebSocket, MessageData], Awaitable[bool] | bool]
)
"""Whether the caller may do this. May keep what it fetched in ``local``; False is answered 403."""

Argument = TypeVar("Argument", default=Any)

HydrateFunction: TypeAlias = (
    Callable[[WebSocket, MessageData], Awaitable[Argument] | Argument]
    | Callable[[WebSocket, MessageData, dict[str, Any]], Awaitable[Argument] | Argument]
)
"""Builds the handler's argument, which then is not taken from ``local``."""

DehydrateFunction: TypeAlias = Callable[[Any], Awaitable[Payload] | Payload]
"""Shapes the payload of a 2xx reply."""

SocketAccess: TypeAlias = Callable[[WebSocket], Awaitable[bool] | bool]
"""Whether a connection may be opened; if not, it is accepted and then closed with 1008."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a client is, as ``authenticate`` has found.

    Attributes:
        user: What handlers find in ``context.state.user``.
        expires_at: When the credentials expire: a ``datetime`` with a time zone, or seconds since
            1970 as in a token's ``exp``. Unless HELLO has come again by then, the connection closes
            with 4401.
    """

    user: Any
    expires_at: datetime | float | None = None


Authenticate: TypeAlias = Callable[[WebSocket, Any], Awaitable[Any] | Any]
"""Finds out who sends HELLO. It is called with the socket and the ``credentials`` of HELLO, or None
if it has none. It returns a user, or an `Identity` for credentials that expire. None and False are
answered 401, and so is ``SocketError(401)``."""


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
    """A token bucket per connection: ``requests`` at once, and as many more every ``seconds``.

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
            ``latest`` with a newer request cancelling the older one.
        timeout: Seconds from its arrival until a request is answered 408; ``None`` for no limit.
        max_payload: Largest request payload in bytes; ``None`` for the message limit.
        rate: Token bucket; ``None`` for no limit.
        idempotent: Whether a client may send the request again by itself.
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
