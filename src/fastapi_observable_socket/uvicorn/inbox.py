"""What waits for the application: messages in order, and at the end the disconnect."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Any, Final

from starlette.types import Message

from ..asgi.link import Take
from .waiters import Waiters

MAX_BYTES: Final = 256 * 1024
"""From so many characters and bytes of waiting messages on, reading is paused."""


class Inbox:
    """Hands messages to the application: when it calls ``receive``, or each one at once.

    Args:
        max_messages: From how many waiting messages on reading is paused.
        loop: The event loop of the connection.

    Attributes:
        messages: What waits; None stands for ``websocket.connect``.
        when_empty: Called when the last message is taken.
    """

    __slots__ = (
        "_delivery",
        "_ended",
        "_last",
        "_loop",
        "_max_messages",
        "_run",
        "_size",
        "_take",
        "_waiters",
        "messages",
        "when_empty",
    )

    def __init__(self, max_messages: int, loop: asyncio.AbstractEventLoop) -> None:
        self.when_empty: Callable[[], None] | None = None
        self._max_messages = max_messages
        self._loop = loop
        self.messages: list[str | bytes | None] = []
        self._size = 0
        self._last: Message | None = None
        self._waiters = Waiters(loop)
        self._take: Take | None = None
        self._run: Callable[..., Any]  # in the context of who takes
        self._ended: asyncio.Future[None] | None = None
        self._delivery: asyncio.Task[None] | None = None  # of messages that have to wait

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be read."""
        return len(self.messages) >= self._max_messages or self._size >= MAX_BYTES

    def connect(self) -> None:
        """Adds the ``websocket.connect`` that comes before any message."""
        self.messages.append(None)

    def put(self, message: str | bytes) -> None:
        """Adds a message, or delivers it at once if it can and none waits before it."""
        if self._take is None or self._delivery is not None:
            self.messages.append(message)
            self._size += len(message)
            self._waiters.wake()
        elif (waiting := self._run(self._take, message)) is not None:
            self._begin_delivery(waiting)

    def end(self, code: int, reason: str | None = None) -> None:
        """Adds the ``websocket.disconnect`` that comes after all messages; the first call counts.

        Messages that wait to be delivered are not: there is nobody left to be answered.

        Args:
            code: The close code.
            reason: The reason in the close frame; None where there was no such frame.
        """
        if self._last is None:
            self._last = {"type": "websocket.disconnect", "code": code}
            if reason is not None:
                self._last["reason"] = reason
            self._waiters.wake()
            self._take = None
            if self._ended is not None and not self._ended.done():
                self._ended.set_result(None)

    def deliver_to(self, take: Take) -> asyncio.Future[None]:
        """Delivers messages to ``take``, and none to `get`; see `asgi.link.Link`."""
        self._ended = ended = self._loop.create_future()
        if self._last is not None:
            ended.set_result(None)
            return ended
        # Messages are taken in the context of the application, not in that of the transport.
        self._run = copy_context().run
        self._take = take
        if self.messages:
            self._begin_delivery()
        return ended

    async def get(self) -> Message:
        """Returns the next message; after the last one, the end, as often as it is asked for."""
        while not self.messages:
            if self._last is not None:
                return self._last
            await self._waiters.wait()
        # A message stays here until somebody is sure to take it: a cancelled wait loses nothing.
        message = self._pop()
        if message is None:
            return {"type": "websocket.connect"}
        if isinstance(message, str):
            return {"type": "websocket.receive", "text": message}
        return {"type": "websocket.receive", "bytes": message}

    def _begin_delivery(self, waiting: Awaitable[None] | None = None) -> None:
        """Delivers in a task, as something has to be awaited or messages wait already."""
        delivery = self._loop.create_task(self._deliver(waiting))
        if not delivery.done():  # as it may be where tasks begin at once
            self._delivery = delivery

    async def _deliver(self, waiting: Awaitable[None] | None = None) -> None:
        """Waits, and then delivers what has come in the meantime."""
        try:
            if waiting is not None:
                await waiting
            while self.messages and self._take is not None:
                message = self._pop()
                if message is not None:
                    waiting = self._run(self._take, message)
                    if waiting is not None:
                        await waiting
        except Exception as error:
            # Nobody awaits this task: without a word the connection would stay open and mute.
            if self._ended is None or self._ended.done():
                raise
            self._ended.set_exception(error)
        finally:
            self._delivery = None

    def _pop(self) -> str | bytes | None:
        message = self.messages.pop(0)
        self._size -= len(message or b"")
        if self.when_empty is not None and not self.messages:
            self.when_empty()
        return message
