"""JSON text to plain data."""

from __future__ import annotations

import gc
from typing import Any, Final

import msgspec

LARGE: Final = 16_384
"""From this many characters or bytes on the garbage collector waits while a text is read."""

_decode = msgspec.json.Decoder().decode


def parse(text: str | bytes | msgspec.Raw) -> Any:
    """Reads a JSON text; a large one without collecting garbage in between.

    Hundreds of thousands of new arrays would start the collector over and over; it finds nothing,
    and takes as long again as the reading.

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
