"""The class that uvicorn makes for each WebSocket: it runs an ASGI application on it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope
from uvicorn.logging import TRACE_LOG_LEVEL
from uvicorn.protocols.utils import (
    ClientDisconnected,
    get_client_addr,
    get_local_addr,
    get_path_with_query_string,
    get_remote_addr,
    is_ssl,
)

from .._generated.close_codes import CloseCode
from . import frames
from .handshake import (
    END,
    HEAD_BYTES,
    Handshake,
    HandshakeRefusedError,
    RawHeaders,
    build_accept,
    build_refusal,
    read_handshake,
    with_defaults,
)
from .link import LINGER_SECONDS, Phase, WebSocketLink
from .outbox import Outbox

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

logger = logging.getLogger("uvicorn.error")

_PLAIN_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


class ObservableProtocol(WebSocketLink):
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
        "_app_closed",
        "_app_state",
        "_config",
        "_handshake",
        "_head",
        "_refusal",
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
        self._app = cast("ASGIApp", config.loaded_app)  # pyright: ignore[reportUnknownMemberType] # a union of uvicorn's own wrappers, one of them untyped
        self._config = config
        self._server_state = server_state
        self._app_state = app_state
        self._head: bytes | None = b""  # the request, until all of it is here
        self._handshake: Handshake | None = None
        self._scope: Scope | None = None
        self._refusal: tuple[int, RawHeaders] | None = None
        self._app_closed = False
        self._was_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take over the transport from uvicorn's HTTP side."""
        self.transport = cast("asyncio.Transport", transport)
        self._outbox = Outbox(self.transport, self._loop)
        self._server_state.connections.add(cast("Any", self))
        self._trace("WebSocket connection made")

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everybody who waits; called once, whatever the reason."""
        super().connection_lost(exc)
        self._server_state.connections.discard(cast("Any", self))
        if self._was_open:
            logger.info("connection closed")
        self._trace("WebSocket connection lost")

    def data_received(self, data: bytes) -> None:
        """Take the next bytes of the peer: first the request, as the HTTP side hands it over."""
        if self._head is None:
            super().data_received(data)
            return
        self._head += data
        if END not in self._head and len(self._head) <= HEAD_BYTES:
            return
        head, end, early = self._head.partition(END)
        self._head = None
        self._begin(head + end)
        if early:
            super().data_received(early)

    def shutdown(self) -> None:
        """End because the server ends; uvicorn calls this."""
        if self._phase is Phase.OPEN:
            code = CloseCode.SERVICE_RESTART
            self._inbox.end({"type": "websocket.disconnect", "code": code})
            self._close(code, "", LINGER_SECONDS)
        elif self._phase is Phase.CLOSING:
            self._cut_after(LINGER_SECONDS)
        elif self._phase is Phase.OPENING:
            self._refuse(503, [_PLAIN_TEXT], b"The server is shutting down.")
        elif self._phase is Phase.REFUSING:
            self._end_refused()

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

    def _begin(self, head: bytes) -> None:
        """Judge the request and start the application on it."""
        try:
            self._handshake = read_handshake(head)
        except HandshakeRefusedError as refusal:
            logger.info("connection rejected (%d)", refusal.status)
            self._refuse(refusal.status, [_PLAIN_TEXT, *refusal.headers], str(refusal).encode())
            return
        if self._is_server_full():
            logger.warning("Exceeded concurrency limit.")
            self._refuse(503, [_PLAIN_TEXT], b"Too many connections.")
            return
        self._scope = self._build_scope(self._handshake)
        task = self._loop.create_task(self._run(self._scope))
        self._server_state.tasks.add(task)
        task.add_done_callback(self._server_state.tasks.discard)

    def _is_server_full(self) -> bool:
        limit, state = self._config.limit_concurrency, self._server_state
        return limit is not None and (len(state.connections) >= limit or len(state.tasks) >= limit)

    def _build_scope(self, handshake: Handshake) -> Scope:
        path, _, query = handshake.target.partition("?")
        root_path = self._config.root_path
        return {
            "type": "websocket",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if is_ssl(self.transport) else "ws",
            "server": get_local_addr(self.transport),
            "client": get_remote_addr(self.transport),
            "root_path": root_path,
            "path": root_path + unquote(path),
            "raw_path": (root_path + path).encode("ascii"),
            "query_string": query.encode("ascii"),
            "headers": handshake.headers,
            "subprotocols": handshake.subprotocols,
            "state": self._app_state.copy(),
            "extensions": {"websocket.http.response": {}},
        }

    async def _run(self, scope: Scope) -> None:
        """Run the application, and end the connection if it has not."""
        code: int = CloseCode.INTERNAL_ERROR
        try:
            result = await cast("Any", self._app)(scope, self._inbox.get, self.send)
        except ClientDisconnected:
            pass  # the application need not care that its peer is gone
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
        if self._phase is Phase.OPENING:
            if code == CloseCode.NORMAL_CLOSURE:
                logger.error("The ASGI application returned without answering the handshake.")
            self._refuse(500, [_PLAIN_TEXT], b"Internal Server Error")
        elif self._phase is Phase.REFUSING:
            self._hang_up()
        elif self._phase is Phase.OPEN:
            self._close(code, "")

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
        if not (frames.is_sendable(code) or code == CloseCode.NO_STATUS_RECEIVED):
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

    def _trace(self, what: str) -> None:
        if logger.level <= TRACE_LOG_LEVEL:
            client = get_remote_addr(self.transport)
            prefix = f"{client[0]}:{client[1]} - " if client else ""
            logger.log(TRACE_LOG_LEVEL, "%s%s", prefix, what)
