"""Words for messages: what a value is, and which word a misspelt one stands for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches

from observable_socket_codegen.ir import Json

_SHOWN = 40
"""Characters of a value that a message repeats."""


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
    choices = list(choices)
    plain = _plain(word)
    for choice in choices:
        if plain and _plain(choice) == plain:
            return choice
    close = get_close_matches(word, choices, n=1, cutoff=0.75)
    return close[0] if close else None


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence: ```a`, `b` ``."""
    return ", ".join(f"`{word}`" for word in words)


def _plain(word: str) -> str:
    """Return a word without case, hyphens and signs: ``min_length`` is ``minlength``."""
    return "".join(character for character in word.casefold() if character.isalnum())
