"""JSON text to plain data."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import msgspec

MAX_DIGITS: Final = 4300
"""How many digits the longest integer has that is parsed; a limit cannot be higher."""

LARGE: Final = 16_384
"""From so many characters or bytes on, the garbage collector waits until a text is parsed."""

_decode = msgspec.json.Decoder().decode


def parse(text: str | bytes | msgspec.Raw) -> Any:
    """Parses a JSON text; a large one without the garbage collector running meanwhile.

    Hundreds of thousands of new arrays would start the collector again and again. It would find
    nothing, and take as long as the parsing itself.

    Raises:
        ValueError: It is not JSON, or a number in it is out of range.
        RecursionError: It is nested too deeply.
    """
    if len(text) < LARGE:
        return _decode(text)
    with undisturbed(len(text)):
        return _decode(text)


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
