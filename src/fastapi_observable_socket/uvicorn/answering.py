"""uvicorn's default class, with an answer for requests that it cannot read."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class AnsweringProtocol(WebSocketsSansIOProtocol):
    """Refuses requests whose head is too large, or is no HTTP to the parser.

    The parser has an answer ready, such as 431, but uvicorn looks only at what could be read. So
    the client would wait in vain, and could keep its connection for as long as it likes.
    """

    def data_received(self, data: bytes) -> None:
        """Takes the next bytes of the client."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_complete:
            self.handshake_complete = self.close_sent = True
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()
