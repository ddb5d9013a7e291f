"""Words for messages: what a value is, and which word a misspelt one stands for."""

from __future__ import annotations

import json
from collections.abc import Iterable

from observable_socket_codegen.ir import Json

_SHOWN = 40
"""Characters of a value that a message repeats."""

_LISTED = 20
"""Words that a message lists."""

_LENGTHS = (3, 6)
"""Characters from which on a word may have one slip, and two, and still be recognised."""


def kind(value: Json) -> str:
    """Return what a value is: ``a string``."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


def shown(value: Json) -> str:
    """Return a value as a message quotes it; long arrays and objects only by what they are."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= _SHOWN:
        return f"`{text}`"
    return kind(value) if isinstance(value, list | dict) else f"`{text[:_SHOWN]}...`"


def meant(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that a misspelt word stands for, if one is close enough."""
    plain = _plain(word)
    near: list[tuple[int, str]] = []
    for choice in choices:
        if plain and _plain(choice) == plain:
            return choice
        slips = _slips(word, choice)
        if slips <= sum(len(choice) >= length for length in _LENGTHS):
            near.append((slips, choice))
    return min(near)[1] if near else None


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence, the first ones of many: ```a`, `b`, ... ``."""
    quoted = [f"`{word}`" for word in words]
    more = ["..."] if len(quoted) > _LISTED else []
    return ", ".join([*quoted[:_LISTED], *more])


def _plain(word: str) -> str:
    """Return a word without case, hyphens and signs: ``min_length`` is ``minlength``."""
    return "".join(character for character in word.casefold() if character.isalnum())


def _slips(word: str, other: str) -> int:
    """Return how many letters were added, left out, mistaken or swapped with the next one."""
    if abs(len(word) - len(other)) > 2:  # more than anybody looks for
        return max(len(word), len(other))
    rows = [list(range(len(other) + 1))]
    for y, letter in enumerate(word, start=1):
        row = [y]
        for x, wanted in enumerate(other, start=1):
            cost = min(rows[-1][x] + 1, row[-1] + 1, rows[-1][x - 1] + (letter != wanted))
            if y > 1 and x > 1 and letter == other[x - 2] and wanted == word[y - 2]:
                cost = min(cost, rows[-2][x - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
