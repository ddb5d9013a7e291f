"""WebSocket frames: their parts, what they say, and how a server writes them (RFC 6455, 5.2)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, TypeAlias

from .._generated.close_codes import CloseCode
from ..asgi.closing import short_reason

CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
FINAL: Final = 0x80

MAX_CONTROL_BYTES: Final = 125
"""The most payload bytes of a control frame, and of a frame whose length takes one byte."""

TWO_BYTES: Final = 126
"""The value of the one-byte length if the real one follows in two bytes."""

EIGHT_BYTES: Final = 127
"""The value of the one-byte length if the real one follows in eight bytes."""

_SHORT_HEADS: Final = {
    opcode: [bytes((FINAL | opcode, size)) for size in range(MAX_CONTROL_BYTES + 1)]
    for opcode in (TEXT, BINARY, CLOSE, PING, PONG)
}
"""The heads of small frames, built once, as most frames are small."""

_pack_long_head = struct.Struct("!BBH").pack
_pack_giant_head = struct.Struct("!BBQ").pack


@dataclass(frozen=True, slots=True)
class Ping:
    """The peer asks for a pong with the same payload."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Pong:
    """The peer answers a ping, or says unasked that it is there."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Close:
    """The peer closes; the code is 1005 if its close frame has none."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Violation:
    """The peer broke a rule or a limit; it is told by a close frame with this code and reason."""

    code: int
    reason: str


Event: TypeAlias = str | bytes | Ping | Pong | Close
"""A whole message, text or binary, or a control frame."""


def build_frame(opcode: int, payload: bytes) -> bytes:
    """Returns an unmasked, unfragmented frame."""
    size = len(payload)
    if size <= MAX_CONTROL_BYTES:
        return _SHORT_HEADS[opcode][size] + payload
    if size < 1 << 16:
        return _pack_long_head(FINAL | opcode, TWO_BYTES, size) + payload
    return _pack_giant_head(FINAL | opcode, EIGHT_BYTES, size) + payload


def build_close(code: int, reason: str = "") -> bytes:
    """Returns a close frame, without a code for 1005; a reason that is too long is cut."""
    if code == CloseCode.NO_STATUS_RECEIVED:
        return build_frame(CLOSE, b"")
    return build_frame(CLOSE, code.to_bytes(2, "big") + short_reason(reason).encode())
