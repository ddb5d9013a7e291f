"""Which limits can be kept."""

from __future__ import annotations

from dataclasses import fields
from math import inf

from .._generated.limits import Limits
from .codec import MAX_DEPTH, MAX_DIGITS


def checked_limits(limits: Limits) -> Limits:
    """Returns the limits as they are.

    Raises:
        ValueError: One is below zero, endless, or above what can be read or written.
    """
    if not all(0 <= getattr(limits, one.name) < inf for one in fields(limits)):
        raise ValueError(f"a limit is below zero, or endless: {limits}")
    if limits.integer_digits > MAX_DIGITS:
        raise ValueError(f"integers of more than {MAX_DIGITS} digits cannot be read")
    if limits.depth > MAX_DEPTH:
        raise ValueError(f"more than {MAX_DEPTH} levels cannot be written")
    return limits
