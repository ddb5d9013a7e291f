"""The port for a server class that hands over messages directly, without ASGI in between.

An ASGI server passes each message to a coroutine that waits for it, and takes each answer from
another one. That is a third of what a small request costs. A server class that implements `Link`
and a connection call each other instead. Where something stands between the two that may want to
see the messages, such as middleware, they keep to ASGI.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

from starlette.types import Receive, Send

Take = Callable[[str | bytes], Awaitable[None] | None]
"""Takes a message; returns what has to be awaited before the next one, if anything."""


@runtime_checkable
class Link(Protocol):
    """What a server class offers besides ASGI, for one connection that has been accepted.

    It is found as the object whose methods ``receive`` and ``send`` an application is given.
    """

    @property
    def receive(self) -> Receive:
        """The ``receive`` that applications are given."""
        ...

    @property
    def send(self) -> Send:
        """The ``send`` that applications are given."""
        ...

    def set_limits(self, message_bytes: int, write_timeout: float) -> None:
        """Sets what holds from now on, before the first message is delivered.

        Args:
            message_bytes: Closes with 1009 when the head of a frame announces a longer message.
            write_timeout: For how many seconds a peer may leave our close frame unread, unless the
                server's own patience is shorter.
        """
        ...

    def deliver_to(self, take: Take) -> asyncio.Future[None]:
        """Passes every message to ``take`` as it arrives, in the caller's context variables.

        Returns:
            A future that is done when no more messages will come. It fails with whatever an
            awaitable returned by ``take`` raises.
        """
        ...

    def write_text(self, text: str) -> bool:
        """Writes a text frame; returns False, having done nothing, if only `send` can do it."""
        ...
