"""Reads the regular expressions whose languages can be compared.

What is not regular, or what engines read differently, is refused: back references, look-around,
word boundaries, Unicode properties, class set operations, anchors in the middle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points, as ascending ranges with both ends in them."""

BEGIN, END = -2, -1
"""What stands for the beginning and the end of a text."""

LAST = 0x10FFFF

_DIGITS: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Ranges = (
    (9, 13),
    (32, 32),
    (160, 160),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_COUNTED = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_MOST_REPEATED = 500


class UnsupportedError(Exception):
    """The expression is none of those whose languages can be compared."""


@dataclass(frozen=True, slots=True)
class One:
    """One character, or an anchor."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Several times; without ``most`` as often as one likes."""

    part: Node
    fewest: int
    most: int | None


Node: TypeAlias = One | Sequence | Choice | Repeat


def parse(pattern: str) -> Node:
    """Return the structure of an expression.

    Raises:
        UnsupportedError: It is not one of those that can be compared.
    """
    reader = _Reader(pattern)
    node = reader.choice()
    if reader.rest:
        raise UnsupportedError(pattern)
    if not _anchored_at_ends(node, first=True, last=True):
        raise UnsupportedError(pattern)
    return node


def complement(ranges: Ranges) -> Ranges:
    """Return all other code points."""
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in union(ranges):
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


def union(ranges: Ranges) -> Ranges:
    """Return ranges in order, with those that touch joined."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def _anchored_at_ends(node: Node, *, first: bool, last: bool) -> bool:
    match node:
        case One(ranges=((low, _), *_)) if low < 0:
            return first if low == BEGIN else last
        case One():
            return True
        case Sequence(parts=parts):
            end = len(parts) - 1
            return all(
                _anchored_at_ends(part, first=first and i == 0, last=last and i == end)
                for i, part in enumerate(parts)
            )
        case Choice(parts=parts):
            return all(_anchored_at_ends(part, first=first, last=last) for part in parts)
        case Repeat(part=part):
            return _anchored_at_ends(part, first=False, last=False)


def _single(ranges: Ranges) -> int:
    """Return the only character of ranges, as the end of a longer range has to be one."""
    codes = {code for borders in ranges for code in borders}
    if len(codes) > 1:
        raise UnsupportedError("a range between classes")
    return codes.pop()


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, pattern: str) -> None:
        self.rest = pattern

    def choice(self) -> Node:
        parts = [self._sequence()]
        while self._skip("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self.rest and self.rest[0] not in "|)":
            parts.append(self._repeated(self._atom()))
        return Sequence(tuple(parts))

    def _repeated(self, node: Node) -> Node:
        fewest = 1
        most: int | None = 1
        if self._skip("*"):
            fewest, most = 0, None
        elif self._skip("+"):
            fewest, most = 1, None
        elif self._skip("?"):
            fewest, most = 0, 1
        elif match := _COUNTED.match(self.rest):
            self.rest = self.rest[match.end() :]
            fewest = int(match[1])
            most = (int(match[3]) if match[3] else None) if match[2] else fewest
            if max(fewest, most or 0) > _MOST_REPEATED:
                raise UnsupportedError(match[0])
        else:
            return node
        self._skip("?")  # greedy or not, the language is the same
        if self.rest[:1] in ("*", "+", "?", "{"):
            raise UnsupportedError(self.rest)
        return Repeat(node, fewest, most)

    def _atom(self) -> Node:
        sign = self._next()
        match sign:
            case "(":
                return self._group()
            case "[":
                return One(self._class())
            case ".":
                return One(complement(((10, 10),)))
            case "^":
                return One(((BEGIN, BEGIN),))
            case "$":
                return One(((END, END),))
            case "\\":
                return One(self._escape())
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise UnsupportedError(sign)
            case _:
                return One(((ord(sign), ord(sign)),))

    def _group(self) -> Node:
        if self._skip("?") and not self._skip(":"):
            name = re.match(r"<[A-Za-z_]\w*>", self.rest)
            if name is None:
                raise UnsupportedError(self.rest)
            self.rest = self.rest[name.end() :]
        node = self.choice()
        if not self._skip(")"):
            raise UnsupportedError(self.rest)
        return node

    def _class(self) -> Ranges:
        negated = self._skip("^")
        ranges: list[tuple[int, int]] = []
        while not self._skip("]"):
            low = self._member()
            if self.rest[:1] == "-" and self.rest[1:2] not in ("]", ""):
                self._next()
                high = self._member()
                start, end = _single(low), _single(high)
                if start > end:
                    raise UnsupportedError(self.rest)
                ranges.append((start, end))
            else:
                ranges.extend(low)
        if not ranges:
            raise UnsupportedError("an empty class")
        return complement(tuple(ranges)) if negated else union(tuple(ranges))

    def _member(self) -> Ranges:
        # some engines read these as operations on sets
        if self.rest[:1] == "[" or self.rest[:2] in ("&&", "--", "~~"):
            raise UnsupportedError(self.rest)
        sign = self._next()
        return self._escape() if sign == "\\" else ((ord(sign), ord(sign)),)

    def _escape(self) -> Ranges:
        sign = self._next()
        classes = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
        if sign.lower() in classes:
            ranges = classes[sign.lower()]
            return complement(ranges) if sign.isupper() else ranges
        if sign in _CONTROLS:
            return ((_CONTROLS[sign], _CONTROLS[sign]),)
        length = {"x": 2, "u": 4}.get(sign, 0)
        if length and re.fullmatch(r"[0-9A-Fa-f]+", self.rest[:length]):
            code = int(self.rest[:length], 16)
            self.rest = self.rest[length:]
            return ((code, code),)
        if sign.isalnum() or sign == "_":
            raise UnsupportedError(f"\\{sign}")
        return ((ord(sign), ord(sign)),)

    def _skip(self, text: str) -> bool:
        if not self.rest.startswith(text):
            return False
        self.rest = self.rest[len(text) :]
        return True

    def _next(self) -> str:
        if not self.rest:
            raise UnsupportedError("it ends too early")
        sign, self.rest = self.rest[0], self.rest[1:]
        return sign
