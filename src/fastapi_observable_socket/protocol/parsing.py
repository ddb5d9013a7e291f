"""JSON text to plain data."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from math import isfinite
from typing import Any, Final

import msgspec

MAX_DIGITS: Final = 4300
"""How many digits the longest integer has that is parsed; a limit cannot be higher."""

LARGE: Final = 16_384
"""From so many characters or bytes on, the garbage collector waits until a text is parsed."""

_MAX_UNLOOKED_AT: Final = 8192
"""Up to so many characters or bytes, even a text of nothing but awkward numbers takes 12 ms."""

_MAX_AWKWARD: Final = 1000
"""So many awkward numbers, of either letter, take 14 ms at the most."""


def finite_float(text: str) -> float:
    """Reads a number, from the text that it has in JSON, that has a fraction or an exponent.

    As `float_hook` of a decoder it takes the place of the parser's own way, which needs a hundred
    times as long for numbers beyond 1e288 as for others.

    Raises:
        ValueError: The number is out of range.
    """
    number = float(text)
    if not isfinite(number):
        raise ValueError("Number out of range")
    return number


skip = msgspec.json.Decoder(msgspec.Raw).decode
"""Checks the grammar of a JSON text, but does not compute its numbers, in a tenth of the time."""

_decode = msgspec.json.Decoder().decode
_decode_awkward = msgspec.json.Decoder(float_hook=finite_float).decode


def parse(text: str | bytes | msgspec.Raw) -> Any:
    """Parses a JSON text; a large one without the garbage collector running meanwhile.

    Hundreds of thousands of new arrays would start the collector again and again. It would find
    nothing, and take as long as the parsing itself. Numbers that are awkward to the parser, those
    with large exponents, are read by `finite_float` where there may be many of them.

    Raises:
        ValueError: It is not JSON, or a number in it is out of range.
        RecursionError: It is nested too deeply.
    """
    if len(text) <= _MAX_UNLOOKED_AT:
        return _decode(text)
    if isinstance(text, msgspec.Raw):
        text = bytes(text)
    with undisturbed(len(text)):
        return _decode_awkward(text) if _may_be_awkward(text) else _decode(text)


def _may_be_awkward(text: str | bytes) -> bool:
    """Whether there may be many numbers with an exponent, counted by its letter wherever it is."""
    if isinstance(text, str):
        return text.count("e") > _MAX_AWKWARD or text.count("E") > _MAX_AWKWARD
    return text.count(b"e") > _MAX_AWKWARD or text.count(b"E") > _MAX_AWKWARD


def may_hold_long_integer(text: str | bytes) -> bool:
    """Whether a JSON text may hold an integer of more than `MAX_DIGITS` digits.

    Such an integer covers some multiple of `MAX_DIGITS` among the positions of the text, and has
    64 digits or more before or after that.
    """
    return any(
        text[at - 64 : at].isdigit() or text[at + 1 : at + 65].isdigit()
        for at in range(MAX_DIGITS, len(text), MAX_DIGITS)
    )


@contextmanager
def undisturbed(size: int) -> Generator[None]:
    """Stops the garbage collector while a text of that size, in characters or bytes, is read."""
    if size < LARGE or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
