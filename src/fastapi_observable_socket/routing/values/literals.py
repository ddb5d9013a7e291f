"""Literals that take each value for what it is: to pydantic true is 1, and 0 is false."""

from __future__ import annotations

from typing import Any


def is_ambiguous(literal: dict[str, Any]) -> bool:
    """Whether pydantic takes a value for another one that a literal schema names."""
    return not {False, True}.isdisjoint(literal["expected"])


def faithful_literal(schema: dict[str, Any]) -> dict[str, Any]:
    """Returns a schema that takes just the JSON values that a literal schema names.

    Of these 1.0 is 1.
    """
    values = schema["expected"]
    booleans = [value for value in values if isinstance(value, bool)]
    numbers = [value for value in values if type(value) is int]
    others = [value for value in values if not isinstance(value, int)]
    number = one_of({}, [{"type": "int", "strict": True}, {"type": "float", "strict": True}])
    return one_of(
        schema,
        [
            *_literals(others),
            *_literals(booleans, {"type": "bool", "strict": True}),
            *_literals(numbers, number),
        ],
    )


def _literals(values: list[Any], *before: dict[str, Any]) -> list[dict[str, Any]]:
    steps = [*before, {"type": "literal", "expected": values}]
    return [{"type": "chain", "steps": steps}] if values else []


def one_of(schema: dict[str, Any], choices: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the choices in place of a schema that others may refer to."""
    union = {"type": "union", "mode": "left_to_right", "choices": choices}
    return {**union, "ref": schema["ref"]} if "ref" in schema else union
