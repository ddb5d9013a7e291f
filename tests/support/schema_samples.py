"""JSON Schemas with instances, and the many small changes that may make an instance invalid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from observable_socket_codegen.ir import Json


@dataclass(frozen=True, slots=True)
class SchemaSample:
    """A schema with instances.

    Attributes:
        name: The name of the test.
        schema: The schema; it may refer to ``#/$defs/...`` of its own.
        instances: Valid instances.
        exact: Whether a TypeScript type can refuse everything that the schema refuses.
    """

    name: str
    schema: bool | dict[str, Json]
    instances: tuple[Json, ...]
    exact: bool = True


def _closed(required: list[str], **properties: Json) -> dict[str, Json]:
    named: dict[str, Json] = dict(properties)
    return {
        "type": "object",
        "properties": named,
        "required": list[Json](required),
        "additionalProperties": False,
    }


STRING: Json = {"type": "string"}
INTEGER: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
CIRCLE = _closed(["kind", "radius"], kind={"const": "circle"}, radius=NUMBER)
SQUARE = _closed(["kind", "side"], kind={"const": "square"}, side=NUMBER)

SCHEMA_SAMPLES = (
    SchemaSample("closed", _closed(["a"], a=STRING, b=INTEGER), ({"a": "x"}, {"a": "x", "b": 1})),
    SchemaSample(
        "optional and nullable",
        _closed(["n"], n={"type": ["string", "null"]}, o=STRING, b={"type": ["string", "null"]}),
        ({"n": None}, {"n": "x", "o": "y", "b": None}),
    ),
    SchemaSample(
        "open",
        {"type": "object", "properties": {"a": STRING, "b": NUMBER}, "required": ["a"]},
        ({"a": "x"}, {"a": "x", "b": 1, "c": [None]}),
    ),
    SchemaSample(
        "required without a schema",
        {"type": "object", "required": ["a"], "properties": {"b": STRING}},
        ({"a": None}, {"a": {}, "b": "x"}),
    ),
    SchemaSample(
        "default",
        _closed(["a"], a={"type": "string", "default": "x"}, b={"type": "integer", "default": 1}),
        ({"a": "x"}, {"a": "x", "b": 1}),
    ),
    SchemaSample(
        "dictionary",
        {"type": "object", "additionalProperties": INTEGER},
        ({}, {"a": 1, "b": 2}),
    ),
    SchemaSample(
        "typed extras",
        {
            "type": "object",
            "properties": {"name": STRING, "on": {"type": "boolean"}},
            "required": ["name"],
            "additionalProperties": INTEGER,
        },
        ({"name": "x"}, {"name": "x", "on": True, "other": 1}),
        exact=False,  # the index signature must admit what the named members are
    ),
    SchemaSample(
        "pattern properties",
        {
            "type": "object",
            "patternProperties": {"^x-": STRING},
            "properties": {"a": INTEGER},
            "additionalProperties": False,
        },
        ({}, {"a": 1}, {"x-a": "x"}),
        exact=False,  # a type knows no patterns
    ),
    SchemaSample("string enum", {"enum": ["a", "b", 'c"']}, ("a", "b", 'c"')),
    SchemaSample("mixed enum", {"enum": [1, "1", None, True]}, (1, "1", None, True)),
    SchemaSample("constant object", {"const": {"a": [1, {"b": None}]}}, ({"a": [1, {"b": None}]},)),
    SchemaSample("array", {"type": "array", "items": STRING}, ([], ["a", "b"])),
    SchemaSample(
        "array of either",
        {"type": "array", "items": {"anyOf": [STRING, {"type": "null"}, INTEGER]}},
        ([], ["a", None, 1]),
    ),
    SchemaSample(
        "fixed length", {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}, ([1, 2],)
    ),
    SchemaSample(
        "closed tuple",
        {"type": "array", "prefixItems": [STRING, INTEGER], "items": False, "minItems": 1},
        (["a"], ["a", 1]),
    ),
    SchemaSample(
        "open tuple",
        {"type": "array", "prefixItems": [STRING, INTEGER], "items": {"type": "boolean"}},
        ([], ["a"], ["a", 1, True, False]),
    ),
    SchemaSample("tagged union", {"oneOf": [CIRCLE, SQUARE]}, ({"kind": "circle", "radius": 1},)),
    SchemaSample(
        "untagged union",
        {"anyOf": [_closed(["a"], a=STRING), _closed(["b"], b=INTEGER), {"type": "null"}]},
        ({"a": "x"}, {"b": 1}, None),
    ),
    SchemaSample(
        "all of",
        {
            "allOf": [
                {"type": "object", "properties": {"a": STRING}, "required": ["a"]},
                {"type": "object", "properties": {"b": INTEGER}, "required": ["b"]},
            ]
        },
        ({"a": "x", "b": 1}, {"a": "x", "b": 1, "c": None}),
    ),
    SchemaSample(
        "reference with siblings",
        {
            "$defs": {"Base": {"type": "object", "properties": {"a": STRING}, "required": ["a"]}},
            "$ref": "#/$defs/Base",
            "type": "object",
            "properties": {"b": INTEGER},
            "required": ["b"],
        },
        ({"a": "x", "b": 1},),
    ),
    SchemaSample(
        "recursion",
        {
            "$defs": {"Node": _closed(["v"], v=INTEGER, next={"$ref": "#/$defs/Node"})},
            "$ref": "#/$defs/Node",
        },
        ({"v": 1}, {"v": 1, "next": {"v": 2, "next": {"v": 3}}}),
    ),
    SchemaSample(
        "odd names",
        _closed(["__proto__", "a-b"], **{"__proto__": STRING, "a-b": INTEGER, "new": STRING}),
        ({"__proto__": "x", "a-b": 1}, {"__proto__": "x", "a-b": 1, "new": "y"}),
    ),
    SchemaSample(
        "inherited names",
        _closed([], constructor=STRING, hasOwnProperty=INTEGER, toString=STRING),
        ({}, {"constructor": "x", "hasOwnProperty": 1, "toString": "y"}),
        exact=False,  # to the compiler even a number has a constructor
    ),
    SchemaSample("anything", True, (None, 1, "a", [1], {"a": 1})),
    SchemaSample(
        "what only the judge knows",
        {
            **_closed(["n", "s"], n={"type": "integer", "minimum": 1}, s={"type": "string"}),
            "not": {"properties": {"s": {"const": "no"}}},
            "if": {"properties": {"n": {"const": 1}}},
            "then": {"properties": {"s": {"minLength": 3}}},
        },
        ({"n": 1, "s": "yes"}, {"n": 2, "s": "x"}),
        exact=False,
    ),
    SchemaSample(
        "nesting",
        _closed(
            ["items"],
            items={"type": "array", "items": _closed(["id"], id=INTEGER, tags={"enum": ["x"]})},
            by_name={"type": "object", "additionalProperties": {"type": ["integer", "null"]}},
        ),
        ({"items": []}, {"items": [{"id": 1}, {"id": 2, "tags": "x"}], "by_name": {"a": None}}),
    ),
)


def changed(value: Json) -> Iterator[Json]:
    """Yield a value with one thing in it changed, for each thing and each change."""
    others: list[Json] = [None, True, 7, "other", [], {}]
    yield from (other for other in others if type(other) is not type(value))
    match value:
        case dict():
            yield {**value, "unheard of": "x"}
            for name, inner in value.items():
                yield {kept: value[kept] for kept in value if kept != name}
                yield from ({**value, name: new} for new in changed(inner))
        case list():
            yield [*value, {"unheard of": "x"}]
            for position, inner in enumerate(value):
                yield value[:position] + value[position + 1 :]
                for new in changed(inner):
                    yield [*value[:position], new, *value[position + 1 :]]
        case str():
            yield value + "?"
            yield ""
        case _:
            pass
