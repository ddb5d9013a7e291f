"""How an ASGI application accepts or refuses a WebSocket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, cast

from starlette.types import Message, Scope
from uvicorn.protocols.utils import get_client_addr, get_path_with_query_string

from .._generated.close_codes import CloseCode
from .asgi import AsgiLink
from .handshake import Handshake, RawHeaders, build_accept, build_refusal, with_defaults
from .link import Phase

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

logger = logging.getLogger("uvicorn.error")


class OpeningLink(AsgiLink):
    """A WebSocket from its handshake on, which an ASGI application answers.

    Args:
        loop: The event loop.
        config: The configuration of the server.
        server_state: What all connections of the server share.
    """

    __slots__ = (
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
        self._was_open = False
        self._inbox.connect()

    def send(self, message: Message) -> Coroutine[Any, Any, None]:
        """Take an ASGI message of the application; see `AsgiLink.send`."""
        if self._phase is Phase.OPENING or self._phase is Phase.REFUSING:
            return self._answer(message)
        return super().send(message)

    async def _answer(self, message: Message) -> None:
        if self._phase is Phase.REFUSING:
            await self._send_refusal(message)
        else:
            self._answer_handshake(message)

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

    def _log_answer(self, answer: str) -> None:
        scope = cast("Any", self._scope)
        logger.info(
            '%s - "WebSocket %s" %s',
            get_client_addr(scope),
            get_path_with_query_string(scope),
            answer,
        )
