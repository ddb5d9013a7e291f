"""The short way between a connection and a server class that offers one.

An ASGI server hands over messages one by one to a coroutine that waits for them, and takes each
answer in another one. That is a third of what a small request costs. A server class that is a
`Link` and a connection call each other instead. Where anything stands between the two that may
want to see the messages, they keep to ASGI.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, runtime_checkable

from starlette.types import Receive, Send
from starlette.websockets import WebSocket

_STARLETTES_SENDER: Final = "wrap_app_handling_exceptions.<locals>.wrapped_app.<locals>.sender"

Take = Callable[[str | bytes], Awaitable[None] | None]
"""Takes a message; returns what has to be awaited before the next one, if anything."""


@runtime_checkable
class Link(Protocol):
    """What a server class offers beside ASGI, for one connection that has been accepted.

    It is found as the object whose methods ``receive`` and ``send`` an application is given.
    """

    @property
    def receive(self) -> Receive:
        """What the class gives to ASGI applications to receive with."""
        ...

    @property
    def send(self) -> Send:
        """What it gives them to send with."""
        ...

    def deliver_to(self, take: Take) -> asyncio.Future[None]:
        """Gives every message to ``take`` as soon as it is there, in the context of who calls this.

        Returns:
            What is done when no more will come, and fails with what ``take`` had to wait for.
        """
        ...

    def write_text(self, text: str) -> bool:
        """Writes a text frame; False, and nothing done, if only `send` can."""
        ...


def server_of(websocket: WebSocket) -> object:
    """Returns what receives and sends for a WebSocket; None if something is in between."""
    ends = vars(websocket)
    server = getattr(without_starlette(ends["_send"]), "__self__", None)
    if overrides_receive(websocket) or ends["_receive"] != getattr(server, "receive", None):
        return None
    return server


def overrides_receive(websocket: WebSocket) -> bool:
    """Whether a class of the user's own wants to see each message."""
    return type(websocket).receive is not WebSocket.receive


def without_starlette(send: Send) -> Send:
    """Returns what is below Starlette's own wrappers; they only look for HTTP responses."""
    while getattr(send, "__qualname__", None) == _STARLETTES_SENDER:
        wrapper: Any = send
        send = wrapper.__closure__[wrapper.__code__.co_freevars.index("send")].cell_contents
    return send
