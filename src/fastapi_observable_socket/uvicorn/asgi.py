"""What an ASGI application says to a WebSocket, and what becomes of it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast

from starlette.types import Message, Receive, Scope
from uvicorn.protocols.utils import (
    ClientDisconnected,
    get_client_addr,
    get_path_with_query_string,
)

from .._generated.close_codes import CloseCode
from ..asgi.closing import is_sendable
from ..asgi.direct import Take
from . import frames
from .handshake import Handshake, RawHeaders, build_accept, build_refusal, with_defaults
from .link import Phase, WebSocketLink

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

logger = logging.getLogger("uvicorn.error")


class AsgiLink(WebSocketLink):
    """A WebSocket that an ASGI application accepts or refuses, writes to and closes.

    Args:
        loop: The event loop.
        config: The configuration of the server.
        server_state: What all connections of the server share.
    """

    __slots__ = (
        "_app_closed",
        "_config",
        "_handshake",
        "_refusal",
        "_scope",
        "_server_state",
        "_was_open",
    )

    def __init__(
        self, loop: asyncio.AbstractEventLoop, config: Config, server_state: ServerState
    ) -> None:
        super().__init__(loop, config.ws_max_size, config.ws_max_queue)
        self._config = config
        self._server_state = server_state
        self._handshake: Handshake | None = None
        self._scope: Scope | None = None
        self._refusal: tuple[int, RawHeaders] | None = None
        self._app_closed = False
        self._was_open = False

    @property
    def receive(self) -> Receive:
        """What the application receives with."""
        return self._inbox.get

    def deliver_to(self, take: Take) -> asyncio.Future[None]:
        """Give messages to an application that offers to take them; see `asgi.direct.Link`."""
        return self._inbox.deliver_to(take)

    def write_text(self, text: str) -> bool:
        """Write a text frame, if it need not wait for the peer and the connection is open."""
        if self._outbox.is_paused or self._phase is not Phase.OPEN:
            return False
        self._outbox.put(frames.build_frame(frames.TEXT, text.encode()))
        return True

    async def send(self, message: Message) -> None:
        """Take an ASGI message of the application.

        Raises:
            ClientDisconnected: The peer is gone.
            RuntimeError: The message is not one that may come now.
        """
        if self._phase is Phase.OPEN and message["type"] == "websocket.send":
            if self._outbox.is_paused:
                await self._wait_for_room()
            data = message.get("bytes")
            if data is not None:
                self._outbox.put(frames.build_frame(frames.BINARY, bytes(data)))
            else:
                self._outbox.put(frames.build_frame(frames.TEXT, message["text"].encode()))
        elif self._phase is Phase.OPENING:
            self._answer_handshake(message)
        elif self._phase is Phase.REFUSING:
            await self._send_refusal(message)
        elif self._phase is Phase.OPEN:
            self._close_for_app(message)
        elif self._app_closed:
            raise RuntimeError(f"{message['type']!r} after the application has closed the socket")
        else:
            raise ClientDisconnected

    def _refuse(self, status: int, headers: RawHeaders, body: bytes) -> None:
        """Answer the handshake with an error and end the connection."""
        defaults = self._server_state.default_headers
        self._outbox.put(build_refusal(status, with_defaults(headers, defaults), body))
        self._end_refused()

    def _end_refused(self) -> None:
        self._inbox.end({"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE})
        self._hang_up()

    def _answer_handshake(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self._accept(message)
        elif message["type"] == "websocket.close":
            self._log_answer("403")
            self._app_closed = True
            self._refuse(403, [], b"")
        elif message["type"] == "websocket.http.response.start":
            self._begin_refusal(message)
        else:
            raise RuntimeError(f"{message['type']!r} before the handshake is answered")

    def _accept(self, message: Message) -> None:
        assert self._handshake is not None
        headers: RawHeaders = list(message.get("headers") or ())
        if subprotocol := message.get("subprotocol"):
            headers.append((b"sec-websocket-protocol", subprotocol.encode("ascii")))
        answer = build_accept(self._handshake, self._server_state.default_headers, headers)
        self._log_answer("[accepted]")
        self._outbox.put(answer)
        self._handshake = self._scope = None  # no longer needed for as long as it is open
        self._was_open = True
        logger.info("connection open")
        self._open(self._config.ws_ping_interval, self._config.ws_ping_timeout)

    def _begin_refusal(self, message: Message) -> None:
        status = message["status"]
        if not 200 <= status < 600:
            raise RuntimeError(f"a handshake cannot be refused with {status}")
        headers = with_defaults(
            list(message.get("headers") or ()), self._server_state.default_headers
        )
        build_refusal(status, headers, b"")  # whatever is wrong with it is reported here
        self._log_answer(str(status))
        self._refusal = status, headers
        self._phase = Phase.REFUSING

    async def _send_refusal(self, message: Message) -> None:
        if message["type"] != "websocket.http.response.body":
            raise RuntimeError(f"{message['type']!r} while the handshake is refused")
        await self._wait_for_room()
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._refusal is not None:
            status, headers = self._refusal
            body = build_refusal(status, headers, body, is_whole=not more)
            self._refusal = None
        self._outbox.put(body)
        if not more:
            self._app_closed = True
            self._end_refused()

    def _close_for_app(self, message: Message) -> None:
        if message["type"] != "websocket.close":
            raise RuntimeError(f"{message['type']!r} on an open connection")
        code, reason = message.get("code") or 1000, message.get("reason") or ""
        if not (is_sendable(code) or code == CloseCode.NO_STATUS_RECEIVED):
            raise RuntimeError(f"{code} cannot be sent as a close code")
        self._app_closed = True
        self._inbox.end({"type": "websocket.disconnect", "code": code, "reason": reason})
        self._close(code, reason)

    async def _wait_for_room(self) -> None:
        phase = self._phase
        await self._outbox.wait_for_room()
        if self._phase is not phase:
            raise ClientDisconnected

    def _log_answer(self, answer: str) -> None:
        scope = cast("Any", self._scope)
        logger.info(
            '%s - "WebSocket %s" %s',
            get_client_addr(scope),
            get_path_with_query_string(scope),
            answer,
        )
