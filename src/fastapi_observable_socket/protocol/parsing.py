"""JSON text to plain data."""

from __future__ import annotations

import gc
from typing import Any, Final

import msgspec

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
    if len(text) < LARGE or not gc.isenabled():
        return _decode(text)
    gc.disable()
    try:
        return _decode(text)
    finally:
        gc.enable()
