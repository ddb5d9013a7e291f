"""When a peer counts as stalled: it does not read what is written to it (R9.6)."""

from __future__ import annotations

from asyncio import Transport

from .._generated.limits import Limits
from .transport import unsent_bytes
from .writer import Writer


class StallDetector:
    """Looks now and then at what waits to be written, and tells when the peer does not read it.

    The writer knows about a write that waits. But a `Link` takes a frame of any size without a
    wait, and some of uvicorn's classes answer pings without end to a peer that reads none of the
    answers. So what the server's transport still has to send is looked at too.

    Args:
        writer: Writes to the peer.
        limits: ``write_timeout`` is how many seconds a write may wait, ``writer_bytes`` how many
            bytes the server may add on its own between two looks.
        transport: Where the server writes to; None if it is not found.
    """

    __slots__ = ("_limits", "_since", "_transport", "_unsent", "_was_busy", "_writer", "_writes")

    def __init__(self, writer: Writer, limits: Limits, transport: Transport | None) -> None:
        self._writer = writer
        self._limits = limits
        self._transport = transport
        self._since = 0.0  # when something of ours was last seen to get through
        # What the last look has found.
        self._writes = -1
        self._was_busy = False
        self._unsent = 0

    def look(self, now: float) -> bool:
        """Returns whether the peer has not read for too long, or lets too much pile up.

        Args:
            now: Seconds of some steady clock.
        """
        writes, was_busy, unsent = self._writes, self._was_busy, self._unsent
        is_busy = self._was_busy = self._writer.is_busy
        self._writes = self._writer.writes
        self._unsent = 0 if self._transport is None else unsent_bytes(self._transport)
        is_waiting = is_busy or 0 < unsent <= self._unsent
        if self._writes != writes or not is_waiting:
            self._since = now
            return False
        # If no write of ours began or ended in between, the server itself wrote what was added.
        if is_busy == was_busy and self._unsent - unsent > self._limits.writer_bytes:
            return True
        return now - self._since >= self._limits.write_timeout
