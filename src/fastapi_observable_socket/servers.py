"""The server's class for a connection: a `Link` already, or one that ours can take the place of."""

from __future__ import annotations

import signal
from functools import cache
from types import ModuleType
from typing import Any, Final

from starlette.websockets import WebSocket

from .asgi.link import Link
from .asgi.starlette_socket import server_of

_UVICORNS_DEFAULT: Final = "uvicorn.protocols.websockets.websockets_sansio_impl"
_ANSWERING: Final = f"{__package__}.uvicorn.answering"


def answer_unreadable_handshakes() -> None:
    """Makes uvicorn's default class answer requests that it cannot read; see `AnsweringProtocol`.

    uvicorn does not tell applications about itself. But its server handles SIGTERM, so it is found
    there. Call this before it opens its port.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    config: Any = getattr(server, "config", None)
    class_: Any = getattr(config, "ws_protocol_class", None)
    if getattr(class_, "__module__", "") == _UVICORNS_DEFAULT and _load_takeover():
        from .uvicorn.answering import AnsweringProtocol

        config.ws_protocol_class = AnsweringProtocol


def decline_compression(websocket: WebSocket) -> None:
    """Makes sure that a connection that may be taken over is accepted without compression.

    Args:
        websocket: The socket, not accepted yet.
    """
    server = server_of(websocket)
    if takeover := _takeover(server):
        takeover.decline_compression(server)


def link_to(websocket: WebSocket, *, take_over: bool) -> Link | None:
    """Returns the `Link` of an accepted socket; None where there is only ASGI.

    Args:
        websocket: The socket.
        take_over: Whether our class may take the place of uvicorn's default one.
    """
    server = server_of(websocket)
    if isinstance(server, Link):
        return server
    takeover = _takeover(server) if take_over else None
    return None if takeover is None else takeover.take_over(server)


def _takeover(server: object) -> ModuleType | None:
    """Returns the module that can take over from this server; None where nothing can."""
    is_known = type(server).__module__ in (_UVICORNS_DEFAULT, _ANSWERING)
    return _load_takeover() if is_known else None


@cache
def _load_takeover() -> ModuleType | None:
    """Loads the module that needs uvicorn; returns None, for good, where that fails."""
    try:
        from .uvicorn import takeover
    except ImportError:  # of uvicorn or websockets, in a version that it does not know
        return None
    return takeover
