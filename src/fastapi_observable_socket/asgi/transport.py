"""The transport behind an ASGI server's ``send``, to cut a peer that does not read.

Returning from an ASGI application, or sending it a close, does not free the socket of a peer that
reads nothing: what is buffered for it waits on. Only its transport can be aborted, and ASGI has no
word for that. So it is looked for, in the places where uvicorn's and hypercorn's protocol classes
keep it; where it is not found, as under granian, the caller has to do without.
"""

from __future__ import annotations

import socket
import struct
from asyncio import Transport, WriteTransport
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

_MOST_STEPS = 64
"""How many callables are looked into: some middleware may lead back to itself."""

WINDOW_BYTES: Final = 32 * 1024
"""What the system may take from a peer before a server reads it, and as much again.

Less would spare others some milliseconds in a flood, and cost a distant client upload speed: it may
send about so much in each round trip.
"""

_NO_LINGERING = struct.pack("ii", 1, 0)


def bound_unsent(transport: Transport, most_bytes: int) -> None:
    """Has the system take no more than so many bytes that it cannot send yet, where it can do that.

    Otherwise it takes megabytes for each peer that does not read, and of a slow one it says for
    many seconds that nothing can be written.
    """
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        _set_option(transport, socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, most_bytes)


def forget_unsent(transport: Transport) -> None:
    """Has the system drop what it has not sent yet, once the connection is aborted.

    Otherwise it goes on for minutes, trying to send some megabytes to a peer that does not read.
    """
    _set_option(transport, socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)


def narrow(transport: Transport) -> None:
    """Lets a server read a peer's bytes by smaller portions.

    Servers read all there is, and take every frame of it to pieces in one go: in a flood of tiny
    ones for a tenth of a second and longer, in which nobody else is served.
    """
    _set_option(transport, socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)


def unsent_bytes(transport: WriteTransport) -> int:
    """Returns how much the server has written that the system has not taken yet."""
    try:
        return transport.get_write_buffer_size()
    except AttributeError:  # asyncio's for TLS, closed twice
        return 0


def find_transport(send: Any) -> Transport | None:
    """Returns the transport of the connection that ``send`` writes to; None if it is not found.

    Args:
        send: The ASGI callable, possibly wrapped by middleware in closures or bound methods.
    """
    waiting = deque([send])
    for _ in range(_MOST_STEPS):
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
    with suppress(AttributeError, OSError, ValueError):  # no TCP, or gone already
        connected: Any = transport.get_extra_info("socket")
        connected.setsockopt(level, option, value)


def _behind(current: Any, owner: Any) -> Iterator[Any]:
    """What a callable may pass its message on to: that is always called some kind of send."""
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
