"""Decides whether at most one of several schemas accepts a value: then ``oneOf`` is ``anyOf``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from observable_socket_codegen import ir
from observable_socket_codegen.json_schema.keywords import TYPES
from observable_socket_codegen.json_schema.references import name_of

_KINDS = frozenset(TYPES) - {"integer"}  # integers are numbers
_OBJECTS = frozenset({"object"})
_TEXTS = frozenset({"string"})


@dataclass(frozen=True, slots=True)
class _Outline:
    """What is known of all values that a schema accepts.

    Attributes:
        kinds: The types that they may have.
        texts: All that they may be if they are texts; empty if they may be any.
        tags: The members that they must have if they are objects, as one of some texts.
    """

    kinds: frozenset[str] = _KINDS
    texts: frozenset[str] = frozenset()
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


def exclude_each_other(schemas: Iterable[ir.Json], definitions: Mapping[str, ir.Json]) -> bool:
    """Whether it is certain that no value is accepted by two of some schemas.

    Values are told apart by their types, texts by what they are, and objects by a text in them.
    """
    outlines = [_outline(schema, definitions) for schema in schemas]
    return all(_are_apart(one, other) for one, other in combinations(outlines, 2))


def _are_apart(one: _Outline, other: _Outline) -> bool:
    common = one.kinds & other.kinds
    if common == _TEXTS:
        return _differ(one.texts, other.texts)
    if common == _OBJECTS:
        names = one.tags.keys() & other.tags.keys()
        return any(_differ(one.tags[name], other.tags[name]) for name in names)
    return not common


def _differ(texts: frozenset[str], others: frozenset[str]) -> bool:
    return bool(texts) and bool(others) and texts.isdisjoint(others)


def _outline(schema: ir.Json, definitions: Mapping[str, ir.Json]) -> _Outline:
    found = _target(schema, definitions)
    match found:
        case {"const": _} | {"enum": _} if texts := _texts(found):
            return _Outline(_TEXTS, texts)
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
) -> Iterator[tuple[str, frozenset[str]]]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if texts := _texts(_target(properties.get(name), definitions)):
            yield name, texts


def _texts(schema: Any) -> frozenset[str]:
    """Return the texts that a schema accepts; nothing if it may accept more than texts."""
    match schema:
        case {"const": str() as text}:
            return frozenset({text})
        case {"enum": [str(), *_]}:
            values: list[Any] = schema["enum"]
            return frozenset(values) if all(isinstance(one, str) for one in values) else frozenset()
        case _:
            return frozenset()
