"""How deep a JSON text is nested, told from its brackets alone."""

from __future__ import annotations

from array import array
from itertools import accumulate

_NO_MARKS = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")


def levels(text: bytes) -> int:
    """Returns the levels of arrays and objects in a valid JSON text; ``[]`` is one.

    Walking through what was parsed costs ten times as much where it is worth asking.
    """
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    # Without what is between them, the quotes of strings stand side by side; before a bracket
    # within a string there is always one left.
    marks = text.translate(None, _NO_MARKS).replace(b'""', b"")
    if b'"' in marks:
        marks = b"".join(marks.split(b'"')[::2])
    if not marks:
        return 0
    # Without what is empty there is one level less, and often next to nothing left to count.
    steps = marks.translate(_STEPS).replace(b"\x01\xff", b"")
    return 1 + max(accumulate(array("b", steps)), default=0)
