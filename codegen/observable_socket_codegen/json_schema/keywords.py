"""The keywords of JSON Schema 2020-12: what value each one has, and where schemas nest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import NamedTuple

from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.pointers import child


class Shape(Enum):
    """What the value of a keyword looks like."""

    SCHEMA = auto()
    SCHEMA_LIST = auto()
    SCHEMA_MAP = auto()
    COUNT = auto()
    NUMBER = auto()
    POSITIVE = auto()
    TEXT = auto()
    FLAG = auto()
    NAMES = auto()
    NAME_LISTS = auto()
    TYPE = auto()
    LIST = auto()
    ANY = auto()


KEYWORDS: Mapping[str, Shape] = {
    "$anchor": Shape.TEXT,
    "$comment": Shape.TEXT,
    "$defs": Shape.SCHEMA_MAP,
    "$dynamicAnchor": Shape.TEXT,
    "$dynamicRef": Shape.TEXT,
    "$id": Shape.TEXT,
    "$ref": Shape.TEXT,
    "$schema": Shape.TEXT,
    "$vocabulary": Shape.ANY,
    "additionalProperties": Shape.SCHEMA,
    "allOf": Shape.SCHEMA_LIST,
    "anyOf": Shape.SCHEMA_LIST,
    "const": Shape.ANY,
    "contains": Shape.SCHEMA,
    "contentEncoding": Shape.TEXT,
    "contentMediaType": Shape.TEXT,
    "contentSchema": Shape.SCHEMA,
    "default": Shape.ANY,
    "dependentRequired": Shape.NAME_LISTS,
    "dependentSchemas": Shape.SCHEMA_MAP,
    "deprecated": Shape.FLAG,
    "description": Shape.TEXT,
    "else": Shape.SCHEMA,
    "enum": Shape.LIST,
    "examples": Shape.LIST,
    "exclusiveMaximum": Shape.NUMBER,
    "exclusiveMinimum": Shape.NUMBER,
    "format": Shape.TEXT,
    "if": Shape.SCHEMA,
    "items": Shape.SCHEMA,
    "maxContains": Shape.COUNT,
    "maxItems": Shape.COUNT,
    "maxLength": Shape.COUNT,
    "maxProperties": Shape.COUNT,
    "maximum": Shape.NUMBER,
    "minContains": Shape.COUNT,
    "minItems": Shape.COUNT,
    "minLength": Shape.COUNT,
    "minProperties": Shape.COUNT,
    "minimum": Shape.NUMBER,
    "multipleOf": Shape.POSITIVE,
    "not": Shape.SCHEMA,
    "oneOf": Shape.SCHEMA_LIST,
    "pattern": Shape.TEXT,
    "patternProperties": Shape.SCHEMA_MAP,
    "prefixItems": Shape.SCHEMA_LIST,
    "properties": Shape.SCHEMA_MAP,
    "propertyNames": Shape.SCHEMA,
    "readOnly": Shape.FLAG,
    "required": Shape.NAMES,
    "then": Shape.SCHEMA,
    "title": Shape.TEXT,
    "type": Shape.TYPE,
    "unevaluatedItems": Shape.SCHEMA,
    "unevaluatedProperties": Shape.SCHEMA,
    "uniqueItems": Shape.FLAG,
    "writeOnly": Shape.FLAG,
}

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")

FORMATS = (
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
)

ANNOTATIONS = frozenset(
    {"$comment", "deprecated", "description", "examples", "readOnly", "title", "writeOnly"}
)
"""Keywords that change nothing on the wire, nor in what a handler gets."""

IDENTIFIERS = frozenset({"$anchor", "$dynamicAnchor", "$defs", "$id", "$schema"})
"""Keywords that say what a schema is called, not what it accepts."""

LINT_IGNORE = "x-lint-ignore"
"""A keyword that speaks to the linter only, and goes no further."""

OF_TYPE: Mapping[str, frozenset[str]] = {
    "string": frozenset({"format", "maxLength", "minLength", "pattern"}),
    "number": frozenset(
        {"exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"}
    ),
    "array": frozenset(
        {
            "contains",
            "items",
            "maxContains",
            "maxItems",
            "minContains",
            "minItems",
            "prefixItems",
            "unevaluatedItems",
            "uniqueItems",
        }
    ),
    "object": frozenset(
        {
            "additionalProperties",
            "dependentRequired",
            "dependentSchemas",
            "maxProperties",
            "minProperties",
            "patternProperties",
            "properties",
            "propertyNames",
            "required",
            "unevaluatedProperties",
        }
    ),
}
"""Keywords that look at values of one type only; ``number`` stands for ``integer`` too."""

IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
"""Keywords whose schemas look at the same value as the schema that they stand in."""


class Subschema(NamedTuple):
    """A schema that stands directly within another one.

    ``token`` is the property name or index for keywords that hold several schemas.
    """

    keyword: str
    token: str | int | None
    pointer: str
    schema: Json


_HOLD_SCHEMAS = frozenset({Shape.SCHEMA, Shape.SCHEMA_LIST, Shape.SCHEMA_MAP})


def subschemas(schema: Json, pointer: str) -> Iterator[Subschema]:
    """Yield the schemas directly within a schema, in the order that they are written in."""
    if not isinstance(schema, dict):
        return
    for keyword, value in schema.items():
        shape = KEYWORDS.get(keyword)
        if shape not in _HOLD_SCHEMAS:
            continue
        place = child(pointer, keyword)
        match shape, value:
            case Shape.SCHEMA, dict() | bool():
                yield Subschema(keyword, None, place, value)
            case Shape.SCHEMA_LIST, list():
                for index, item in enumerate(value):
                    yield Subschema(keyword, index, child(place, index), item)
            case Shape.SCHEMA_MAP, dict():
                for name, member in value.items():
                    yield Subschema(keyword, name, child(place, name), member)
            case _:
                pass


def walk(schema: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Yield a schema and every schema within it, with their pointers."""
    yield pointer, schema
    for nested in subschemas(schema, pointer):
        yield from walk(nested.schema, nested.pointer)
