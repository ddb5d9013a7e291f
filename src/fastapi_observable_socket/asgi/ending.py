"""How a connection ends: closed with a close frame, cut without one, or left to its server."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Transport

from .._generated.limits import Limits
from .stalls import StallDetector
from .transport import abort, drop_unsent
from .writer import Writer

logger = logging.getLogger("fastapi_observable_socket")

CLOSE_SECONDS = 5.0
"""How long a peer may take to answer a close frame before it is cut."""

INTERRUPT_SECONDS = 1.0
"""How long a server may take to notice that a connection was cut before we stop reading from it."""


class Ending:
    """Ends one connection, unless the peer does: then its reading ends by itself.

    There are three steps, each of which is taken if the one before it does not help:

    1. Close: a close frame goes out behind everything that is queued. What still comes in is read,
       so that the peer's answer is seen, but not served.
    2. Cut: the peer does not read, or has not answered our close. Its transport is aborted, and
       nothing is sent any more.
    3. Interrupt: the server has not noticed that the peer was cut, or its transport is out of our
       reach. We stop waiting for the server's messages.

    Args:
        name: The connection, in logs.
        limits: The limits in force.
        writer: Writes to the peer.
        transport: Where the server writes to; None if it is not found.

    Attributes:
        is_interrupted: Whether we have stopped waiting for messages.
    """

    __slots__ = (
        "_closed_at",
        "_cut_at",
        "_name",
        "_reading",
        "_stalls",
        "_transport",
        "_writer",
        "is_interrupted",
    )

    def __init__(
        self, name: str, limits: Limits, writer: Writer, transport: Transport | None
    ) -> None:
        self._name = name
        self._writer = writer
        self._transport = transport
        self._stalls = StallDetector(writer, limits, transport)
        self._reading: asyncio.Future[None] | None = None
        self._closed_at: float | None = None
        self._cut_at: float | None = None
        self.is_interrupted = False

    @property
    def is_cut(self) -> bool:
        """Whether nothing more can reach the peer."""
        return self._cut_at is not None

    def set_reading(self, reading: asyncio.Future[None]) -> None:
        """Sets what an interruption cancels; it may have come before, and cancels it now."""
        self._reading = reading
        if self.is_interrupted:
            reading.cancel()

    def close(self, code: int, reason: str) -> None:
        """Begins to close."""
        if self._closed_at is None:
            self._closed_at = asyncio.get_running_loop().time()
        self._writer.post_close(code, reason)
        if self._transport is None:
            # We do not wait for a peer that we could not cut. And some servers, such as granian,
            # close only once nobody waits to receive.
            self._interrupt()

    def watch(self, now: float) -> None:
        """Cuts a peer that does not read, or that has not answered our close in time.

        Args:
            now: Seconds of the event loop's clock; to be called every half second or so.
        """
        if self._writer.is_closed and self._closed_at is None:
            self._closed_at = now
        if self._cut_at is not None:
            if now - self._cut_at > INTERRUPT_SECONDS:
                self._interrupt()
        elif self._stalls.look(now):
            logger.warning("%s: cut, it has not read for too long", self._name)
            if self._transport is not None:
                drop_unsent(self._transport)
            self.cut()
        elif self._closed_at is not None and now - self._closed_at > CLOSE_SECONDS:
            logger.info("%s: cut, it has not answered the close", self._name)
            self.cut()

    def cut(self) -> None:
        """Ends the connection without a close frame, so that a stuck peer's socket is freed too."""
        if self._cut_at is not None:
            return
        self._cut_at = asyncio.get_running_loop().time()
        self._writer.abandon()
        if self._transport is None:
            self._interrupt()
        else:
            abort(self._transport)

    def _interrupt(self) -> None:
        if not self.is_interrupted:
            self.is_interrupted = True
            if self._reading is not None:
                self._reading.cancel()
