"""The class that uvicorn makes an instance of for each WebSocket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final, cast

from starlette.types import ASGIApp, Message, Scope
from uvicorn.logging import TRACE_LOG_LEVEL
from uvicorn.protocols.utils import ClientDisconnected, get_remote_addr

from .._generated.close_codes import CloseCode
from .asgi_connection import AsgiConnection
from .handshake import (
    END,
    MAX_HEAD_BYTES,
    HandshakeRefusedError,
    OpeningRequest,
    RawHeaders,
    build_refusal,
    read_handshake,
    with_defaults,
)
from .opening import accept_response, build_scope, log_answer, refusal_head
from .phase import Phase

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

logger = logging.getLogger("uvicorn.error")

_PLAIN_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


class ObservableProtocol(AsgiConnection):
    """A WebSocket protocol class for uvicorn: lean, and bounded in all that a peer can do.

    Give it to uvicorn as ``--ws fastapi_observable_socket.uvicorn:ObservableProtocol`` or as
    ``uvicorn.run(..., ws=ObservableProtocol)``. It serves any ASGI WebSocket application and
    honours uvicorn's ``ws_max_size``, ``ws_max_queue``, ``ws_ping_interval``,
    ``ws_ping_timeout``, ``limit_concurrency`` and ``root_path``. Compression is never
    negotiated, whatever ``ws_per_message_deflate`` says: it costs more than it gains on small
    messages, and several times the memory of an idle connection.

    Args:
        config: The configuration of the server, loaded.
        server_state: What all connections of the server share.
        app_state: The state that the lifespan of the application has filled.

    Attributes:
        transport: The transport; ``transport.abort()`` cuts a peer that does not read.
    """

    __slots__ = (
        "_app",
        "_app_state",
        "_config",
        "_head",
        "_refusal",
        "_request",
        "_scope",
        "_server_state",
        "_was_open",
    )

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        loop = _loop or asyncio.get_running_loop()
        super().__init__(loop, config.ws_max_size, config.ws_max_queue)
        self._config = config
        self._server_state = server_state
        # one of the wrappers that uvicorn may have put around it is untyped
        self._app = cast("ASGIApp", config.loaded_app)  # pyright: ignore[reportUnknownMemberType]
        self._app_state = app_state
        self._head: bytes | None = b""  # the request, until all of it is here
        self._request: OpeningRequest | None = None
        self._scope: Scope | None = None
        self._refusal: tuple[int, RawHeaders] | None = None  # as long as its head is not written
        self._was_open = False
        self._inbox.connect()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes over the transport from uvicorn's HTTP side."""
        self._attach(cast("asyncio.Transport", transport))
        self._server_state.connections.add(cast("Any", self))
        self._trace("WebSocket connection made")

    def connection_lost(self, exc: Exception | None) -> None:
        """Wakes everybody who waits; asyncio calls this once, whatever the reason."""
        super().connection_lost(exc)
        self._server_state.connections.discard(cast("Any", self))
        if self._was_open:
            logger.info("connection closed")
        self._trace("WebSocket connection lost")

    def send(self, message: Message) -> Coroutine[Any, Any, None]:
        """Takes an ASGI message of the application; see `AsgiConnection.send`."""
        if self._phase is Phase.OPENING or self._phase is Phase.REFUSING:
            return self._answer(message)
        return super().send(message)

    def shutdown(self) -> None:
        """Ends the connection, since the server shuts down; uvicorn calls this."""
        if self._phase is Phase.OPENING:
            self._refuse(503, [_PLAIN_TEXT], b"The server is shutting down.")
        elif self._phase is Phase.REFUSING:
            self._end_refused()
        else:
            super().shutdown()

    def _take_early(self, data: bytes) -> None:
        """Takes the request, which the HTTP side hands over, and keeps what comes behind it."""
        if self._head is None:
            super()._take_early(data)
            return
        self._head += data
        if END not in self._head and len(self._head) <= MAX_HEAD_BYTES:
            return
        head, end, early = self._head.partition(END)
        self._head = None
        self._begin(head + end)
        if early:
            self.data_received(early)

    def _begin(self, head: bytes) -> None:
        """Checks the request and starts the application on it."""
        try:
            self._request = read_handshake(head)
        except HandshakeRefusedError as refusal:
            logger.info("connection rejected (%d)", refusal.status)
            self._refuse(refusal.status, [_PLAIN_TEXT, *refusal.headers], str(refusal).encode())
            return
        if self._is_server_full():
            logger.warning("Exceeded concurrency limit.")
            self._refuse(503, [_PLAIN_TEXT], b"Too many connections.")
            return
        self._scope = build_scope(self._request, self.transport, self._config, self._app_state)
        task = self._loop.create_task(self._run(self._scope))
        self._server_state.tasks.add(task)
        task.add_done_callback(self._server_state.tasks.discard)

    def _is_server_full(self) -> bool:
        limit, state = self._config.limit_concurrency, self._server_state
        return limit is not None and (len(state.connections) >= limit or len(state.tasks) >= limit)

    async def _run(self, scope: Scope) -> None:
        """Runs the application, and ends the connection if it has not."""
        code: int = CloseCode.INTERNAL_ERROR
        try:
            result = await cast("Any", self._app)(scope, self.receive, self.send)
        except ClientDisconnected:
            if self._phase is Phase.OPEN and not self.transport.is_closing():
                # It was the peer of another connection.
                logger.exception("Exception in ASGI application")
        except asyncio.CancelledError:
            code = CloseCode.SERVICE_RESTART
            raise
        except Exception:
            logger.exception("Exception in ASGI application")
        else:
            code = CloseCode.NORMAL_CLOSURE
            if result is not None:
                logger.error("The ASGI application returned %r; it should return None.", result)
        finally:
            self._finish(code)

    def _finish(self, code: int) -> None:
        """Ends the handshake or the connection if the application has not; ``code`` is for that."""
        if self._phase is Phase.OPENING:
            if code == CloseCode.NORMAL_CLOSURE:
                logger.error("The ASGI application returned without answering the handshake.")
            self._refuse(500, [_PLAIN_TEXT], b"Internal Server Error")
        elif self._phase is Phase.REFUSING:
            self._hang_up()
        elif self._phase is Phase.OPEN:
            self._close(code, "")

    async def _answer(self, message: Message) -> None:
        """Takes a message that answers the handshake, or the next part of a refusal."""
        if self._phase is Phase.REFUSING:
            await self._send_refusal(message)
        elif message["type"] == "websocket.accept":
            self._accept(message)
        elif message["type"] == "websocket.close":
            self._log_answer("403")
            self._app_closed = True
            self._refuse(403, [], b"")
        elif message["type"] == "websocket.http.response.start":
            self._refusal = refusal_head(message, self._server_state.default_headers)
            self._log_answer(str(self._refusal[0]))
            self._phase = Phase.REFUSING
        else:
            raise RuntimeError(f"{message['type']!r} before the handshake is answered")

    def _accept(self, message: Message) -> None:
        """Opens the connection, as the application wants it."""
        assert self._request is not None
        answer = accept_response(self._request, message, self._server_state.default_headers)
        self._log_answer("[accepted]")
        self._outbox.put(answer)
        self._request = self._scope = None  # no longer needed for as long as it is open
        self._was_open = True
        logger.info("connection open")
        self._open(self._config.ws_ping_interval, self._config.ws_ping_timeout)

    async def _send_refusal(self, message: Message) -> None:
        """Sends the next part of the body of a refusal, behind its head if that has to go first."""
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

    def _refuse(self, status: int, headers: RawHeaders, body: bytes) -> None:
        """Answers the handshake with an error, and ends the connection."""
        defaults = self._server_state.default_headers
        self._outbox.put(build_refusal(status, with_defaults(headers, defaults), body))
        self._end_refused()

    def _end_refused(self) -> None:
        self._inbox.end(CloseCode.ABNORMAL_CLOSURE)
        self._hang_up()

    def _log_answer(self, answer: str) -> None:
        assert self._scope is not None
        log_answer(self._scope, answer)

    def _trace(self, what: str) -> None:
        if logger.level <= TRACE_LOG_LEVEL:
            client = get_remote_addr(self.transport)
            prefix = f"{client[0]}:{client[1]} - " if client else ""
            logger.log(TRACE_LOG_LEVEL, "%s%s", prefix, what)
