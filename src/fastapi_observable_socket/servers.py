"""What is between the router and the peer: the class of the server, or ours in its place."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Final

from starlette.websockets import WebSocket

from .asgi.link import Link
from .asgi.starlette_socket import server_of

_UVICORNS_DEFAULT: Final = "uvicorn.protocols.websockets.websockets_sansio_impl"


def decline_compression(websocket: WebSocket) -> None:
    """Has a connection that may be taken over accepted without compression.

    Args:
        websocket: The socket, not accepted yet.
    """
    server = server_of(websocket)
    if takeover := _takeover(server):
        takeover.decline_compression(server)


def link_to(websocket: WebSocket, *, take_over: bool) -> Link | None:
    """Returns the short way to the peer of an accepted socket; None where only ASGI leads there.

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
    """Returns the module that knows this server; nothing else here needs uvicorn."""
    return _load_takeover() if type(server).__module__ == _UVICORNS_DEFAULT else None


@cache
def _load_takeover() -> ModuleType | None:
    """Returns that module; None, for good, where it cannot be loaded."""
    try:
        from .uvicorn import takeover
    except ImportError:  # a version that it does not know
        return None
    return takeover
