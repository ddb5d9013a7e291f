"""Keeps pydantic from changing a scalar so that it fits the wrong member of a union.

Reading leniently, pydantic takes ``true`` and ``"1"`` for 1. It chooses the member of a union that
knows most names of an object, and then such a value would arrive as a number, although it is some
other member that its schema has accepted it by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import CoreSchema, SchemaValidator

from ..protocol.json_types import is_array, is_object

_BY_NAME = frozenset({"choices", "fields"})
"""What a pydantic schema has further schemas in, each by a name that may be any word."""

_NO_SCHEMAS = frozenset({"cls", "config", "default", "expected", "metadata", "serialization"})
"""What a pydantic schema has besides schemas."""


def faithful_validator(schema: CoreSchema) -> SchemaValidator | None:
    """Returns a validator that leaves scalars as they are, apart from 1.0 for an integer.

    There is none for a schema without unions: where a value has no choice it fits anyway.
    """
    return SchemaValidator(_faithful(schema)) if has_type(schema, "union") else None


def has_type(schema: Any, type_: str) -> bool:
    """Whether a pydantic schema, or one within it, is of a type."""
    if is_object(schema) and schema.get("type") == type_:
        return True
    found = False

    def look(part: Any) -> Any:
        nonlocal found
        found = found or has_type(part, type_)

    _each_part(schema, look)
    return found


def _each_part(schema: Any, function: Callable[[Any], Any]) -> Any:
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


def _faithful(schema: Any) -> Any:
    match schema:
        case {"type": "int"}:
            return _integer(schema)
        case {"type": "bool" | "float" | "str"}:
            return {**schema, "strict": True}
        case {"type": "literal"}:
            return _literal(schema)
        case _:
            return _each_part(schema, _faithful)


def _integer(schema: dict[str, Any]) -> dict[str, Any]:
    """Takes integers and floats that are whole, but no booleans and no texts."""
    plain = {keyword: value for keyword, value in schema.items() if keyword != "ref"}
    whole = {"type": "chain", "steps": [{"type": "float", "strict": True}, plain]}
    return _one_of(schema, [{**plain, "strict": True}, whole])


def _literal(schema: dict[str, Any]) -> dict[str, Any]:
    """Takes each value for what it is: 1 is not true."""
    values = schema["expected"]
    booleans = [value for value in values if isinstance(value, bool)]
    numbers = [value for value in values if type(value) is int]
    others = [value for value in values if not isinstance(value, int)]
    number = _one_of({}, [{"type": "int", "strict": True}, {"type": "float", "strict": True}])
    return _one_of(
        schema,
        [
            *_literals(booleans, {"type": "bool", "strict": True}),
            *_literals(numbers, number),
            *_literals(others),
        ],
    )


def _literals(values: list[Any], *before: dict[str, Any]) -> list[dict[str, Any]]:
    steps = [*before, {"type": "literal", "expected": values}]
    return [{"type": "chain", "steps": steps}] if values else []


def _one_of(schema: dict[str, Any], choices: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the choices in place of a schema that others may refer to."""
    union = {"type": "union", "mode": "left_to_right", "choices": choices}
    return {**union, "ref": schema["ref"]} if "ref" in schema else union
