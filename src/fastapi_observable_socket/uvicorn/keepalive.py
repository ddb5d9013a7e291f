"""Finds out whether a peer is still there: a ping, and a time in which its pong must come."""

from __future__ import annotations

import asyncio
import os
from typing import Protocol


class Pinged(Protocol):
    """The connection to a peer that is pinged."""

    def ping(self, payload: bytes) -> None:
        """Send a ping with this payload."""
        ...

    def miss_pong(self) -> bool:
        """Take note that no pong came in time; return whether to wait once more."""
        ...


class KeepAlive:
    """Pings a peer from time to time.

    Args:
        interval: Seconds between a pong and the next ping.
        timeout: Seconds in which a pong must come, or ``None`` to do without.
        loop: The event loop of the connection.
        peer: The connection.
    """

    __slots__ = ("_interval", "_loop", "_payload", "_peer", "_timeout", "_timer")

    def __init__(
        self,
        interval: float,
        timeout: float | None,
        loop: asyncio.AbstractEventLoop,
        peer: Pinged,
    ) -> None:
        self._interval = interval
        self._timeout = timeout
        self._loop = loop
        self._peer = peer
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
        self._peer.ping(self._payload)
        if self._timeout is None:
            self._timer = self._loop.call_later(self._interval, self._beat)
        else:
            self._timer = self._loop.call_later(self._timeout, self._miss)

    def _miss(self) -> None:
        if self._peer.miss_pong() and self._timeout is not None:
            self._timer = self._loop.call_later(self._timeout, self._miss)
