"""Reading typed values from JSON text in one pass, where the model alone decides about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator, core_schema

from .core_schemas import each_part, has_type
from .literals import faithful_literal, is_ambiguous
from .tagging import tagged


def strict_reader(adapter: TypeAdapter[Any]) -> Callable[[bytes], Any]:
    """Returns what reads JSON strictly.

    It raises ``ValueError`` for what the model cannot decide about: what it refuses, any value
    where the model takes any, and objects with members that it does not declare.
    """
    schema = adapter.core_schema
    # The generator makes such types where it has no other, which its proof does not know of.
    if has_type(schema, "any"):
        return _undecided
    declared = _decisive(tagged(schema))
    # Not with what the classes have prebuilt: that takes any other members, and looks at no tags.
    validator = (
        adapter.validator if declared == schema else SchemaValidator(declared, _use_prebuilt=False)
    )
    validate = validator.validate_json

    # Not a partial: one that holds keywords takes twice as long to call as this.
    def read(text: bytes) -> Any:
        return validate(text, strict=True, by_alias=True, by_name=False)

    return read


def _decisive(schema: Any) -> Any:
    """Returns a schema of the same values, but without what open objects may hold besides.

    Nor is anything but true itself taken for ``Literal[True]``, even strictly.
    """
    found = each_part(schema, _decisive)
    match found:
        case {"type": "model", "config": {"extra_fields_behavior": "allow"}, "schema": fields}:
            return {**found, "schema": {**fields, "extras_schema": _NO_OTHERS}}
        case {"type": "literal"} if is_ambiguous(found):
            return faithful_literal(found)
        case _:
            return found


def _undecided(_: Any) -> Any:
    raise ValueError("this is not for the model to decide")


_NO_OTHERS = core_schema.no_info_plain_validator_function(_undecided)
