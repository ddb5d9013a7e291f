"""What waits for the application: messages, in order, and at the end the disconnect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.types import Message

MAX_BYTES: Final = 256 * 1024
"""Above this many characters and bytes of waiting messages nothing more is read."""


class Inbox:
    """Hands messages to the application, straight to a call of ``receive`` that waits.

    Args:
        max_messages: How many messages may wait before nothing more is read.
        loop: The event loop of the connection.

    Attributes:
        when_empty: Called when the last message is taken.
    """

    __slots__ = (
        "_last",
        "_loop",
        "_max_messages",
        "_messages",
        "_size",
        "_waiters",
        "when_empty",
    )

    def __init__(self, max_messages: int, loop: asyncio.AbstractEventLoop) -> None:
        self.when_empty: Callable[[], None] | None = None
        self._max_messages = max_messages
        self._loop = loop
        self._messages: list[str | bytes | None] = [None]  # None: the connection itself
        self._size = 0
        self._last: Message | None = None
        self._waiters: list[asyncio.Future[None]] = []

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be read."""
        return len(self._messages) >= self._max_messages or self._size >= MAX_BYTES

    def put(self, message: str | bytes) -> None:
        """Add a message."""
        self._messages.append(message)
        self._size += len(message)
        if self._waiters:
            self._wake()

    def end(self, event: Message) -> None:
        """Say what comes after the messages, for good; only the first call counts."""
        if self._last is None:
            self._last = event
            self._wake()

    async def get(self) -> Message:
        """Return the next message, or the end each time that it is asked for."""
        while not self._messages:
            if self._last is not None:
                return self._last
            waiter = self._loop.create_future()
            self._waiters.append(waiter)
            try:
                await waiter
            finally:
                self._waiters.remove(waiter)
        # A message stays here until somebody is sure to take it: a cancelled wait loses nothing.
        message = self._messages.pop(0)
        if self.when_empty is not None and not self._messages:
            self.when_empty()
        if message is None:
            return {"type": "websocket.connect"}
        self._size -= len(message)
        if isinstance(message, str):
            return {"type": "websocket.receive", "text": message}
        return {"type": "websocket.receive", "bytes": message}

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
