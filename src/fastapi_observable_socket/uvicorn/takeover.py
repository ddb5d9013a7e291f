"""Puts our class in the place of uvicorn's default one, on a connection that was just accepted.

The handshake is uvicorn's. What comes after it is read and written by our own code, which takes
about half the time and keeps all limits. The transport gets another protocol, as it does in uvicorn
itself when HTTP becomes WebSocket.
"""

from __future__ import annotations

from typing import Any, Final, cast

from starlette.types import Message
from uvicorn.protocols.utils import ClientDisconnected

from .._generated.close_codes import CloseCode
from . import frames
from .answering import AnsweringProtocol
from .asgi_connection import AsgiConnection
from .default_protocol import (
    DefaultProtocol,
    is_between_messages,
    is_default_protocol,
    take_waiting,
)
from .phase import Phase

_OF_NO_MORE_USE: Final = ("request", "response")
"""What uvicorn's object, which lives as long as the connection, does not need any more."""


def decline_compression(server: object) -> None:
    """Has a connection accepted without compression, whatever client and uvicorn agree on.

    Args:
        server: The server's object, which has not answered the handshake yet.
    """
    if is_default_protocol(server) and not server.handshake_complete:
        server.conn.extensions = []
        server.response.headers.pop("Sec-WebSocket-Extensions", None)


def take_over(server: object) -> TakenOver | None:
    """Puts our class in the place of uvicorn's; returns None, and does nothing, where it cannot.

    Args:
        server: The server's object, which has answered the handshake.
    """
    if not is_default_protocol(server) or not is_between_messages(server):
        return None
    server.stop_keepalive()
    link = TakenOver(server)
    link.transport.set_protocol(link)
    if server.read_paused:
        server.read_paused = False
        link.transport.resume_reading()
    _tie_up(server, link)
    return link


class TakenOver(AsgiConnection):
    """A WebSocket that uvicorn's default class has opened.

    Args:
        server: The object of that class.
    """

    __slots__ = ("_connections", "_writable")

    def __init__(self, server: DefaultProtocol) -> None:
        super().__init__(server.loop, server.config.ws_max_size, server.config.ws_max_queue)
        self._attach(server.transport)
        self._writable = server.writable
        if not self._writable.is_set():
            self._outbox.pause()
        self._connections = server.connections
        self._connections.discard(server)
        self._connections.add(self)
        if isinstance(server, AnsweringProtocol) and server.early:
            self._reader.hold(server.early)
            server.early = b""
        self._open(server.ping_interval, server.ping_timeout)
        for message in take_waiting(server.queue):
            self._inbox.put(message)

    @property
    def is_open(self) -> bool:
        """Whether neither side has begun to close."""
        return self._phase is Phase.OPEN

    def connection_lost(self, exc: Exception | None) -> None:
        """Wakes everybody who waits; asyncio calls this once, whatever the reason."""
        super().connection_lost(exc)
        self._writable.set()
        self._connections.discard(self)

    def pause_writing(self) -> None:
        """Makes senders wait: the peer does not read."""
        super().pause_writing()
        self._writable.clear()

    def resume_writing(self) -> None:
        """Lets senders go on."""
        super().resume_writing()
        self._writable.set()

    def write_frame(self, opcode: int, payload: bytes) -> None:
        """Writes a frame for an application that sends with uvicorn's own ``send``.

        Raises:
            ClientDisconnected: The connection is at its end.
        """
        if not self.is_open:
            raise ClientDisconnected
        self._outbox.put(frames.build_frame(opcode, payload))

    def close_for_app(self, code: int, reason: str) -> None:
        """Closes for an application that asks for it with uvicorn's own ``send``."""
        self._close_for_app({"type": "websocket.close", "code": code, "reason": reason})

    def finish(self) -> None:
        """Ends because the application has returned."""
        if self.is_open:
            self._close(CloseCode.NORMAL_CLOSURE, "")

    def crash(self) -> None:
        """Ends because the application has failed."""
        if self.is_open:
            self._close(CloseCode.INTERNAL_ERROR, "")


class _StandIn:
    """Stands for transport, ``conn`` and queue in uvicorn's object once its place is taken.

    That object goes on to close its transport when the application returns. And middleware may
    hold its ``send`` and ``receive``: what is sent with the one goes out among our frames, and the
    other says that there is nothing more to receive. Here is what all that needs of the three.

    Args:
        link: What has taken the place of that object.
    """

    __slots__ = ("_link",)

    def __init__(self, link: TakenOver) -> None:
        self._link = link

    def close(self) -> None:
        self._link.finish()

    def is_closing(self) -> bool:
        return not self._link.is_open

    def send_text(self, payload: bytes) -> None:
        self._link.write_frame(frames.TEXT, payload)

    def send_binary(self, payload: bytes) -> None:
        self._link.write_frame(frames.BINARY, bytes(payload))

    def send_close(self, code: int, reason: str) -> None:
        self._link.close_for_app(code, reason)

    def data_to_send(self) -> list[bytes]:
        return []  # it is written already

    def write(self, data: bytes) -> None:
        pass

    def put_nowait(self, message: Message) -> None:
        pass  # the link tells its application of the close itself

    async def get(self) -> Message:
        return _no_more()

    def empty(self) -> bool:
        return True


def _tie_up(server: DefaultProtocol, link: TakenOver) -> None:
    """Leaves uvicorn's object nothing but a way to the link."""
    server.queue.put_nowait(_no_more())  # for those who are waiting
    server.transport = server.conn = server.queue = cast("Any", _StandIn(link))
    server.send_500_response = link.crash
    for name in _OF_NO_MORE_USE:
        vars(server).pop(name, None)


def _no_more() -> Message:
    """Returns what to tell whoever receives past the router, which takes all messages itself."""
    return {"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE}
