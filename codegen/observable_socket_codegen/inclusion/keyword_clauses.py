"""The clauses of a schema's own keywords, those aside that hold schemas for the same value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from observable_socket_codegen.inclusion.clauses import (
    Arrays,
    Clause,
    Contains,
    Layer,
    Numbers,
    Objects,
    Run,
    Strings,
    Values,
)
from observable_socket_codegen.json_schema.keywords import TYPES


def own_clauses(schema: Mapping[str, Any]) -> Iterator[Clause]:
    """Yield what a schema says by itself, one clause for each type that it allows."""
    types = schema.get("type", TYPES)
    names = {types} if isinstance(types, str) else set(types)
    if "number" in names or ("integer" in names and "type" not in schema):
        names.discard("integer")
    for name in TYPES:
        if name in names:
            yield _MAKERS[name](schema)


def fraction(value: float | None) -> Fraction | None:
    """Return a number of a schema exactly as it is written."""
    return None if value is None else Fraction(str(value))


def _null(_: Mapping[str, Any]) -> Clause:
    return Values((None,))


def _boolean(_: Mapping[str, Any]) -> Clause:
    return Values((True, False))


def _number(schema: Mapping[str, Any]) -> Numbers:
    low, above = fraction(schema.get("minimum")), False
    high, below = fraction(schema.get("maximum")), False
    over, under = fraction(schema.get("exclusiveMinimum")), fraction(schema.get("exclusiveMaximum"))
    if over is not None and (low is None or over >= low):
        low, above = over, True
    if under is not None and (high is None or under <= high):
        high, below = under, True
    multiple = fraction(schema.get("multipleOf"))
    return Numbers(low, high, above, below, multiples=() if multiple is None else (multiple,))


def _integer(schema: Mapping[str, Any]) -> Clause:
    plain = _number(schema)
    return Numbers(plain.low, plain.high, plain.above, plain.below, True, plain.multiples)


def _string(schema: Mapping[str, Any]) -> Clause:
    return Strings(
        int(schema.get("minLength", 0)),
        _count(schema, "maxLength"),
        frozenset([schema["pattern"]] if "pattern" in schema else ()),
        frozenset([schema["format"]] if "format" in schema else ()),
    )


def _array(schema: Mapping[str, Any]) -> Clause:
    prefix = tuple(schema.get("prefixItems", ()))
    run = Run(prefix, schema.get("items", True), evaluates="items" in schema)
    contains: tuple[Contains, ...] = ()
    if "contains" in schema:
        fewest = int(schema.get("minContains", 1))
        most = _count(schema, "maxContains")
        if fewest or most is not None:
            contains = (Contains(schema["contains"], fewest, most),)
    return Arrays(
        (run,) if run.prefix or run.evaluates else (),
        int(schema.get("minItems", 0)),
        _count(schema, "maxItems"),
        schema.get("uniqueItems", False),
        contains,
    )


def _object(schema: Mapping[str, Any]) -> Clause:
    layer = Layer(
        schema.get("properties", {}),
        schema.get("patternProperties", {}),
        schema.get("additionalProperties", True),
        declares="properties" in schema,
        evaluates="additionalProperties" in schema,
    )
    silent = not layer.declares and not layer.patterns and not layer.evaluates
    return Objects(
        () if silent else (layer,),
        frozenset(schema.get("required", ())),
        int(schema.get("minProperties", 0)),
        _count(schema, "maxProperties"),
        (schema["propertyNames"],) if "propertyNames" in schema else (),
    )


def _count(schema: Mapping[str, Any], keyword: str) -> int | None:
    return int(schema[keyword]) if keyword in schema else None


_MAKERS: Mapping[str, Callable[[Mapping[str, Any]], Clause]] = {
    "null": _null,
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "string": _string,
    "array": _array,
    "object": _object,
}
