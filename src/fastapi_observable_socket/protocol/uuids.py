"""What correlates a request with its answers."""

from __future__ import annotations

from typing import Any, TypeGuard

from .._generated.limits import Limits
from .measures import has_more_digits

Uuid = str | int
"""The ``uuid`` of a request; every answer gives it back exactly as it came (R4.1)."""


def is_uuid(value: Any, limits: Limits) -> TypeGuard[Uuid]:
    """Whether a value can correlate a request with its answers (R4.1, R9.3)."""
    if isinstance(value, str):
        return len(value) <= limits.uuid_length
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return not has_more_digits(value, limits.uuid_length)
