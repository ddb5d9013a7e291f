"""What WebSocket frames are made of, and those that a server sends."""

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

LONGEST_CONTROL: Final = 125
"""Most payload bytes of a control frame, and of a frame whose length takes one byte."""

TWO_BYTES: Final = 126
"""What the short length says when the real one follows in two bytes."""

EIGHT_BYTES: Final = 127
"""The same for eight bytes."""

_SHORT_HEADS: Final = {
    opcode: [bytes((FINAL | opcode, size)) for size in range(LONGEST_CONTROL + 1)]
    for opcode in (TEXT, BINARY, CLOSE, PING, PONG)
}
"""Heads of small frames, built once: most frames are small."""

_pack_long_head = struct.Struct("!BBH").pack
_pack_giant_head = struct.Struct("!BBQ").pack


@dataclass(frozen=True, slots=True)
class Ping:
    """The peer asks for a pong with the same payload."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Pong:
    """The peer answers a ping, or says unasked that it lives."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Close:
    """The peer closes; 1005 stands for a close frame without a code."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Violation:
    """What the peer did wrong, as the close code and reason that tell it so."""

    code: int
    reason: str


Event: TypeAlias = str | bytes | Ping | Pong | Close
"""A whole message, text or binary, or a control frame."""


def build_frame(opcode: int, payload: bytes) -> bytes:
    """Return an unmasked, unfragmented frame."""
    size = len(payload)
    if size <= LONGEST_CONTROL:
        return _SHORT_HEADS[opcode][size] + payload
    if size < 1 << 16:
        return _pack_long_head(FINAL | opcode, TWO_BYTES, size) + payload
    return _pack_giant_head(FINAL | opcode, EIGHT_BYTES, size) + payload


def build_close(code: int, reason: str = "") -> bytes:
    """Return a close frame; 1005 gives one without a code, a long reason is cut to fit."""
    if code == CloseCode.NO_STATUS_RECEIVED:
        return build_frame(CLOSE, b"")
    return build_frame(CLOSE, code.to_bytes(2, "big") + short_reason(reason).encode())
