"""Decides whether at most one of several schemas accepts a value: then ``oneOf`` is ``anyOf``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, TypeAlias

from observable_socket_codegen import ir
from observable_socket_codegen.json_schema.keywords import TYPES
from observable_socket_codegen.json_schema.kinds import NUMBER, of_value
from observable_socket_codegen.json_schema.references import name_of

_KINDS = frozenset(TYPES) - {"integer"}  # integers are numbers
_OBJECTS = frozenset({"object"})

_Values: TypeAlias = frozenset[tuple[str, ir.Json]]
"""Scalars with their kinds: to Python true is 1."""


@dataclass(frozen=True, slots=True)
class _Outline:
    """What is known of all values that a schema accepts.

    Attributes:
        kinds: The types that they may have.
        values: All that they may be; empty if they may be any of their types.
        tags: The members that they must have if they are objects, as one of some values.
    """

    kinds: frozenset[str] = _KINDS
    values: _Values = frozenset()
    tags: Mapping[str, _Values] = field(default_factory=dict[str, _Values])


def exclude_each_other(schemas: Iterable[ir.Json], definitions: Mapping[str, ir.Json]) -> bool:
    """Whether it is certain that no value is accepted by two of some schemas.

    Values are told apart by their types, scalars by what they are, and objects by a scalar in them.
    """
    outlines = [_outline(schema, definitions) for schema in schemas]
    return all(_are_apart(one, other) for one, other in combinations(outlines, 2))


def _are_apart(one: _Outline, other: _Outline) -> bool:
    common = one.kinds & other.kinds
    if common == _OBJECTS:
        names = one.tags.keys() & other.tags.keys()
        return any(_differ(one.tags[name], other.tags[name]) for name in names)
    return not common or _differ(one.values, other.values)


def _differ(values: _Values, others: _Values) -> bool:
    return bool(values) and bool(others) and values.isdisjoint(others)


def _outline(schema: ir.Json, definitions: Mapping[str, ir.Json]) -> _Outline:
    found = _target(schema, definitions)
    if values := _values(found):
        return _Outline(frozenset(kind for kind, _ in values), values)
    match found:
        case {"type": types}:
            return _Outline(_kinds(types), tags=dict(_tags(found, definitions)))
        case _:
            return _Outline()


def _target(
    schema: ir.Json, definitions: Mapping[str, ir.Json], seen: frozenset[str] = frozenset()
) -> Any:
    """Return what a schema refers to, through other references too; else itself."""
    match schema:
        case {"$ref": str() as reference} if reference not in seen:
            return _target(definitions[name_of(reference)], definitions, seen | {reference})
        case _:
            return schema


def _kinds(types: Any) -> frozenset[str]:
    names = [types] if isinstance(types, str) else types
    return frozenset("number" if name == "integer" else name for name in names)


def _tags(
    schema: Mapping[str, Any], definitions: Mapping[str, ir.Json]
) -> Iterator[tuple[str, _Values]]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if values := _values(_target(properties.get(name), definitions)):
            yield name, values


def _values(schema: Any) -> _Values:
    """Return the scalars that a schema accepts; nothing if it may accept others too."""
    match schema:
        case {"const": value}:
            values = [value]
        case {"enum": [*values]}:
            pass
        case _:
            return frozenset()
    if any(isinstance(value, dict | list) for value in values):
        return frozenset()
    return frozenset((_kind(value), value) for value in values)


def _kind(value: ir.Json) -> str:
    kind = of_value(value)
    return "number" if kind in NUMBER else kind
