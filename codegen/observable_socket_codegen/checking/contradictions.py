"""Finds keywords of one schema that contradict each other, so that no value fits.

`lint` proves more, across schemas; this takes no time, so that every run of the generator warns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keyword_values import is_number
from observable_socket_codegen.words import kind, listed, shown

_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def contradictions(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield keywords that leave no value, or leave out values listed, with message and advice."""
    for low, high in _BOUNDS:
        least: Any = schema.get(low)
        most: Any = schema.get(high)
        if is_number(least) and is_number(most) and least > most:
            message = f"`{low}` is greater than `{high}`, so no value fits"
            yield low, message, "swap them, or change one of them"
    if schema.get("enum") == []:
        yield "enum", "`enum` is empty, so no value fits", "list the values"
    types: Any = schema.get("type", [])
    names: Any = [types] if isinstance(types, str) else types
    if isinstance(names, list) and names:
        yield from _mistyped(schema, [str(name) for name in cast("list[object]", names)])


def _mistyped(schema: Mapping[str, Any], types: list[str]) -> Iterator[tuple[str, str, str]]:
    if "const" in schema and not _is_of(schema["const"], types):
        message = f"`const` is {kind(schema['const'])}, which `type` excludes, so no value fits"
        yield "const", message, f"`type` says {listed(types)}"
    listing: Any = schema.get("enum", [])
    values = cast("list[Json]", listing) if isinstance(listing, list) else []
    excluded = [value for value in values if not _is_of(value, types)]
    if excluded:
        what = (
            "no value fits" if len(excluded) == len(values) else f"{shown(excluded[0])} never fits"
        )
        message = f"`enum` has {kind(excluded[0])}, which `type` excludes, so {what}"
        yield "enum", message, f"`type` says {listed(types)}"


def _is_of(value: Json, types: list[str]) -> bool:
    match value:
        case None:
            return "null" in types
        case bool():
            return "boolean" in types
        case int():
            return "integer" in types or "number" in types
        case float():
            return "number" in types or ("integer" in types and value.is_integer())
        case str():
            return "string" in types
        case list():
            return "array" in types
        case _:
            return "object" in types
