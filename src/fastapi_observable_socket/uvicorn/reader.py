"""Reads what a client sends, frame by frame, and holds it to RFC 6455 and to the limits."""

from __future__ import annotations

from typing import Final

from .._generated.close_codes import CloseCode
from ..asgi.closing import is_sendable
from .fragments import FragmentedMessage
from .frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    FINAL,
    MAX_CONTROL_BYTES,
    PING,
    PONG,
    TEXT,
    TWO_BYTES,
    Close,
    Event,
    Ping,
    Pong,
    Violation,
)

try:
    from websockets.speedups import apply_mask
except ImportError:  # websockets was installed without its C extension
    from websockets.utils import apply_mask

MASKED: Final = 0x80
RESERVED_BITS: Final = 0x70
FINAL_TEXT: Final = FINAL | TEXT

MIN_FRAME_BYTES: Final = 6
"""How many bytes a masked frame without payload has."""

LONGER_THAN_NEEDED: Final = -1000
"""Stands for a length in more bytes than it needs, which RFC 6455 forbids (section 5.2)."""


class FrameReader:
    """Turns the bytes of a client into messages and control frames (RFC 6455, section 5).

    Whole frames are read right from the received bytes; only an incomplete one is copied.

    Args:
        max_size: How many payload bytes a message may have.

    Attributes:
        max_size: How many payload bytes a message may have; it may be changed at any time.
        unread: Bytes that `feed` has left because of its limit, and how many of them are read
            already; None if there are none.
        violation: Set once the peer has broken the protocol or a limit. From then on, and after a
            close frame, whatever arrives is ignored.
    """

    __slots__ = (
        "_ended",
        "_message",
        "_needed",
        "_partial",
        "_surplus",
        "max_size",
        "unread",
        "violation",
    )

    def __init__(self, max_size: int) -> None:
        self.violation: Violation | None = None
        self.max_size = max_size
        self._surplus = 0  # how many bytes of a refused frame are still to come
        self._ended = False
        self.unread: tuple[bytes, int] | None = None
        self._partial: bytearray | None = None  # the beginning of a frame
        self._needed = 0  # how long it has to become before it is looked at again
        self._message: FragmentedMessage | None = None

    @property
    def held_bytes(self) -> int:
        """How many bytes wait to be read."""
        return 0 if self.unread is None else len(self.unread[0]) - self.unread[1]

    @property
    def is_amid_large_message(self) -> bool:
        """Whether the rest of a frame that made a message too large is still to come."""
        is_large = self.violation is not None and self.violation.code == CloseCode.MESSAGE_TOO_BIG
        return is_large and self._surplus > 0

    def hold(self, data: bytes) -> None:
        """Keeps bytes for a later `feed`."""
        self.unread = (data, 0) if self.unread is None else self._join_unread(data)

    def feed(self, data: bytes, limit: int) -> list[Event]:
        """Reads messages and control frames.

        Args:
            data: The next bytes of the stream; none, to read on after the limit was reached.
            limit: How many messages and control frames to return at most.
        """
        at = 0
        if self.unread is not None:
            data, at = self._join_unread(data)
            self.unread = None
        elif self._partial is not None:
            self._partial += data
            if len(self._partial) < self._needed:
                return []
            data, self._partial = bytes(self._partial), None
        events: list[Event] = []
        if self._ended:
            self._surplus -= len(data)
        else:
            self._read_frames(data, at, limit, events)
        return events

    def _read_frames(  # noqa: C901 - a step that is a call of its own costs a tenth of the time
        self, data: bytes, at: int, limit: int, events: list[Event]
    ) -> None:
        """Reads frames into ``events``, and keeps what is left.

        This is the hot loop: for a whole, unfragmented text frame nothing of ours is called.
        """
        size = len(data)
        while at < size:
            if len(events) >= limit:
                self.unread = data, at
                return
            if size - at < MIN_FRAME_BYTES:
                if size - at == 1 or not self._refuses_head(data[at], data[at + 1] - MASKED):
                    self._keep(data, at, MIN_FRAME_BYTES)
                return
            first, length, start = data[at], data[at + 1] - MASKED, at + MIN_FRAME_BYTES
            if length > MAX_CONTROL_BYTES:
                start = at + (8 if length == TWO_BYTES else 14)
                if start > size:
                    self._keep(data, at, start - at)
                    return
                length = _read_length(data[at + 1 : start - 4])
            plain = first == FINAL_TEXT and self._message is None
            if not (plain and 0 <= length <= self.max_size) and self._refuses_head(first, length):
                self._surplus = start + length - size
                return
            end = start + length
            if end > size:
                self._keep(data, at, end - at)
                return
            payload = apply_mask(data[start:end], data[start - 4 : start])
            try:
                event = payload.decode() if plain else self._take(first, payload)
            except UnicodeDecodeError:
                self._fail(CloseCode.INVALID_PAYLOAD, "text is not UTF-8")
                return
            if event is not None:
                events.append(event)
            if self._ended:
                return
            at = end

    def _keep(self, data: bytes, at: int, needed: int) -> None:
        self._partial, self._needed = bytearray(memoryview(data)[at:]), needed

    def _join_unread(self, data: bytes) -> tuple[bytes, int]:
        assert self.unread is not None
        unread, at = self.unread
        return (unread[at:] + data, 0) if data else (unread, at)

    def _refuses_head(self, first: int, length: int) -> bool:
        """Ends the stream if the head of a frame breaks a rule; returns whether it does.

        An unmasked frame has a length below zero.
        """
        opcode, is_final = first & 0x0F, first & FINAL
        if length < 0:
            wrong = "length is not minimal" if length == LONGER_THAN_NEEDED else "frame not masked"
        elif first & RESERVED_BITS:
            wrong = "reserved bits are set"
        elif opcode > PONG or BINARY < opcode < CLOSE:
            wrong = "unknown opcode"
        elif opcode >= CLOSE:
            wrong = "" if is_final and length <= MAX_CONTROL_BYTES else "bad control frame"
        elif (opcode == CONTINUATION) != (self._message is not None):
            wrong = "continuation out of place"
        else:
            return self._refuses_size(length)
        if wrong:
            self._fail(CloseCode.PROTOCOL_ERROR, wrong)
        return bool(wrong)

    def _refuses_size(self, length: int) -> bool:
        """Ends the stream if a frame makes its message too large; returns whether it does."""
        message = self._message
        size = length if message is None else message.size + length
        if size > self.max_size:
            self._fail(CloseCode.MESSAGE_TOO_BIG, f"a message has at most {self.max_size} bytes")
        elif message is not None and size < message.least_size:
            self._fail(CloseCode.POLICY_VIOLATION, "too many small fragments")
        return self._ended

    def _take(self, first: int, payload: bytes) -> Event | None:
        """Returns what a whole frame says; None for a fragment that is not the last."""
        opcode = first & 0x0F
        if opcode < CLOSE:
            return self._take_data(opcode, payload, is_final=bool(first & FINAL))
        if opcode == PING:
            return Ping(payload)
        return Pong(payload) if opcode == PONG else self._take_close(payload)

    def _take_close(self, payload: bytes) -> Close | None:
        if not payload:
            self._ended = True
            return Close(CloseCode.NO_STATUS_RECEIVED, "")
        code = int.from_bytes(payload[:2], "big")
        if len(payload) == 1 or not is_sendable(code):
            self._fail(CloseCode.PROTOCOL_ERROR, "bad close frame")
            return None
        reason = payload[2:].decode()
        self._ended = True
        return Close(code, reason)

    def _take_data(self, opcode: int, payload: bytes, *, is_final: bool) -> str | bytes | None:
        """Returns a message when its last fragment has come."""
        message = self._message
        if message is None:
            if is_final:
                return payload  # binary: whole texts are read before this is called
            message = self._message = FragmentedMessage(is_text=opcode == TEXT)
        message.add(payload, is_final=is_final)
        if not is_final:
            return None
        self._message = None
        return message.whole()

    def _fail(self, code: int, reason: str) -> None:
        self.violation = Violation(code, reason)
        self._ended = True


def _read_length(field: bytes) -> int:
    """Reads a length of two or eight bytes; `LONGER_THAN_NEEDED` if fewer would have done."""
    length = int.from_bytes(field[1:], "big")
    shortest = MAX_CONTROL_BYTES + 1 if len(field) == 3 else 1 << 16
    return length if length >= shortest else LONGER_THAN_NEEDED
