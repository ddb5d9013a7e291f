"""Keeps pydantic from changing a scalar so that it fits the wrong member of a union.

Reading leniently, pydantic takes ``true`` and ``"1"`` for 1. It chooses the member of a union that
knows most names of an object, and then such a value would arrive as a number, although it is some
other member that its schema has accepted it by.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import CoreSchema, SchemaValidator

from .core_schemas import each_part, has_type
from .literals import faithful_literal, one_of
from .tagging import tagged


def faithful_validator(schema: CoreSchema) -> SchemaValidator | None:
    """Returns a validator that leaves scalars as they are, apart from 1.0 for an integer.

    There is none for a schema without unions: where a value has no choice it fits anyway.
    """
    if not has_type(schema, "union"):
        return None
    # Not with what the classes have prebuilt: that is not faithful.
    return SchemaValidator(_faithful(tagged(schema)), _use_prebuilt=False)


def _faithful(schema: Any) -> Any:
    match schema:
        case {"type": "int"}:
            return _integer(schema)
        case {"type": "bool" | "float" | "str"}:
            return {**schema, "strict": True}
        case {"type": "literal"}:
            return faithful_literal(schema)
        case _:
            return each_part(schema, _faithful)


def _integer(schema: dict[str, Any]) -> dict[str, Any]:
    """Takes integers and floats that are whole, but no booleans and no texts."""
    plain = {keyword: value for keyword, value in schema.items() if keyword != "ref"}
    whole = {"type": "chain", "steps": [{"type": "float", "strict": True}, plain]}
    return one_of(schema, [{**plain, "strict": True}, whole])
