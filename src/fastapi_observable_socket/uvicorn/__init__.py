"""A lean WebSocket protocol class for uvicorn; nothing else of this package needs uvicorn.

Use it as ``uvicorn app:app --ws fastapi_observable_socket.uvicorn:ObservableProtocol``.

================  =========================================================================
protocol          what uvicorn starts: the handshake, and an ASGI application on it
asgi_connection   an open WebSocket as an ASGI application sees it
connection        a WebSocket on a transport: messages, pings and closes
phase             the phases of a connection, from its handshake to its end
answering         uvicorn's default class, with what it leaves out of the handshake
takeover          takes the place of uvicorn's default class on a connection
default_protocol  what we know of that class
opening           the opening handshake in the terms of ASGI
handshake         the opening handshake as bytes
reader, frames    bytes to messages and control frames, and frames to bytes
fragments         a message that comes in fragments
pacing            reads as fast as the application takes what is read
inbox, outbox     what waits for the application, and what waits to be written
keepalive         pings a peer, and notices when it is gone
rounds, waiters   timers that many share; coroutines that wait for one event
================  =========================================================================
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

_NEEDED: Final = {"uvicorn": (0, 38), "websockets": (15, 0)}


def _check_installed() -> None:
    """Says what to install, instead of failing somewhere deep inside."""
    for package, lowest in _NEEDED.items():
        wanted = f"{package}>={'.'.join(map(str, lowest))}"
        advice = f"it needs {wanted}: pip install 'fastapi-observable-socket[fast]'"
        try:
            found = version(package)
        except PackageNotFoundError:
            raise ImportError(f"{__name__}: {package} is not installed; {advice}") from None
        if tuple(int(part) for part in found.split(".")[:2]) < lowest:
            raise ImportError(f"{__name__}: {package} is {found}; {advice}")


_check_installed()

# after the check, so that its message is the one that is seen
from .protocol import ObservableProtocol  # noqa: E402

__all__ = ["ObservableProtocol"]
