"""The transport behind an ASGI server's ``send``, to cut a peer that does not read.

Returning from an ASGI application, or sending it a close, does not free the socket of a peer that
reads nothing: the system goes on trying to send what is buffered for it. Only its transport can be
aborted, and ASGI has no message for that. So the transport is looked for, in the places where
uvicorn's and hypercorn's protocol classes keep it. Where it is not found, as under granian, the
caller has to do without.
"""

from __future__ import annotations

import socket
import struct
from asyncio import Transport, WriteTransport
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

_MAX_STEPS = 64
"""How many callables are looked at: a chain of middleware may lead back to itself."""

WINDOW_BYTES: Final = 32 * 1024
"""The size of the system's receive buffer (``SO_RCVBUF``; Linux doubles it).

A smaller one would save other connections some milliseconds during a flood, but slow down uploads
from far away: a client can send about one buffer in each round trip.
"""

_NO_LINGERING = struct.pack("ii", 1, 0)


def limit_unsent(transport: Transport, max_bytes: int) -> None:
    """Limits how many unsent bytes the system buffers for a peer, where it has such a limit.

    Without one it buffers megabytes for each peer that does not read; and a peer that reads slowly
    looks for many seconds as if it did not read at all.
    """
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        _set_option(transport, socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, max_bytes)


def drop_unsent(transport: Transport) -> None:
    """Makes the system drop unsent bytes when the connection is aborted.

    Otherwise it keeps them for minutes, and tries to send them to a peer that does not read.
    """
    _set_option(transport, socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)


def abort(transport: Transport) -> None:
    """Ends a connection at once.

    If the server still holds bytes that the system has not taken, the peer does not read; then the
    system drops those that it holds, too.
    """
    if unsent_bytes(transport):
        drop_unsent(transport)
    transport.abort()


def limit_unread(transport: Transport) -> None:
    """Makes the system's receive buffer so small that a server reads from it in small portions.

    Servers read whatever has arrived, and parse all frames of it in one go. With a flood of tiny
    frames that takes a tenth of a second or longer, in which nobody else is served.
    """
    _set_option(transport, socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)


def unsent_bytes(transport: WriteTransport) -> int:
    """Returns how many bytes the server has written that the system has not taken yet.

    Zero where that is not known: one that fails here must not keep others from being watched.
    """
    try:
        return transport.get_write_buffer_size()
    except Exception:  # noqa: BLE001 - asyncio's for TLS fails so when it was closed twice
        return 0


def find_transport(send: Any) -> Transport | None:
    """Returns the transport of the connection that ``send`` writes to; None if it is not found.

    Args:
        send: The ASGI callable, possibly wrapped by middleware in closures or bound methods.
    """
    waiting = deque([send])
    for _ in range(_MAX_STEPS):
        if not waiting:
            return None
        current = waiting.popleft()
        owner = getattr(current, "__self__", None)
        for holder in (owner, getattr(owner, "writer", None)):
            transport = getattr(holder, "transport", None)
            if callable(getattr(transport, "abort", None)):
                return transport
        waiting.extend(_behind(current, owner))
    return None


def _set_option(transport: Transport, level: int, option: int, value: int | bytes) -> None:
    with suppress(AttributeError, OSError, ValueError):  # no TCP socket, or closed already
        connected: Any = transport.get_extra_info("socket")
        connected.setsockopt(level, option, value)


def _behind(current: Any, owner: Any) -> Iterator[Any]:
    """Yields what a ``send`` may pass its message on to."""
    for name in ("send", "_send"):
        inner = getattr(owner, name, None)
        if callable(inner) and inner != current:
            yield inner
    for cell in getattr(current, "__closure__", None) or ():
        try:
            inner = cell.cell_contents
        except ValueError:
            continue
        if callable(inner):
            yield inner
    wrapped = getattr(current, "func", None) or getattr(current, "__wrapped__", None)
    if callable(wrapped):
        yield wrapped
