"""What the JSON reader and the YAML reader have in common."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from observable_socket_codegen.ir import Json
from observable_socket_codegen.reading.documents import Places, Position

MAX_DEPTH = 100
"""Levels of nesting; nobody writes more by hand, and the readers are recursive."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_CONFLICT = re.compile(r"^<{7} .*?(?:^>{7}[^\n]*|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding about a place in a text that does not make it unreadable."""

    position: Position
    pointer: str
    rule: str
    message: str
    help: str


@dataclass(slots=True)
class Reading:
    """What a text says."""

    data: Json = None
    places: Places = field(default_factory=Places)
    problems: list[Problem] = field(default_factory=list[Problem])


class UnreadableError(Exception):
    """The text cannot be read beyond some place."""

    def __init__(self, position: Position, message: str, advice: str) -> None:
        super().__init__(message)
        self.position = position
        self.message = message
        self.advice = advice


class Lines:
    """Turns offsets into positions."""

    def __init__(self, text: str) -> None:
        self._starts: Sequence[int] = [0, *(match.end() for match in _NEWLINE.finditer(text))]

    def position(self, offset: int) -> Position:
        """Return line and column of the character at an offset."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)


def damage(text: str) -> UnreadableError | None:
    """Return what explains best why a text cannot be read, whatever the reader stumbled over."""
    lines = Lines(text)
    if "\0" in text:
        return UnreadableError(
            lines.position(text.index("\0")),
            "the file has a NUL character, so it is not UTF-8 text",
            "save it as UTF-8",
        )
    if conflict := _CONFLICT.search(text):
        first, last = lines.position(conflict.start()), lines.position(conflict.end())
        return UnreadableError(
            first,
            "a conflict of two merged versions was left in the file",
            f"keep one side of lines {first.line} to {last.line}, and remove the markers",
        )
    return None


def text_problem(text: str, position: Position, pointer: str) -> Problem | None:
    """Return what is wrong with a string that no UTF-8 text can carry."""
    if not _LONE_SURROGATE.search(text):
        return None
    return Problem(
        position,
        pointer,
        "not-text",
        "a string has half of a surrogate pair, which is no character",
        "write both halves, or the character itself",
    )


def duplicate_key(key: str, position: Position, first: Position, pointer: str) -> Problem:
    """Return the finding that an object has the same key twice."""
    return Problem(
        position,
        pointer,
        "duplicate-key",
        f"`{key}` is already written on line {first.line}",
        "keep one of the two; readers disagree on which of them counts",
    )
