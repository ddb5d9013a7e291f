"""An open WebSocket as an ASGI application sees it: what it may send, and what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.types import Message, Receive
from uvicorn.protocols.utils import ClientDisconnected

from .._generated.close_codes import CloseCode
from ..asgi.closing import is_sendable
from ..asgi.link import Take
from . import frames
from .connection import LINGER_SECONDS, WebSocketConnection
from .phase import Phase


class AsgiConnection(WebSocketConnection):
    """A WebSocket that an ASGI application reads, writes to and closes.

    Args:
        loop: The event loop.
        max_size: The most bytes of a message.
        max_queue: How many messages may wait before nothing more is read.
    """

    __slots__ = ("_app_closed",)

    def __init__(self, loop: asyncio.AbstractEventLoop, max_size: int, max_queue: int) -> None:
        super().__init__(loop, max_size, max_queue)
        self._app_closed = False

    @property
    def receive(self) -> Receive:
        """The ``receive`` that the application is given."""
        return self._inbox.get

    def deliver_to(self, take: Take) -> asyncio.Future[None]:
        """Passes messages to an application that takes them directly; see `asgi.link.Link`."""
        return self._inbox.deliver_to(take)

    def write_text(self, text: str) -> bool:
        """Writes a text frame, unless the connection is not open or it would have to wait."""
        if self._outbox.is_paused or self._phase is not Phase.OPEN:
            return False
        self._outbox.put(frames.build_frame(frames.TEXT, text.encode()))
        return True

    def send(self, message: Message) -> Coroutine[Any, Any, None]:
        """Takes an ASGI message of the application.

        Raises:
            ClientDisconnected: The peer is gone.
            RuntimeError: The message is not one that may come now.
        """
        return self._send_open(message)

    def shutdown(self) -> None:
        """Ends the connection, since the server shuts down; uvicorn calls this."""
        if self._phase is Phase.OPEN:
            code = CloseCode.SERVICE_RESTART
            self._inbox.end(code)
            self._close(code, "", LINGER_SECONDS)
        elif self._phase is Phase.CLOSING:
            self._cut_after(LINGER_SECONDS)

    async def _send_open(self, message: Message) -> None:
        """Takes a message that may come once the connection is open."""
        if self._phase is Phase.OPEN:
            if message["type"] != "websocket.send":
                return self._close_for_app(message)
            if self._outbox.is_paused:
                await self._wait_for_room()
            if self.transport.is_closing():
                # Nobody else would tell an application that sends without a pause.
                raise ClientDisconnected
            data = message.get("bytes")
            if data is not None:
                self._outbox.put(frames.build_frame(frames.BINARY, bytes(data)))
            else:
                self._outbox.put(frames.build_frame(frames.TEXT, message["text"].encode()))
        elif self._app_closed:
            raise RuntimeError(f"{message['type']!r} after the application has closed the socket")
        else:
            raise ClientDisconnected
        return None

    def _close_for_app(self, message: Message) -> None:
        if message["type"] != "websocket.close":
            raise RuntimeError(f"{message['type']!r} on an open connection")
        code, reason = message.get("code") or 1000, message.get("reason") or ""
        if not (is_sendable(code) or code == CloseCode.NO_STATUS_RECEIVED):
            raise RuntimeError(f"{code} cannot be sent as a close code")
        self._app_closed = True
        self._inbox.end(code, reason)
        self._close(code, reason)

    async def _wait_for_room(self) -> None:
        phase = self._phase
        await self._outbox.wait_for_room()
        if self._phase is not phase:
            raise ClientDisconnected
