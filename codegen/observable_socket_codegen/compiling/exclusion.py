"""Decides whether at most one of several schemas accepts a value: then ``oneOf`` is ``anyOf``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from observable_socket_codegen import ir
from observable_socket_codegen.compiling.conjunction import (
    Definitions,
    Scalars,
    conjuncts,
    scalars,
    target,
)
from observable_socket_codegen.json_schema.keyword_reading import names
from observable_socket_codegen.json_schema.keywords import TYPES

_KINDS = frozenset(TYPES) - {"integer"}  # integers are numbers
_OBJECTS = frozenset({"object"})


@dataclass(frozen=True, slots=True)
class _Outline:
    """What is known of all values that a schema accepts.

    Attributes:
        kinds: The types that they may have.
        values: All that they may be; empty if they may be any of their types.
        tags: The members that they must have if they are objects, as one of some values.
    """

    kinds: frozenset[str] = _KINDS
    values: Scalars = frozenset()
    tags: Mapping[str, Scalars] = field(default_factory=dict[str, Scalars])


def exclude_each_other(schemas: Iterable[ir.Json], definitions: Definitions) -> bool:
    """Whether it is certain that no value is accepted by two of some schemas.

    Values are told apart by their types, scalars by what they are, and objects by a scalar in them.
    """
    outlines = [_outline(schema, definitions) for schema in schemas]
    return all(_are_apart(one, other) for one, other in combinations(outlines, 2))


def _are_apart(one: _Outline, other: _Outline) -> bool:
    common = one.kinds & other.kinds
    if common == _OBJECTS:
        common_tags = one.tags.keys() & other.tags.keys()
        return any(_differ(one.tags[name], other.tags[name]) for name in common_tags)
    return not common or _differ(one.values, other.values)


def _differ(values: Scalars, others: Scalars) -> bool:
    return bool(values) and bool(others) and values.isdisjoint(others)


def _outline(schema: ir.Json, definitions: Definitions) -> _Outline:
    parts = list(conjuncts(schema, definitions))
    listed = [found for part in parts if (found := scalars(part))]
    if listed:
        return _Outline(frozenset(kind for kind, _ in listed[0]), listed[0])
    kinds = _KINDS.intersection(*(_kinds(part["type"]) for part in parts if "type" in part))
    return _Outline(kinds, tags=dict(_tags(parts, definitions)))


def _kinds(types: Any) -> frozenset[str]:
    return frozenset("number" if name == "integer" else name for name in names(types))


def _tags(
    parts: list[Mapping[str, Any]], definitions: Definitions
) -> Iterator[tuple[str, Scalars]]:
    required = {name for part in parts for name in part.get("required", ())}
    for name in required:
        members = [part["properties"][name] for part in parts if name in part.get("properties", ())]
        listed = [found for one in members if (found := scalars(target(one, definitions)))]
        if listed:
            yield name, min(listed, key=len)
