"""Our class in the place of uvicorn's default one, on a connection that is just accepted.

The handshake is uvicorn's. What comes after it is read and written by our own code, which takes
half of the time and keeps all limits. It is what uvicorn itself does when HTTP becomes WebSocket:
the transport gets another protocol.
"""

from __future__ import annotations

import asyncio
from types import GeneratorType
from typing import TYPE_CHECKING, Any, Final, Protocol, cast, runtime_checkable

from starlette.types import Message
from websockets.protocol import State
from websockets.streams import StreamReader

from .._generated.close_codes import CloseCode
from .asgi import AsgiLink
from .link import Phase
from .outbox import Outbox

if TYPE_CHECKING:
    from uvicorn.config import Config
    from websockets.http11 import Response
    from websockets.server import ServerProtocol

_OF_NO_MORE_USE: Final = ("conn", "queue", "request", "response")
"""What uvicorn's object, which lives as long as the application runs, takes most memory for."""


@runtime_checkable
class Server(Protocol):
    """What has to be known of an object of uvicorn's default class, to take its place."""

    close_sent: bool
    config: Config
    conn: ServerProtocol
    connections: set[Any]
    disconnected: bool
    frames: list[bytes]
    handshake_complete: bool
    loop: asyncio.AbstractEventLoop
    ping_interval: float | None
    ping_timeout: float | None
    queue: asyncio.Queue[Any]
    read_paused: bool
    response: Response
    transport: asyncio.Transport
    writable: asyncio.Event

    def stop_keepalive(self) -> None:
        """Ends its pings."""
        ...


def decline_compression(server: object) -> None:
    """Has a connection accepted without compression, whatever client and uvicorn agree on.

    Args:
        server: The server's object, which has not answered the handshake yet.
    """
    if isinstance(server, Server) and not server.handshake_complete:
        server.conn.extensions = []
        server.response.headers.pop("Sec-WebSocket-Extensions", None)


def take_over(server: object) -> TakenOver | None:
    """Puts our class in the place of uvicorn's; returns None, and does nothing, where it cannot.

    Args:
        server: The server's object, which has answered the handshake.
    """
    if not isinstance(server, Server) or not _is_between_messages(server):
        return None
    server.stop_keepalive()
    link = TakenOver(server)
    link.transport.set_protocol(link)
    if server.read_paused:
        link.transport.resume_reading()
    server.transport = cast("Any", _ForUvicorn(link))
    server.disconnected = True
    for name in _OF_NO_MORE_USE:
        vars(server).pop(name, None)
    return link


class TakenOver(AsgiLink):
    """A WebSocket that uvicorn's default class has opened.

    Args:
        server: The object of that class.
    """

    __slots__ = ("_connections",)

    def __init__(self, server: Server) -> None:
        super().__init__(server.loop, server.config.ws_max_size, server.config.ws_max_queue)
        self.transport = server.transport
        self._outbox = Outbox(self.transport, self._loop)
        if not server.writable.is_set():
            self._outbox.pause()
        self._connections = server.connections
        self._connections.discard(server)
        self._connections.add(self)
        self._open(server.ping_interval, server.ping_timeout)
        for message in _waiting(server.queue):
            self._inbox.put(message)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everybody who waits; called once, whatever the reason."""
        super().connection_lost(exc)
        self._connections.discard(self)

    def finish(self) -> None:
        """End because the application has returned."""
        if self._phase is Phase.OPEN:
            self._close(CloseCode.NORMAL_CLOSURE, "")


class _ForUvicorn:
    """A transport for uvicorn's object, which closes it when the application has returned."""

    __slots__ = ("close",)

    def __init__(self, link: TakenOver) -> None:
        self.close = link.finish


def _is_between_messages(server: Server) -> bool:
    """Whether the connection is open, and nothing has been read but whole messages."""
    conn = server.conn
    return (
        server.handshake_complete
        and not server.disconnected
        and not server.close_sent
        and not server.transport.is_closing()
        and conn.state is State.OPEN
        and not conn.extensions
        and not conn.expect_continuation_frame
        and not server.frames
        and _is_between_frames(conn.parser)
    )


def _is_between_frames(parser: Any) -> bool:
    """Whether the parser, a generator that waits for bytes, waits for the first of a frame."""
    while isinstance(parser.gi_yieldfrom, GeneratorType):
        parser = cast("Any", parser.gi_yieldfrom)
    return parser.gi_code is StreamReader.at_eof.__code__


def _waiting(queue: asyncio.Queue[Any]) -> list[str | bytes]:
    """Returns the messages that nobody has received yet."""
    messages: list[Message] = [queue.get_nowait() for _ in range(queue.qsize())]
    return [one["text"] if one.get("text") is not None else one["bytes"] for one in messages]
