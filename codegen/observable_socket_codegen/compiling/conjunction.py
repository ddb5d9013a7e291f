"""Objects that several schemas describe together: by ``allOf``, and beside ``$ref``.

Their class is made of all of these, so it says what they say as long as they only name members.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from observable_socket_codegen import ir
from observable_socket_codegen.json_schema.keyword_reading import effective, is_idle, values
from observable_socket_codegen.json_schema.kinds import NUMBER, of_type, of_value
from observable_socket_codegen.json_schema.references import name_of

Definitions: TypeAlias = Mapping[str, ir.Json]
Scalars: TypeAlias = frozenset[tuple[str, ir.Json]]
"""Scalars with their types: to Python true is 1."""

_NAMING = frozenset(
    {"$ref", "additionalProperties", "allOf", "minProperties", "properties", "required", "type"}
)
_NOTHING: Mapping[str, ir.Json] = {"not": {}}
_LITERAL = frozenset({"const", "enum", "type"})


def conjuncts(
    schema: ir.Json, definitions: Definitions, seen: frozenset[str] = frozenset()
) -> Iterator[Mapping[str, Any]]:
    """Yield the schemas that a value must satisfy: one itself, and all that it includes."""
    if not isinstance(schema, dict):
        yield {} if schema else _NOTHING
        return
    yield schema
    match schema:
        case {"$ref": str() as reference} if (name := name_of(reference)) not in seen:
            yield from conjuncts(definitions[name], definitions, seen | {name})
        case _:
            pass
    match schema:
        case {"allOf": [*members]}:
            for member in members:
                yield from conjuncts(member, definitions, seen)
        case _:
            pass


def target(schema: ir.Json, definitions: Definitions, seen: frozenset[str] = frozenset()) -> Any:
    """Return what a schema refers to, through other references too; else itself."""
    match schema:
        case {"$ref": str() as reference} if reference not in seen:
            return target(definitions[name_of(reference)], definitions, seen | {reference})
        case _:
            return schema


def scalars(schema: Any) -> Scalars:
    """Return the scalars that a schema accepts; nothing if it may accept others too."""
    match schema:
        case {"const": value}:
            found = [value]
        case {"enum": [*found]}:
            pass
        case _:
            return frozenset()
    if any(isinstance(value, dict | list) for value in found):
        return frozenset()
    return frozenset((_type(value), value) for value in found)


def _type(value: ir.Json) -> str:
    kind = of_value(value)
    return "number" if kind in NUMBER else kind


def unclear(schema: Mapping[str, Any], definitions: Definitions) -> str:
    """Return why an object's class may say less than all that describes it; empty if it does not.

    That is a keyword of one of the schemas. Whether each member is decided is not looked at.
    """
    rest: ir.Json = schema.get("unevaluatedProperties", True)
    own: dict[str, Any] = {k: v for k, v in schema.items() if k != "unevaluatedProperties"}
    parts = list(conjuncts(own, definitions))
    for part in parts:
        if reason := _foreign(part):
            return reason
    # Where members that are not named are allowed, they count as evaluated.
    names_all = not any("additionalProperties" in part for part in parts)
    if not is_idle(rest) and not (rest is False and names_all):
        return "unevaluatedProperties"
    if not any(part.get("type") == "object" for part in parts):
        return "type"
    required = {name for part in parts for name in part.get("required", ())}
    named = {name for part in parts for name in part.get("properties", ())}
    if not required <= named:
        return "required"
    if any(part.get("minProperties", 0) > len(required) for part in parts):
        return "minProperties"
    if not named:
        return "additionalProperties"
    return "" if all(_is_clear(name, parts, definitions) for name in named) else "properties"


def _foreign(part: Mapping[str, Any]) -> str:
    """Return a keyword of a schema that does more than to name members."""
    found = effective({**part, "type": "object"})
    if others := found.keys() - _NAMING:
        return min(others)
    if part.get("type", "object") != "object":
        return "type"
    is_open = found.get("additionalProperties", True) in ({}, True)
    return "" if is_open else "additionalProperties"


def _is_clear(name: str, parts: Iterable[Mapping[str, Any]], definitions: Definitions) -> bool:
    """Whether the type of a member says all that several schemas say about it."""
    said: dict[str, Mapping[str, Any]] = {}
    for part in parts:
        schema: ir.Json = part.get("properties", {}).get(name, True)
        if not is_idle(schema):
            keywords = effective(schema) if isinstance(schema, dict) else _NOTHING
            said[json.dumps(keywords, sort_keys=True)] = keywords
    literals = [one for one in said.values() if scalars(one)]
    if len(said) <= 1 or len(literals) != 1 or literals[0].keys() - _LITERAL:
        return len(said) <= 1
    others = [one for one in said.values() if one is not literals[0]]
    return all(_admits(target(dict(one), definitions), literals[0]) for one in others)


def _admits(schema: ir.Json, literal: Mapping[str, Any]) -> bool:
    """Whether a schema certainly accepts all values of a literal."""
    keywords = effective(schema) if isinstance(schema, dict) else _NOTHING
    found = list(values(literal, of_type(literal.get("type"))))
    kinds = of_type(keywords.get("type"))
    if keywords.keys() - _LITERAL or not all(of_value(value) in kinds for value in found):
        return False
    if keywords.keys() == {"type"}:
        return True
    return {(_type(value), value) for value in found} <= scalars(keywords)
