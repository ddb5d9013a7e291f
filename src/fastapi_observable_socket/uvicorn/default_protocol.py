"""What we know of uvicorn's default protocol class, whose place we take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import GeneratorType
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from starlette.types import Message
from typing_extensions import TypeIs, get_protocol_members
from websockets.protocol import State
from websockets.streams import StreamReader

if TYPE_CHECKING:
    from uvicorn.config import Config
    from websockets.http11 import Response
    from websockets.server import ServerProtocol


class DefaultProtocol(Protocol):
    """An object of that class, for one connection."""

    close_sent: bool
    config: Config
    conn: ServerProtocol
    connections: set[Any]
    disconnected: bool
    frames: list[bytes]
    handshake_complete: bool
    loop: asyncio.AbstractEventLoop
    ping_interval: float | None
    ping_timeout: float | None
    queue: asyncio.Queue[Any]
    read_paused: bool
    response: Response
    send_500_response: Callable[[], None]
    transport: asyncio.Transport
    writable: asyncio.Event

    def stop_keepalive(self) -> None:
        """Ends its pings."""
        ...


MEMBERS: Final = tuple(get_protocol_members(DefaultProtocol))
"""The names of its members: ``isinstance`` would take thirty times as long to look for them."""


def is_default_protocol(server: object) -> TypeIs[DefaultProtocol]:
    """Whether an object has all members that we know; in other versions of uvicorn it may not."""
    return all(hasattr(server, name) for name in MEMBERS)


def is_between_messages(server: DefaultProtocol) -> bool:
    """Whether the connection is open, and nothing has been read but whole messages."""
    conn = server.conn
    return (
        # It is not so yet where tasks start at once, within the call that brings the handshake.
        cast("Any", server.transport.get_protocol()) is server
        and server.handshake_complete
        and not server.disconnected
        and not server.close_sent
        and not server.transport.is_closing()
        and conn.state is State.OPEN
        and not conn.extensions
        and not conn.expect_continuation_frame
        and not server.frames
        and _is_between_frames(conn.parser)
    )


def _is_between_frames(parser: Any) -> bool:
    """Whether the parser, a generator that waits for bytes, waits for the first of a frame."""
    while isinstance(parser.gi_yieldfrom, GeneratorType):
        parser = cast("Any", parser.gi_yieldfrom)
    return parser.gi_code is StreamReader.at_eof.__code__


def take_waiting(queue: asyncio.Queue[Any]) -> list[str | bytes]:
    """Takes the messages out of a queue that nobody has received yet."""
    messages: list[Message] = [queue.get_nowait() for _ in range(queue.qsize())]
    return [
        message["text"] if message.get("text") is not None else message["bytes"]
        for message in messages
    ]
