"""The class that uvicorn makes for each WebSocket: it runs an ASGI application on it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from starlette.types import ASGIApp, Scope
from uvicorn.logging import TRACE_LOG_LEVEL
from uvicorn.protocols.utils import (
    ClientDisconnected,
    get_local_addr,
    get_remote_addr,
    is_ssl,
)

from .._generated.close_codes import CloseCode
from .handshake import (
    END,
    HEAD_BYTES,
    Handshake,
    HandshakeRefusedError,
    read_handshake,
)
from .link import Phase
from .opening import OpeningLink
from .outbox import Outbox

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

logger = logging.getLogger("uvicorn.error")

_PLAIN_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


class ObservableProtocol(OpeningLink):
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
        "_head",
    )

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(_loop or asyncio.get_running_loop(), config, server_state)
        # one of the wrappers that uvicorn may have put around it is untyped
        self._app = cast("ASGIApp", config.loaded_app)  # pyright: ignore[reportUnknownMemberType]
        self._app_state = app_state
        self._head: bytes | None = b""  # the request, until all of it is here

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

    def shutdown(self) -> None:
        """End because the server ends; uvicorn calls this."""
        if self._phase is Phase.OPENING:
            self._refuse(503, [_PLAIN_TEXT], b"The server is shutting down.")
        elif self._phase is Phase.REFUSING:
            self._end_refused()
        else:
            super().shutdown()

    def _take_early(self, data: bytes) -> None:
        """Take the request, as the HTTP side hands it over, and keep what comes behind it."""
        if self._head is None:
            super()._take_early(data)
            return
        self._head += data
        if END not in self._head and len(self._head) <= HEAD_BYTES:
            return
        head, end, early = self._head.partition(END)
        self._head = None
        self._begin(head + end)
        if early:
            self.data_received(early)

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
            result = await cast("Any", self._app)(scope, self.receive, self.send)
        except ClientDisconnected:
            if self._phase is Phase.OPEN:  # it was the peer of another connection
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
        if self._phase is Phase.OPENING:
            if code == CloseCode.NORMAL_CLOSURE:
                logger.error("The ASGI application returned without answering the handshake.")
            self._refuse(500, [_PLAIN_TEXT], b"Internal Server Error")
        elif self._phase is Phase.REFUSING:
            self._hang_up()
        elif self._phase is Phase.OPEN:
            self._close(code, "")

    def _trace(self, what: str) -> None:
        if logger.level <= TRACE_LOG_LEVEL:
            client = get_remote_addr(self.transport)
            prefix = f"{client[0]}:{client[1]} - " if client else ""
            logger.log(TRACE_LOG_LEVEL, "%s%s", prefix, what)
