"""Telling JSON's containers apart in a way that type checkers follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from typing_extensions import TypeIs


def is_object(value: Any) -> TypeIs[dict[str, Any]]:
    """Whether parsed JSON is an object; its keys are strings."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeIs[list[Any]]:
    """Whether parsed JSON is an array."""
    return isinstance(value, list)


def is_mapping(value: Any) -> TypeIs[Mapping[str, Any]]:
    """Whether a Python value will become a JSON object."""
    # Nearly all are dictionaries; of those it is told without asking the abstract class.
    return isinstance(value, (dict, Mapping))


_NESTING = (dict, list)


def has_more_levels(value: Any, depth: int) -> bool:
    """Whether arrays and objects are nested more than ``depth`` levels deep; ``[]`` is one."""
    level = [value] if type(value) in _NESTING else []
    for _ in range(depth):
        if not level:
            return False
        level = [inner for outer in level for inner in _members(outer) if type(inner) in _NESTING]
    return bool(level)


def has_long_integer(value: Any, digits: int) -> bool:
    """Whether there is an integer of more than so many digits, a minus sign counted as one."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if type(one) is int:
            # A digit takes more than three bits, so most numbers need no counting.
            if one.bit_length() > 3 * (digits - 1) and len(str(one)) > digits:
                return True
        elif type(one) in _NESTING:
            waiting.extend(_members(one))
    return False


def has_more_values(value: Any, count: int) -> bool:
    """Whether JSON data consists of more than so many values, arrays and objects included."""
    waiting = [value]
    while waiting:
        count -= 1
        if count < 0:
            return True
        one = waiting.pop()
        if type(one) in _NESTING:
            if len(one) > count:
                return True
            waiting.extend(_members(one))
    return False


def _members(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if is_object(value) else value
