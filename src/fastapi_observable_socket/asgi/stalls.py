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

    __slots__ = ("_backlog", "_limits", "_since", "_transport", "_was_busy", "_writer", "_written")

    def __init__(self, writer: Writer, limits: Limits, transport: Transport | None) -> None:
        self._writer = writer
        self._limits = limits
        self._transport = transport
        self._since = 0.0
        self._written = -1
        self._was_busy = False
        self._backlog = 0

    def is_stalled(self, now: float) -> bool:
        """Looks once; returns whether the peer has not read for too long, or lets too much pile up.

        Args:
            now: Seconds of some steady clock.
        """
        writer, backlog = self._writer, self._backlog
        written, was_busy = self._written, self._was_busy
        self._backlog = 0 if self._transport is None else unsent_bytes(self._transport)
        self._written, self._was_busy = writer.written, writer.is_busy
        is_stuck = writer.is_busy or 0 < backlog <= self._backlog
        if writer.written != written or not is_stuck:
            self._since = now
            return False
        # If no write of ours began or ended in between, the server itself wrote what was added.
        is_flooded = writer.is_busy == was_busy
        is_flooded = is_flooded and self._backlog - backlog > self._limits.writer_bytes
        return is_flooded or now - self._since >= self._limits.write_timeout
