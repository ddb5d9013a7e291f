"""A WebSocket on a transport after its handshake (RFC 6455, sections 5 to 7)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from .._generated.close_codes import CloseCode
from ..asgi.transport import abort
from . import frames
from .frames import Close, Event, Ping, Pong
from .inbox import Inbox
from .keepalive import KeepAlive
from .outbox import Outbox
from .pacing import MAX_HELD_BYTES, Pacing
from .phase import Phase
from .reader import FrameReader
from .rounds import rounds_of

CLOSE_SECONDS: Final = 10.0
"""How long a peer has to answer our close frame, unless the application is less patient."""

LINGER_SECONDS: Final = 2.0
"""How long a peer has to read our close frame before the connection is cut.

It cannot be closed at once: if the peer has sent bytes that nobody has read, the system resets the
connection, and the peer never sees why it was closed.
"""

_MESSAGE: Final = (str, bytes)
"""The types of the reader's events that are messages; the others are control frames."""


class WebSocketConnection(asyncio.Protocol):
    """Turns the bytes of a transport into messages, and keeps the rules of pings and closes.

    Args:
        loop: The event loop.
        max_size: How many bytes a message may have.
        max_queue: How many messages may wait for the application before reading is paused.
    """

    __slots__ = (
        "_close_seconds",
        "_inbox",
        "_keepalive",
        "_loop",
        "_max_queue",
        "_outbox",
        "_owed_pong",
        "_pacing",
        "_phase",
        "_reader",
        "_timer",
        "transport",
    )

    transport: asyncio.Transport
    _outbox: Outbox
    _pacing: Pacing

    def __init__(self, loop: asyncio.AbstractEventLoop, max_size: int, max_queue: int) -> None:
        self._loop = loop
        self._phase = Phase.OPENING
        self._max_queue = max(1, max_queue)
        self._reader = FrameReader(max_size)
        self._inbox = Inbox(self._max_queue, loop)
        self._owed_pong: bytes | None = None  # its payload
        self._keepalive: KeepAlive | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._close_seconds = CLOSE_SECONDS

    def _attach(self, transport: asyncio.Transport) -> None:
        """Begins to write to a transport, which is about to give us what it reads."""
        self.transport = transport
        self._outbox = Outbox(transport, self._loop)
        self._pacing = Pacing(transport, self._reader, self._inbox, self._loop, self._read_on)

    def set_limits(self, message_bytes: int, write_timeout: float) -> None:
        """Narrows what a peer may ask for; see `asgi.link.Link`."""
        self._reader.max_size = min(self._reader.max_size, message_bytes)
        self._close_seconds = max(LINGER_SECONDS, min(CLOSE_SECONDS, write_timeout))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Wakes everybody who waits; asyncio calls this once, whatever the reason."""
        self._phase = Phase.ENDED
        self._stop_timers()
        self._inbox.end(CloseCode.ABNORMAL_CLOSURE)
        self._pacing.stop()
        self._outbox.resume()

    def data_received(self, data: bytes) -> None:
        """Takes the next bytes of the peer."""
        if self._phase is Phase.OPEN or self._phase is Phase.CLOSING:
            self._take(self._reader.feed(data, self._max_queue))
        elif self._phase is Phase.OPENING:
            self._take_early(data)

    def eof_received(self) -> None:
        """Lets the transport close, and cuts a peer that does not read what is still to be sent."""
        self._cut_after(LINGER_SECONDS)

    def pause_writing(self) -> None:
        """Makes senders wait: the peer does not read."""
        self._outbox.pause()

    def resume_writing(self) -> None:
        """Lets senders go on."""
        self._outbox.resume()
        if self._owed_pong is not None and self._phase is Phase.OPEN:
            self._outbox.put(frames.build_frame(frames.PONG, self._owed_pong))
        self._owed_pong = None

    def ping(self, payload: bytes) -> None:
        """Sends a ping."""
        if self._phase is Phase.OPEN:
            self._outbox.put(frames.build_frame(frames.PING, payload))

    def miss_pong(self) -> bool:
        """Closes, unless reading is paused: the pong may not be read yet, so we wait once more."""
        if self._pacing.is_paused:
            return True
        if self._phase is Phase.OPEN:
            self._fail(CloseCode.INTERNAL_ERROR, "keepalive ping timeout")
        return False

    def _take_early(self, data: bytes) -> None:
        """Keeps what comes before the peer is accepted."""
        self._reader.hold(data)
        if self._reader.held_bytes > MAX_HELD_BYTES:
            self._pacing.pause()

    def _open(self, ping_interval: float | None, ping_timeout: float | None) -> None:
        """Begins to serve the peer, who is accepted; the seconds are those of `KeepAlive`."""
        self._phase = Phase.OPEN
        if ping_interval:
            self._keepalive = KeepAlive(
                ping_interval, ping_timeout or None, rounds_of(self._loop), self
            )
        self._pacing.read_held_soon()

    def _close(self, code: int, reason: str, patience: float | None = None) -> None:
        """Begins the closing handshake; the peer has ``patience`` seconds to answer."""
        self._write_close(code, reason)
        self._phase = Phase.CLOSING
        self._pacing.resume()
        self._pacing.read_held_soon()
        self._cut_after(self._close_seconds if patience is None else patience)

    def _fail(self, code: int, reason: str) -> None:
        """Closes without waiting for an answer (RFC 6455, section 7.1.7)."""
        self._write_close(code, reason)
        self._inbox.end(code, reason)
        self._hang_up()

    def _write_close(self, code: int, reason: str) -> None:
        """Writes our last frame, and does not wait for the end of the turn."""
        self._outbox.put(frames.build_close(code, reason))
        self._outbox.flush()

    def _hang_up(self) -> None:
        """Ends after our last frame: the peer gets a moment to read it; nothing of it is served."""
        self._end()
        self._pacing.resume()
        if self.transport.is_closing():
            return
        if self.transport.can_write_eof():
            with suppress(OSError):  # the peer is gone; the transport has not noticed yet
                self.transport.write_eof()
        self._cut_after(LINGER_SECONDS)

    def _close_transport(self) -> None:
        """Ends after a complete closing handshake."""
        self._end()
        self.transport.close()
        self._cut_after(LINGER_SECONDS)

    def _end(self) -> None:
        """Sends what waits to be written, and nothing more; whoever waits to send goes on."""
        self._phase = Phase.ENDED
        self._stop_timers()
        self._outbox.flush()
        self._outbox.resume()

    def _take(self, events: list[Event]) -> None:
        """Passes messages on to the application, answers control frames, and adapts the pace."""
        inbox, reader = self._inbox, self._reader
        self._outbox.is_lone = len(events) == 1
        for event in events:
            if not isinstance(event, _MESSAGE):
                self._take_control(event)
            elif self._phase is Phase.OPEN:
                inbox.put(event)
        if reader.violation is not None:
            # In the next turn: until then, the messages before it may be answered.
            self._loop.call_soon(self._end_violation)
        elif self._pacing.is_paused or inbox.messages or reader.unread is not None:
            self._pacing.adapt(is_full=inbox.is_full and self._phase is Phase.OPEN)

    def _take_control(self, event: Ping | Pong | Close) -> None:
        """Answers a ping or a close, and passes a pong on."""
        if isinstance(event, Close):
            self._take_close(event)
        elif isinstance(event, Pong):
            if self._keepalive is not None:
                self._keepalive.take_pong(event.payload)
        elif self._outbox.is_paused:
            # The peer does not read. Only the last of its pings needs an answer (section 5.5.3).
            self._owed_pong = event.payload
        elif self._phase is Phase.OPEN:
            self._outbox.put(frames.build_frame(frames.PONG, event.payload))

    def _take_close(self, event: Close) -> None:
        if self._phase is Phase.OPEN:
            self._write_close(event.code, event.reason)
            self._inbox.end(event.code, event.reason)
        self._close_transport()

    def _end_violation(self) -> None:
        """Closes with the code that the reader has found for what the peer did wrong."""
        violation, is_open = self._reader.violation, self._phase is Phase.OPEN
        if is_open and violation is not None and self._reader.is_amid_large_message:
            # A peer that is still sending it might not cope with the end of our side before that.
            self._inbox.end(violation.code, violation.reason)
            self._close(violation.code, violation.reason, LINGER_SECONDS)
        elif is_open and violation is not None:
            self._fail(violation.code, violation.reason)
        elif self._phase is Phase.CLOSING and not self._reader.is_amid_large_message:
            self._hang_up()

    def _read_on(self) -> None:
        """Takes the next messages from the bytes that the reader holds."""
        if self._phase is Phase.OPEN or self._phase is Phase.CLOSING:
            self._take(self._reader.feed(b"", self._max_queue))

    def _cut_after(self, seconds: float) -> None:
        """Cuts the peer, unless it is gone by then."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, abort, self.transport)

    def _stop_timers(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._keepalive is not None:
            self._keepalive.stop()
            self._keepalive = None
