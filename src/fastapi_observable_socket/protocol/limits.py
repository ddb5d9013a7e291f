"""Which limits can be kept."""

from __future__ import annotations

from dataclasses import fields
from math import inf
from typing import Final

from .._generated.limits import Limits
from .parsing import MAX_DIGITS

MAX_DEPTH: Final = 255
"""Levels that can be written as JSON; what is deeper could be read and not be given back."""


def checked_limits(limits: Limits) -> Limits:
    """Returns the limits as they are.

    Raises:
        ValueError: One is below zero, endless, or above what can be read or written.
    """
    if not all(0 <= getattr(limits, field.name) < inf for field in fields(limits)):
        raise ValueError(f"a limit is below zero, or endless: {limits}")
    if limits.integer_digits > MAX_DIGITS:
        raise ValueError(f"integers of more than {MAX_DIGITS} digits cannot be read")
    if limits.depth > MAX_DEPTH:
        raise ValueError(f"more than {MAX_DEPTH} levels cannot be written")
    return limits
