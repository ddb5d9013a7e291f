"""How deep, how long and how large JSON is, as far as limits ask for it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from .json_types import is_object

_CONTAINERS = (dict, list)

_NO_MARKS = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
"""Each bracket as a signed byte: one level down, or one up."""


def levels(text: bytes) -> int:
    """Returns how deep arrays and objects are nested in a valid JSON text; ``[]`` is one level.

    It looks at brackets alone. To walk through the parsed data takes ten times as long.
    """
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    # Only brackets and quotes are left. So the two quotes of a string without brackets stand side
    # by side, and can go; brackets within a string keep its quotes apart.
    marks = text.translate(None, _NO_MARKS).replace(b'""', b"")
    if b'"' in marks:
        marks = b"".join(marks.split(b'"')[::2])
    if not marks:
        return 0
    # Innermost pairs of brackets go too: that is one level, and often leaves next to nothing.
    steps = marks.translate(_STEPS).replace(b"\x01\xff", b"")
    return 1 + max(accumulate(array("b", steps)), default=0)


def has_more_levels(value: Any, depth: int) -> bool:
    """Whether arrays and objects are nested more than ``depth`` levels deep; ``[]`` is one."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(depth):
        if not level:
            return False
        level = [inner for outer in level for inner in _items(outer) if type(inner) in _CONTAINERS]
    return bool(level)


def has_more_digits(number: int, digits: int) -> bool:
    """Whether an integer has more than so many digits, a minus sign counted as one."""
    # A digit takes more than three bits, so most numbers need not be written out.
    return number.bit_length() > 3 * (digits - 1) and len(str(number)) > digits


def has_long_integer(value: Any, digits: int) -> bool:
    """Whether some integer in JSON data has more than so many digits, a minus sign included."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if type(current) is int:
            if has_more_digits(current, digits):
                return True
        elif type(current) in _CONTAINERS:
            waiting.extend(_items(current))
    return False


def has_more_values(value: Any, count: int) -> bool:
    """Whether JSON data consists of more than so many values, arrays and objects included."""
    waiting = [value]
    while waiting:
        count -= 1
        if count < 0:
            return True
        current = waiting.pop()
        if type(current) in _CONTAINERS:
            if len(current) > count:
                return True
            waiting.extend(_items(current))
    return False


def _items(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if is_object(value) else value
