"""What waits to be written: the frames of one turn of the event loop go out in one write."""

from __future__ import annotations

import asyncio
from typing import Final

from .waiters import Waiters

FLUSH_BYTES: Final = 64 * 1024
"""From so many bytes on, waiting for the end of the turn costs more than it saves."""


class Outbox:
    """Collects frames and writes them together.

    The first answer to a message that came alone goes out at once: to wait for the end of the turn
    would only delay it. Any other frame waits, as there may be more of them.

    Args:
        transport: Where they go.
        loop: Its event loop.

    Attributes:
        is_paused: Whether the transport's buffer is full, because the peer does not read.
        is_lone: Whether the next frame is the first answer to a message that came alone.
    """

    __slots__ = ("_frames", "_loop", "_size", "_transport", "_waiters", "is_lone", "is_paused")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.is_paused = False
        self.is_lone = False
        self._transport = transport
        self._loop = loop
        self._frames: list[bytes] = []
        self._size = 0
        self._waiters = Waiters(loop)

    def put(self, frame: bytes) -> None:
        """Writes a frame at the end of this turn; at once if it is alone, or if much waits."""
        if self._frames:
            self._frames.append(frame)
            self._size += len(frame)
            if self._size >= FLUSH_BYTES:
                self.flush()
        elif self.is_lone or len(frame) >= FLUSH_BYTES:
            self.is_lone = False
            if not self._transport.is_closing():
                self._transport.write(frame)
        else:
            self._frames.append(frame)
            self._size = len(frame)
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Writes all frames that wait."""
        if self._frames:
            joined = b"".join(self._frames)
            self._frames.clear()
            if not self._transport.is_closing():
                self._transport.write(joined)

    async def wait_for_room(self) -> None:
        """Returns as soon as the peer has read enough, or is gone."""
        while self.is_paused:
            await self._waiters.wait()

    def pause(self) -> None:
        """Makes `wait_for_room` wait."""
        self.is_paused = True

    def resume(self) -> None:
        """Ends all waits for room: there is some again, or the peer is gone."""
        self.is_paused = False
        self._waiters.wake()
