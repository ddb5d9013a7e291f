"""Reads from a peer as fast as the application takes its messages, and no faster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from .inbox import Inbox
from .reader import FrameReader

MAX_HELD_BYTES: Final = 64 * 1024
"""How many bytes the reader may hold back; beyond that the transport is paused."""


class Pacing:
    """Pauses a transport while enough messages wait, and has held bytes read turn by turn.

    Args:
        transport: What to pause.
        reader: May hold bytes that it has not turned into messages yet.
        inbox: The messages that wait for the application.
        loop: The event loop.
        read_on: Takes the next messages from the bytes that the reader holds.

    Attributes:
        is_paused: Whether the transport does not read.
    """

    __slots__ = (
        "_inbox",
        "_loop",
        "_read_on",
        "_reader",
        "_transport",
        "_will_read",
        "is_paused",
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        reader: FrameReader,
        inbox: Inbox,
        loop: asyncio.AbstractEventLoop,
        read_on: Callable[[], None],
    ) -> None:
        self.is_paused = False
        self._transport = transport
        self._reader = reader
        self._inbox = inbox
        self._loop = loop
        self._read_on: Callable[[], None] | None = read_on
        self._will_read = False  # in the next turn

    def adapt(self, *, is_full: bool) -> None:
        """Pauses or goes on after messages have come.

        Args:
            is_full: Whether enough messages wait for the application.
        """
        if is_full or self._reader.held_bytes > MAX_HELD_BYTES:
            self.pause()
        else:
            self.resume()
        if not is_full:
            self.read_held_soon()

    def pause(self) -> None:
        """Pauses the transport until the application has taken what waits."""
        if not self.is_paused and not self._transport.is_closing():
            self.is_paused = True
            self._inbox.when_empty = self._go_on
            self._transport.pause_reading()

    def resume(self) -> None:
        """Lets the transport read."""
        if self.is_paused:
            self.is_paused = False
            self._inbox.when_empty = None
            if not self._transport.is_closing():
                self._transport.resume_reading()

    def read_held_soon(self) -> None:
        """Has held bytes read in the next turn of the event loop: others are served in between."""
        if self._reader.unread is not None and not self._will_read:
            self._will_read = True
            self._loop.call_soon(self._read_held)

    def stop(self) -> None:
        """Does nothing more, and refers to nobody any more."""
        self._read_on = self._inbox.when_empty = None

    def _read_held(self) -> None:
        self._will_read = False
        if self._read_on is not None:
            self._read_on()

    def _go_on(self) -> None:
        """Follows the application, which has taken what waited."""
        if self._reader.unread is not None:
            self.read_held_soon()
        else:
            self.resume()
