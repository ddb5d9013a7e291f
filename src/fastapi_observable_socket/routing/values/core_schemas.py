"""Walks through pydantic's core schemas, from which it compiles its validators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...protocol.json_types import is_array, is_object

_BY_NAME = frozenset({"choices", "fields"})
"""The members of a core schema that hold further schemas by name; names may be any words."""

_NO_SCHEMAS = frozenset({"cls", "config", "default", "expected", "metadata", "serialization"})
"""The members of a core schema that hold no schemas."""


def has_type(schema: Any, type_: str) -> bool:
    """Whether a pydantic schema, or one within it, is of a type."""
    if is_object(schema) and schema.get("type") == type_:
        return True
    found = False

    def look(part: Any) -> Any:
        nonlocal found
        found = found or has_type(part, type_)

    each_part(schema, look)
    return found


def each_part(schema: Any, function: Callable[[Any], Any]) -> Any:
    """Returns a schema with what a function returns for each part that may hold schemas."""
    if is_array(schema):
        return [function(item) for item in schema]
    if not is_object(schema):
        return schema
    return {
        keyword: _by_name(member, function)
        if keyword in _BY_NAME and is_object(member)
        else member
        if keyword in _NO_SCHEMAS
        else function(member)
        for keyword, member in schema.items()
    }


def _by_name(schemas: dict[str, Any], function: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: function(schema) for name, schema in schemas.items()}
