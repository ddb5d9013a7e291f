"""Which limits can be kept."""

from __future__ import annotations

from dataclasses import fields
from math import inf

from .._generated.limits import Limits
from .codec import MOST_DEPTH, MOST_DIGITS


def checked_limits(limits: Limits) -> Limits:
    """Returns the limits as they are.

    Raises:
        ValueError: One is below zero, endless, or above what can be read or written.
    """
    if not all(0 <= getattr(limits, one.name) < inf for one in fields(limits)):
        raise ValueError(f"a limit is below zero, or endless: {limits}")
    if limits.integer_digits > MOST_DIGITS:
        raise ValueError(f"integers of more than {MOST_DIGITS} digits cannot be read")
    if limits.depth > MOST_DEPTH:
        raise ValueError(f"more than {MOST_DEPTH} levels cannot be written")
    return limits
