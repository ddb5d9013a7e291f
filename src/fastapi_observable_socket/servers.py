"""What is between the router and the peer: the class of the server, or ours in its place."""

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
    """Has uvicorn's default class answer requests whose head is too large; see `AnsweringProtocol`.

    It is uvicorn that hears of signals, so that is where it is found. To be called before it has
    opened its port.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    config: Any = getattr(server, "config", None)
    class_: Any = getattr(config, "ws_protocol_class", None)
    if getattr(class_, "__module__", "") == _UVICORNS_DEFAULT and _load_takeover():
        from .uvicorn.answering import AnsweringProtocol

        config.ws_protocol_class = AnsweringProtocol


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
    is_known = type(server).__module__ in (_UVICORNS_DEFAULT, _ANSWERING)
    return _load_takeover() if is_known else None


@cache
def _load_takeover() -> ModuleType | None:
    """Returns that module; None, for good, where it cannot be loaded."""
    try:
        from .uvicorn import takeover
    except ImportError:  # a version that it does not know
        return None
    return takeover
