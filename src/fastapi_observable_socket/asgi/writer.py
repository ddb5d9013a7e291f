"""Everything that leaves one connection: in order, bounded, and never two writes at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, cast

from starlette.types import Message, Send

from ..failures import log_failure
from .raw_messages import checked_message
from .tasks import start


class _Done(tuple[()]):
    """Something to await that has happened already: there is nothing to go through."""

    __slots__ = ()
    # Typed for tuples of anything, and this one is empty.
    __await__ = tuple.__iter__  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


WRITTEN: Final = cast("Awaitable[None]", _Done())
"""What `Writer.send` returns where nothing has to be waited for."""


class Writer:
    """Writes to one connection.

    A frame is handed to the server at once while no other write is under way. A server suspends
    a write when its peer does not read; then further frames queue, and once ``most_bytes`` are
    waiting, whoever wants to send waits for room.

    Args:
        send: The server's ASGI callable.
        most_bytes: How many bytes may queue; a single larger frame may queue alone.
        write: Writes a text frame without waiting, and says whether it could; see `Link`.

    Attributes:
        is_closed: Whether nothing can be sent any more.
        is_busy: Whether a write is under way.
        written: How many writes have ended, those included that did not wait: whether this grows
            shows whether the peer reads.
    """

    __slots__ = (
        "_is_abandoned",
        "_most_bytes",
        "_queue",
        "_queued_bytes",
        "_send",
        "_waiting_for_room",
        "_write",
        "is_busy",
        "is_closed",
        "written",
    )

    def __init__(
        self, send: Send, most_bytes: int, write: Callable[[str], bool] | None = None
    ) -> None:
        self._send = send
        self._write = write
        self._most_bytes = most_bytes
        # Lists: most connections never need them, and an empty deque takes ten times as much.
        self._queue: list[tuple[Message, int]] = []
        self._queued_bytes = 0
        self._waiting_for_room: list[asyncio.Future[None]] = []
        self.is_closed = self._is_abandoned = False
        self.is_busy = False
        self.written = 0

    def send(self, text: str) -> Awaitable[None]:
        """Sends one text frame; what is returned waits until it is written or queued.

        It is `WRITTEN` itself where that has happened already. Does nothing when the connection is
        at its end: an answer may always come too late.
        """
        write = self._write
        if write is not None and not self.is_busy and not self.is_closed and write(text):
            self.written += 1
            return WRITTEN
        return self._send_in_turn(text)

    async def _send_in_turn(self, text: str) -> None:
        if self.is_busy:
            return await self._queue_up({"type": "websocket.send", "text": text})
        if self.is_closed:
            return None
        self.is_busy = True
        try:
            await self._send({"type": "websocket.send", "text": text})
        except (OSError, RuntimeError):
            self.abandon()
        finally:
            self._written()
        return None

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
        """Waits while the queue is full; whoever brings more work should do that."""
        while self._waiting_for_room or (self.is_busy and self._queued_bytes >= self._most_bytes):
            await self._turn()

    def post(self, text: str) -> None:
        """Sends a frame of the protocol's own from where nobody can wait, such as a timer.

        It is counted: those who can wait do so for its room.
        """
        if not self.is_closed:
            message = {"type": "websocket.send", "text": text}
            self._append(message, _size(message))

    def post_close(self, code: int, reason: str) -> None:
        """Closes the connection behind everything that is queued; nothing is sent after that."""
        if not self.is_closed:
            self.is_closed = True
            self._append({"type": "websocket.close", "code": code, "reason": reason})

    async def finish(self, seconds: float) -> None:
        """Waits until everything is written, for so many seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.is_busy:
                    await self._turn()

    def abandon(self) -> None:
        """Gives up: what is queued is dropped, and nobody waits for room any more."""
        self.is_closed = self._is_abandoned = True
        self._queue.clear()
        self._queued_bytes = 0
        self._make_room()

    async def _queue_up(self, message: Message) -> None:
        size = _size(message)
        while self.is_busy and not self._has_room(size) and not self.is_closed:
            await self._turn()
        if not self.is_closed:
            self._append(message, size)

    def _turn(self) -> asyncio.Future[None]:
        turn = asyncio.get_running_loop().create_future()
        self._waiting_for_room.append(turn)
        return turn

    def _has_room(self, size: int) -> bool:
        return not self._queued_bytes or self._queued_bytes + size <= self._most_bytes

    def _append(self, message: Message, size: int = 0) -> None:
        self._queue.append((message, size))
        self._queued_bytes += size
        if not self.is_busy:
            self.is_busy = True
            start(self._write_queue())

    def _written(self) -> None:
        """Ends a direct write; what queued behind it is written by a task of its own."""
        self.written += 1
        if self._queue:
            start(self._write_queue())
        else:
            self.is_busy = False
            if self._waiting_for_room:
                self._make_room()

    async def _write_queue(self) -> None:
        try:
            while self._queue:
                batch, self._queue = self._queue, []
                for message, size in batch:
                    await self._send(message)
                    self.written += 1
                    if self._is_abandoned:
                        return
                    self._queued_bytes -= size
                    self._make_room()
        except (OSError, RuntimeError):
            self.abandon()
        except Exception as error:  # noqa: BLE001 - whatever a server raises, nobody waits for it here
            log_failure("a frame could not be written, its connection is given up", error)
            self.abandon()
        finally:
            self.is_busy = False
            self._make_room()

    def _make_room(self) -> None:
        waiting, self._waiting_for_room = self._waiting_for_room, []
        for turn in waiting:
            if not turn.done():
                turn.set_result(None)


def _size(message: Message) -> int:
    """Bytes that a message will take on the wire, without its frame's few."""
    text = message.get("text")
    if text is None:
        return len(message.get("bytes") or b"")
    return len(text) if text.isascii() else len(text.encode())
