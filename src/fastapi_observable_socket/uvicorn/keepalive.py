"""Finds out whether a peer is still there: a ping, and a time in which its pong must come."""

from __future__ import annotations

import os
from typing import Protocol

from .rounds import Rounds


class Pinged(Protocol):
    """The connection to a peer that is pinged."""

    def ping(self, payload: bytes) -> None:
        """Sends a ping with this payload."""
        ...

    def miss_pong(self) -> bool:
        """Learns that no pong came in time; returns whether to wait once more."""
        ...


class KeepAlive:
    """Pings a peer from time to time.

    Args:
        interval: Seconds between a pong and the next ping.
        timeout: Seconds in which a pong must come, or ``None`` to do without.
        rounds: Those of the connection's event loop.
        peer: The connection.
    """

    __slots__ = ("_interval", "_payload", "_peer", "_round", "_rounds", "_timeout")

    def __init__(
        self, interval: float, timeout: float | None, rounds: Rounds, peer: Pinged
    ) -> None:
        self._interval = interval
        self._timeout = timeout
        self._rounds = rounds
        self._peer = peer
        self._payload: bytes | None = None  # of a ping without its pong
        self._round = rounds.join(self, interval)

    def take_pong(self, payload: bytes) -> None:
        """Takes a pong; one that answers no ping of ours does not count."""
        if payload != self._payload:
            return
        self._payload = None
        if self._timeout is not None:
            self.stop()
            self._round = self._rounds.join(self, self._interval)

    def stop(self) -> None:
        """Sends no more pings."""
        self._round.pop(self, None)

    def call(self) -> None:
        """Sends the next ping, or says that the pong to the last one has not come in time."""
        if self._payload is None or self._timeout is None:
            self._payload = os.urandom(4)
            self._round = self._rounds.join(self, self._timeout or self._interval)
            self._peer.ping(self._payload)
        elif self._peer.miss_pong():
            self._round = self._rounds.join(self, self._timeout)
