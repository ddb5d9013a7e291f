"""Who may open a connection: the Origin header, ``access_logic``, and how others are refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlsplit

from starlette.exceptions import WebSocketException
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from .._generated.close_codes import CloseCode
from .._generated.status import Status
from ..errors import to_socket_error
from ..failures import log_failure
from ..options import SocketAccess
from ..routing.user_code import as_async, is_being_cancelled
from .closing import is_sendable, short_reason

Origins = Sequence[str] | Literal["*"]
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class Handshake:
    """Accepts or refuses connections.

    Args:
        access: The user's ``access_logic``.
        origins: Origins that are allowed beside the server's own host; ``"*"`` allows all.
        refuse: Whether a connection that ``access_logic`` refuses is accepted and closed with
            1008, which clients take as final, or answered with HTTP 403.
    """

    def __init__(
        self, access: SocketAccess | None, origins: Origins, refuse: Literal["close", "http"]
    ) -> None:
        self._access = as_async(access) if access else None
        self._allows_all = origins == "*"
        self._origins = {_without_default_port(origin) for origin in origins}
        self._refuse = refuse

    async def open(self, websocket: WebSocket) -> bool:
        """Accepts a connection or refuses it; returns whether it is to be served."""
        if not self._is_origin_allowed(websocket):
            # A close before the handshake is answered becomes HTTP 403 (ASGI); that is all that a
            # foreign page may learn.
            await websocket.close(CloseCode.POLICY_VIOLATION, "origin not allowed")
            return False
        refusal = await self._refusal(websocket)
        state = websocket.application_state
        if state is WebSocketState.DISCONNECTED:
            return False  # `access_logic` has closed it by itself
        is_new = state is WebSocketState.CONNECTING
        if is_new and (refusal is None or self._refuse == "close"):
            await _accept(websocket)
        if refusal is not None:
            await websocket.close(*refusal)
        return refusal is None

    def _is_origin_allowed(self, websocket: WebSocket) -> bool:
        if self._allows_all:
            return True
        host = websocket.headers.get("host", "")
        return all(
            _without_default_port(origin) in self._origins or _is_same_host(origin, host)
            for origin in websocket.headers.getlist("origin")
        )

    async def _refusal(self, websocket: WebSocket) -> tuple[int, str] | None:
        """Asks ``access_logic``; returns close code and reason for a connection that it refuses."""
        try:
            allowed = self._access is None or await self._access(websocket)
        except asyncio.CancelledError as error:
            if is_being_cancelled():
                raise
            return _close_for(error)
        except (KeyboardInterrupt, GeneratorExit):
            raise  # they end the process, or this coroutine
        except BaseException as error:  # noqa: BLE001 - user code refuses its connection only
            return _close_for(error)
        return None if allowed else (CloseCode.POLICY_VIOLATION, "access denied")


def _close_for(error: BaseException) -> tuple[int, str]:
    """Returns close code and reason for an exception of ``access_logic``."""
    if isinstance(error, WebSocketException) and is_sendable(error.code):
        return error.code, short_reason(error.reason)
    problem = to_socket_error(error)
    if problem.status < Status.INTERNAL_SERVER_ERROR and not isinstance(error, WebSocketException):
        return CloseCode.POLICY_VIOLATION, short_reason(problem.message)
    log_failure("access_logic failed, the connection is refused", error)
    return CloseCode.INTERNAL_ERROR, "internal error"


async def _accept(websocket: WebSocket) -> None:
    try:
        await websocket.accept()
    except RuntimeError as error:
        # That is what some servers raise if the peer has left in the meantime.
        raise WebSocketDisconnect(CloseCode.ABNORMAL_CLOSURE) from error


def _normal(origin: str) -> str:
    return origin.strip().rstrip("/").lower()


def _without_default_port(origin: str) -> str:
    """Returns an origin in the one form in which browsers write it."""
    origin = _normal(origin)
    port = _DEFAULT_PORTS.get(origin.partition(":")[0])
    return origin if port is None else origin.removesuffix(f":{port}")


def _is_same_host(origin: str, host: str) -> bool:
    """Whether a page comes from the host that its client connects to.

    Schemes are not compared, since a proxy on the way may have ended TLS. A port that is not given
    is the default one of the page's scheme, on both sides.
    """
    try:
        page, server = urlsplit(_normal(origin)), urlsplit(f"//{host.lower()}")
        default = _DEFAULT_PORTS.get(page.scheme)
        same_port = (page.port or default) == (server.port or default)
    except ValueError:
        return False
    return (
        page.hostname is not None
        and page.hostname == server.hostname
        and page.username is None
        and same_port
    )
