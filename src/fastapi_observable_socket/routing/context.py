"""What a handler may know about the message that it answers."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Protocol

import msgspec
from starlette.datastructures import State
from starlette.websockets import WebSocket

from ..message import MessageData, message_of
from ..protocol.uuids import Uuid

NOTHING: Any = object()
"""Stands for no value, where None is a value."""


class Connection(Protocol):
    """The connection that a request came on: all that routing knows of the outside world."""

    @property
    def id(self) -> str:
        """A name for logs and traces, unique within the process."""
        ...

    @property
    def websocket(self) -> WebSocket:
        """The socket itself, for its handshake headers, cookies, ``scope`` and ``app``."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether frames can still reach the peer, as far as is known."""
        ...

    async def send(self, frame: str) -> None:
        """Sends one text frame; does nothing when the peer is gone.

        If it is JSON with NaN or infinities in it, it goes out with null for them.

        Raises:
            ValueError: It holds half of a surrogate pair.
        """
        ...

    def reply(self, uuid: Uuid, frame: str) -> Awaitable[None]:
        """Sends the one answer to a request, whose uuid may be used again from then on."""
        ...

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes the connection with a close code of RFC 6455 or of this protocol."""
        ...

    def admit(self, seconds: float | None) -> None:
        """Takes the peer's requests from now on, for so many seconds or, with None, without end."""
        ...


class Context(msgspec.Struct, eq=False, weakref=True):
    """One request on its way through hooks and handler.

    Ask for it by annotation: ``async def handler(payload: X, context: Context)``.

    Attributes:
        connection: The connection that the request came on.
        uuid: The caller's correlation id.
        route: The route's path.
        headers: The request's own headers, as a dictionary.
        payload: The request's payload: the generated type on a contract route, else plain data.
        typed_headers: The request's headers as the generated type, where the contract has one.
        local: A dictionary that hooks and handler of this one request share.
        abandoned: Whether nobody waits for the handler's answer any more: the request was
            cancelled, its time was up, or its connection has ended.
        answered: Whether the reply has been handed to the connection.
        hydrated: What the route's ``hydrate`` hook returned; ``NOTHING`` where it has none.
    """

    connection: Connection
    uuid: Uuid
    route: str
    headers: dict[str, Any]
    typed_headers: Any
    payload: Any = None
    local: dict[str, Any] = {}
    hydrated: Any = NOTHING
    answered: bool = False
    abandoned: bool = False
    _message: MessageData | None = None

    @property
    def label(self) -> str:
        """Names the request in the log; control characters in what the peer chose are escaped."""
        return f"{self.connection.id}: request {self.uuid!r} on {self.route!r}"

    @property
    def message(self) -> MessageData:
        """Headers and payload as hooks receive them; every hook of a request gets the same."""
        if self._message is None:
            self._message = message_of(self.headers, self.payload)
        return self._message

    @property
    def websocket(self) -> WebSocket:
        """The connection's socket."""
        return self.connection.websocket

    @property
    def state(self) -> State:
        """Values that all requests of this connection share (``websocket.state``)."""
        return self.connection.websocket.state
