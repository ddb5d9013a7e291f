"""The values that one keyword refuses, where a clause can say that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from observable_socket_codegen.inclusion.clauses import (
    Arrays,
    Clause,
    Numbers,
    Objects,
    Strings,
    Values,
)


def opposite(keyword: str, value: Any) -> Clause | None:
    """Return the values that a keyword with this value refuses; nothing if that is not simple."""
    make = _OPPOSITES.get(keyword)
    return None if make is None else make(value)


def _fewer(make: Callable[[int], Clause]) -> Callable[[Any], Clause]:
    """Return a maker of what a least count refuses: nothing where it is 0."""
    return lambda count: make(int(count) - 1) if count else Values(())


def _number(value: float) -> Fraction:
    return Fraction(str(value))


_OPPOSITES: Mapping[str, Callable[[Any], Clause]] = {
    "minimum": lambda bound: Numbers(high=_number(bound), below=True),
    "exclusiveMinimum": lambda bound: Numbers(high=_number(bound)),
    "maximum": lambda bound: Numbers(low=_number(bound), above=True),
    "exclusiveMaximum": lambda bound: Numbers(low=_number(bound)),
    "minLength": _fewer(lambda most: Strings(longest=most)),
    "maxLength": lambda count: Strings(shortest=int(count) + 1),
    "pattern": lambda pattern: Strings(unlike=frozenset({pattern})),
    "minItems": _fewer(lambda most: Arrays(longest=most)),
    "maxItems": lambda count: Arrays(shortest=int(count) + 1),
    "minProperties": _fewer(lambda most: Objects(most=most)),
    "maxProperties": lambda count: Objects(fewest=int(count) + 1),
}
