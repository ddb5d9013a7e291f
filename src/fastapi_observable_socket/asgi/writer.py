"""The frames that leave one connection: in order, bounded, one write at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from typing import Final

from starlette.types import Message, Send

from ..failures import log_failure
from .raw_messages import checked_message
from .tasks import start


class _Done:
    """An awaitable of what has happened already."""

    __slots__ = ()

    def __await__(self) -> Generator[None]:
        yield from ()


DONE: Final[Awaitable[None]] = _Done()
"""What `Writer.send` returns where nothing has to be waited for; awaiting it suspends nobody."""


class Writer:
    """Writes to one connection.

    A frame goes to the server at once unless another write is under way. A server suspends a write
    when its peer does not read. Then further frames queue; and once ``max_bytes`` are queued,
    whoever wants to send waits for room (R9.6).

    Args:
        send: The server's ASGI callable.
        max_bytes: How many bytes may queue; a single larger frame may queue alone.
        write: Writes a text frame without waiting, and says whether it could; see `Link`.
        name: What the log calls the connection.

    Attributes:
        is_closed: Whether nothing can be sent any more.
        is_busy: Whether a write is under way.
        writes: How many writes have ended, including those that did not wait. If it does not grow
            while a write is under way, the peer does not read.
    """

    __slots__ = (
        "_is_abandoned",
        "_max_bytes",
        "_name",
        "_queue",
        "_queued_bytes",
        "_send",
        "_waiting",
        "_write",
        "is_busy",
        "is_closed",
        "writes",
    )

    def __init__(
        self,
        send: Send,
        max_bytes: int,
        write: Callable[[str], bool] | None = None,
        name: str = "",
    ) -> None:
        self._name = name
        self._send = send
        self._write = write
        self._max_bytes = max_bytes
        # Lists, as most connections never need them: an empty deque takes ten times the memory.
        self._queue: list[tuple[Message, int]] = []
        self._queued_bytes = 0
        self._waiting: list[asyncio.Future[None]] = []  # for the next write to end
        self.is_closed = self._is_abandoned = False
        self.is_busy = False
        self.writes = 0

    def send(self, text: str) -> Awaitable[None]:
        """Sends one text frame; does nothing once the connection is closed.

        Returns:
            An awaitable that waits until the frame is written or queued: `DONE` itself if that
            has happened already.
        """
        write = self._write
        if write is not None and not self.is_busy and not self.is_closed and write(text):
            self.writes += 1
            return DONE
        return self._send_in_turn(text)

    async def _send_in_turn(self, text: str) -> None:
        """Sends a text frame by the server's callable, or after the write that is under way."""
        if self.is_busy:
            await self._queue_up({"type": "websocket.send", "text": text})
        elif not self.is_closed:
            self.is_busy = True
            try:
                await self._send({"type": "websocket.send", "text": text})
            except (OSError, RuntimeError):
                self.abandon()
            finally:
                self._end_write()

    async def relay(self, message: Message) -> None:
        """Sends an ASGI message for user code that holds the socket itself.

        Raises:
            OSError: The connection is at its end; Starlette makes a `WebSocketDisconnect` of it.
            ValueError: The message holds neither bytes nor text, or half of a surrogate pair.
        """
        if message["type"] != "websocket.send":
            await self._send(message)
        elif self.is_closed:
            raise OSError("the connection is closed")
        else:
            await self._queue_up(checked_message(message))

    async def room(self) -> None:
        """Waits while the queue is full, or anybody waits for room in it."""
        while self._waiting or (self.is_busy and self._queued_bytes >= self._max_bytes):
            await self._next_write()

    def post(self, text: str) -> None:
        """Queues a text frame without waiting for room; for places that cannot wait.

        Its bytes are counted, so those that can wait do so for them too.
        """
        if not self.is_closed:
            message = {"type": "websocket.send", "text": text}
            self._append(message, _size(message))

    def post_close(self, code: int, reason: str) -> None:
        """Queues the close; nothing can be sent after it."""
        if not self.is_closed:
            self.is_closed = True
            self._append({"type": "websocket.close", "code": code, "reason": reason})

    async def finish(self, seconds: float) -> None:
        """Waits until everything is written, for so many seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.is_busy:
                    await self._next_write()

    def abandon(self) -> None:
        """Drops what is queued; nothing can be sent any more, and nobody waits for room."""
        self.is_closed = self._is_abandoned = True
        self._queue.clear()
        self._queued_bytes = 0
        self._wake_waiting()

    async def _queue_up(self, message: Message) -> None:
        """Waits for room, and queues a message."""
        size = _size(message)
        while self.is_busy and not self._has_room(size) and not self.is_closed:
            await self._next_write()
        if not self.is_closed:
            self._append(message, size)

    def _next_write(self) -> asyncio.Future[None]:
        """Returns a future that is done when the next write has ended."""
        ended = asyncio.get_running_loop().create_future()
        self._waiting.append(ended)
        return ended

    def _has_room(self, size: int) -> bool:
        return not self._queued_bytes or self._queued_bytes + size <= self._max_bytes

    def _append(self, message: Message, size: int = 0) -> None:
        self._queue.append((message, size))
        self._queued_bytes += size
        if not self.is_busy:
            self.is_busy = True
            start(self._write_queue())

    def _end_write(self) -> None:
        """Ends a direct write; a task writes what has queued behind it."""
        self.writes += 1
        if self._queue:
            start(self._write_queue())
        else:
            self.is_busy = False
            if self._waiting:
                self._wake_waiting()

    async def _write_queue(self) -> None:
        """Writes what is queued, and what is added meanwhile."""
        try:
            while self._queue:
                batch, self._queue = self._queue, []
                for message, size in batch:
                    await self._send(message)
                    self.writes += 1
                    if self._is_abandoned:
                        return
                    self._queued_bytes -= size
                    self._wake_waiting()
        except (OSError, RuntimeError):
            self.abandon()
        except Exception as error:  # noqa: BLE001 - whatever a server raises, nobody waits for it here
            log_failure(f"{self._name}: a frame could not be written, and no more will be", error)
            self.abandon()
        finally:
            self.is_busy = False
            self._wake_waiting()

    def _wake_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for ended in waiting:
            if not ended.done():
                ended.set_result(None)


def _size(message: Message) -> int:
    """Returns how many bytes a message will take on the wire, without the head of its frame."""
    text = message.get("text")
    if text is None:
        return len(message.get("bytes") or b"")
    return len(text) if text.isascii() else len(text.encode())
