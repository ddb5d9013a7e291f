"""The types that JSON has, as sets.

``number`` and ``integer`` overlap, so the sets here have ``integer`` and ``fraction`` instead.
"""

from __future__ import annotations

from typing import TypeAlias

from observable_socket_codegen.ir import Json

Kinds: TypeAlias = frozenset[str]

ALL: Kinds = frozenset({"null", "boolean", "integer", "fraction", "string", "array", "object"})
OBJECT: Kinds = frozenset({"object"})
NUMBER: Kinds = frozenset({"integer", "fraction"})


def of_value(value: Json) -> str:
    """Return the kind of a value; 1.0 is an integer."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "fraction"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def of_type(type_: Json) -> Kinds:
    """Return the kinds that a value of the keyword ``type`` means."""
    names = [type_] if isinstance(type_, str) else type_
    if not isinstance(names, list):
        return ALL
    kinds: set[str] = set()
    for name in names:
        kinds |= NUMBER if name == "number" else {str(name)}
    return frozenset(kinds)
