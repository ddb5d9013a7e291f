"""uvicorn's default class, with what it leaves out of the handshake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from .pacing import MAX_HELD_BYTES

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent


class AnsweringProtocol(WebSocketsSansIOProtocol):
    """Refuses requests whose head is too large, or is no HTTP to the parser.

    The parser has an answer ready, such as 431, but uvicorn looks only at what could be read. So
    the client would wait in vain, and could keep its connection for as long as it likes.

    What a client sends before its request is answered waits until it is. uvicorn's class fails if
    that is wrong, and if it is half a frame, ours could not take over.

    Attributes:
        early: What has come before the answer and is not read yet.
    """

    early = b""

    def data_received(self, data: bytes) -> None:
        """Takes the next bytes of the client."""
        if self.handshake_initiated and not self.handshake_complete:
            self.early += data
            if len(self.early) > MAX_HELD_BYTES and not self.read_paused:
                self.read_paused = True
                self.transport.pause_reading()
            return
        if self.early:
            data, self.early = self.early + data, b""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_complete:
            self.handshake_complete = self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    async def send(self, message: ASGISendEvent) -> None:
        """Takes an ASGI message of the application."""
        await super().send(message)
        if self.early and self.handshake_complete:
            # In the next turn: whoever takes over does so in this one.
            self.loop.call_soon(self._read_early)

    def _read_early(self) -> None:
        """Reads what came before the answer, unless our class has taken over and does so."""
        if self.early and cast("Any", self.transport.get_protocol()) is self:
            self.data_received(b"")
            if self.read_paused and self.queue.empty():
                # No message is whole yet, so nobody will take one and let the transport read on.
                self.read_paused = False
                self.transport.resume_reading()
