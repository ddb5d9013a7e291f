"""Schemas with defaults beside everything that may refuse a member more, and values for them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from observable_socket_codegen import ir

_NAMES = ("a", "b", "k")
_SHARED = ("one", "two")


def schemas(seed: int) -> dict[str, Any]:
    """Return shared schemas by file name, and one that uses them under the name ``root``."""
    draw = _Drawing(random.Random(seed))
    return {name: draw.schema(2) for name in _SHARED} | {"root": draw.schema(3)}


class _Drawing:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def schema(self, depth: int) -> Any:
        chance = self._chance
        kind = chance.random()
        if depth == 0 or kind < 0.25:
            return chance.choice([{"type": "integer"}, {"type": "string"}, {"const": 1}, {}])
        if kind < 0.4:
            return self._annotated({"$ref": f"{chance.choice(_SHARED)}.json"})
        if kind < 0.5:
            return self._array(depth)
        if kind < 0.65:
            return self._union(depth)
        return self._object(depth)

    def _annotated(self, schema: dict[str, Any]) -> dict[str, Any]:
        if self._chance.random() < 0.4:
            schema["allOf"] = [self._object(1)]
        return schema

    def _member(self, depth: int) -> Any:
        schema = self.schema(depth - 1)
        if isinstance(schema, dict) and self._chance.random() < 0.7:
            fitting: dict[str, Any] = {"integer": 1, "string": "x", "array": []}
            wild = self._chance.choice([{}, {}, {"a": 1}, 1])
            schema = {**schema, "default": fitting.get(str(schema.get("type")), wild)}
        return schema

    def _array(self, depth: int) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array", "items": self.schema(depth - 1)}
        if self._chance.random() < 0.3:
            schema["prefixItems"] = [self.schema(depth - 1)]
        if self._chance.random() < 0.2:
            schema["uniqueItems"] = True
        if self._chance.random() < 0.2:
            schema["contains"] = self._object(1)
        return schema

    def _union(self, depth: int) -> dict[str, Any]:
        branches = [self.schema(depth - 1) for _ in range(2)]
        if self._chance.random() < 0.5:
            branches = [self._tagged(word, depth) for word in ("x", "y")]
        if self._chance.random() < 0.5:
            branches.append({"type": "null"})
        union = {self._chance.choice(["anyOf", "oneOf"]): branches}
        return {**self._object(depth), **union} if self._chance.random() < 0.3 else union

    def _tagged(self, word: str, depth: int) -> dict[str, Any]:
        schema = self._object(depth)
        schema["properties"]["k"] = {"const": word}
        schema["required"] = ["k"]
        return schema

    def _object(self, depth: int) -> dict[str, Any]:
        chance = self._chance
        names = chance.sample(_NAMES, chance.randint(1, 2))
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: self._member(depth) for name in names},
        }
        extras: dict[str, Any] = {
            "additionalProperties": chance.choice([False, True, self.schema(max(depth - 1, 0))]),
            "unevaluatedProperties": False,
            "patternProperties": {chance.choice(["^a", "b$"]): self.schema(max(depth - 1, 0))},
            "required": chance.sample(_NAMES, 1),
            "maxProperties": chance.randint(1, 3),
            "minProperties": chance.randint(0, 2),
            "propertyNames": {"pattern": chance.choice(["^[ab]$", "^[abk]$"])},
            "dependentRequired": {chance.choice(_NAMES): [chance.choice(_NAMES)]},
            "dependentSchemas": {chance.choice(_NAMES): {"required": [chance.choice(_NAMES)]}},
            "not": {"required": chance.sample(_NAMES, chance.randint(1, 2))},
            "if": {"properties": {chance.choice(_NAMES): {"const": 1}}},
            "allOf": [self._object(max(depth - 1, 1)) for _ in range(chance.randint(1, 2))]
            if depth > 1
            else [],
            "enum": [{}, {"a": 1}],
        }
        extras = {name: extra for name, extra in extras.items() if extra != []}
        for keyword in chance.sample(list(extras), chance.choice([0, 0, 1, 1, 1])):
            schema[keyword] = extras[keyword]
        if "if" in schema:
            schema["then"] = {"required": chance.sample(_NAMES, 1)}
        return schema


def values() -> list[Any]:
    """Return values that such schemas may accept."""
    small: list[Any] = [1, "x", None, [], {}, {"a": 1}, {"k": "x"}, {"a": {}, "b": "x"}]
    found = [*small, [1], [{}], [{}, {"a": 1}], [{}, {}], [{"a": {}}, "x"]]
    for a in (None, *small):
        for b in (None, *small[:3], {}):
            for k in (None, "x", "y", 1):
                given = {"a": a, "b": b, "k": k}
                found.append({name: value for name, value in given.items() if value is not None})
    found += [[value] for value in small[4:]]
    found += [{"a": value} for value in found[-20:]]
    return found


def conforms(value: ir.Json, type_: ir.Type, types: Mapping[str, ir.Type]) -> bool:
    """Whether a value is what a TypeScript type promises; excess members do not matter."""
    match type_:
        case ir.RefType(name=name):
            return conforms(value, types[name], types)
        case ir.UnionType(members=members) | ir.IntersectionType(members=members):
            found = [conforms(value, member, types) for member in members]
            return any(found) if isinstance(type_, ir.UnionType) else all(found)
        case ir.ArrayType(items=items):
            return isinstance(value, list) and all(conforms(one, items, types) for one in value)
        case ir.TupleType():
            return isinstance(value, list) and all(_items(value, type_, types))
        case ir.ObjectType():
            return isinstance(value, dict) and all(_members(value, type_, types))
        case ir.LiteralType(values=values):
            return value in values
        case ir.ScalarType(kind=kind):
            return isinstance(value, _KINDS[kind]) and (kind == "boolean") is isinstance(
                value, bool
            )
        case ir.AnyType():
            return True
        case ir.NeverType():
            return False


_KINDS: Mapping[str, Any] = {
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": int | float,
    "string": str,
}


def _items(
    value: list[ir.Json], type_: ir.TupleType, types: Mapping[str, ir.Type]
) -> Iterator[bool]:
    rests = [type_.rest or ir.AnyType()] * len(value)
    for one, inner in zip(value, [*type_.prefix, *rests], strict=False):
        yield conforms(one, inner, types)


def _members(
    value: Mapping[str, ir.Json], type_: ir.ObjectType, types: Mapping[str, ir.Type]
) -> Iterator[bool]:
    for member in type_.properties:
        if member.name in value:
            yield conforms(value[member.name], member.type, types)
        else:
            yield not (member.required or member.filled)
