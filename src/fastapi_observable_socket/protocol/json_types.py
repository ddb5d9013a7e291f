"""What kind of JSON a value is, asked in a way that type checkers follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypeIs


def is_object(value: Any) -> TypeIs[dict[str, Any]]:
    """Whether parsed JSON is an object; its keys are strings."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeIs[list[Any]]:
    """Whether parsed JSON is an array."""
    return isinstance(value, list)


def is_tuple(value: Any) -> TypeIs[tuple[Any, ...]]:
    """Whether a Python value is a tuple, which will become a JSON array."""
    return isinstance(value, tuple)


def is_mapping(value: Any) -> TypeIs[Mapping[str, Any]]:
    """Whether a Python value will become a JSON object."""
    # Nearly all are dictionaries, for which the slow check of the abstract class is not needed.
    return isinstance(value, (dict, Mapping))
