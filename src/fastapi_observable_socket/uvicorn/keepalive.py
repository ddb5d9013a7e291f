"""Finds out whether a peer is still there: a ping, and a time in which its pong must come."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable


class KeepAlive:
    """Pings a peer from time to time.

    Args:
        interval: Seconds between a pong and the next ping.
        timeout: Seconds in which a pong must come, or ``None`` to do without.
        loop: The event loop of the connection.
        ping: Sends a ping with this payload.
        expire: Called when no pong came in time; returns whether to wait once more.
    """

    __slots__ = ("_expire", "_interval", "_loop", "_payload", "_ping", "_timeout", "_timer")

    def __init__(
        self,
        interval: float,
        timeout: float | None,
        loop: asyncio.AbstractEventLoop,
        ping: Callable[[bytes], None],
        expire: Callable[[], bool],
    ) -> None:
        self._interval = interval
        self._timeout = timeout
        self._loop = loop
        self._ping = ping
        self._expire = expire
        self._payload: bytes | None = None
        self._timer = loop.call_later(interval, self._beat)

    def take_pong(self, payload: bytes) -> None:
        """Note a pong; one that answers no ping of ours says nothing."""
        if payload != self._payload:
            return
        self._payload = None
        if self._timeout is not None:
            self._timer.cancel()
            self._timer = self._loop.call_later(self._interval, self._beat)

    def stop(self) -> None:
        """Send no more pings."""
        self._timer.cancel()

    def _beat(self) -> None:
        self._payload = os.urandom(4)
        self._ping(self._payload)
        if self._timeout is None:
            self._timer = self._loop.call_later(self._interval, self._beat)
        else:
            self._timer = self._loop.call_later(self._timeout, self._miss)

    def _miss(self) -> None:
        if self._expire() and self._timeout is not None:
            self._timer = self._loop.call_later(self._timeout, self._miss)
