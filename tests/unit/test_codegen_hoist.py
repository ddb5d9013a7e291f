"""The flat definitions accept exactly what the schemas of the contract accept."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from tests.support.codegen import call, compiled

from observable_socket_codegen.compiling.judge import Judge

VALUES: list[Any] = [
    None, True, False, 0, 1, 1.0, 1.5, -3, "", "a", "ab", "abc", [], [1], [1, "a"], ["a", 1],
    [1, 1], [[]], [{}], {}, {"a": 1}, {"a": "a"}, {"b": 1}, {"a": 1, "b": 2}, {"a": {"b": 1}},
    {"c": None},
    {"a": {"a": {}}}, {"a": [], "c": 1}, {"kind": "x", "a": 1}, {"kind": "y"}, {"A": 1},
]  # fmt: skip

OBJECT = {"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}

SCHEMAS: list[Any] = [
    True,
    False,
    {},
    {"properties": {"a": OBJECT}},
    {"properties": {"a": OBJECT}, "additionalProperties": False},
    {"properties": {"a": True, "b": False}},
    {"properties": {"a": {"enum": ["a", 1, None]}}},
    {"$ref": "#/$defs/A", "minLength": 2, "$defs": {"A": {"type": "string", "maxLength": 2}}},
    {"$ref": "#/$defs/A", "$defs": {"A": {"properties": {"a": {"$ref": "#"}}}}},
    {"$ref": "#text", "$defs": {"A": {"$anchor": "text", "type": "string"}}},
    {"allOf": [OBJECT, {"properties": {"a": True}}], "unevaluatedProperties": False},
    {"$ref": "#/$defs/A", "unevaluatedProperties": False, "$defs": {"A": OBJECT}},
    {"anyOf": [OBJECT, {"required": ["a"]}], "unevaluatedProperties": False},
    {"if": OBJECT, "then": {"required": ["a"]}, "else": {"properties": {"a": {"type": "string"}}}},
    {"prefixItems": [{"type": "integer"}], "unevaluatedItems": False},
    {"prefixItems": [{"enum": [1, 2]}], "items": {"type": "string"}},
    {"contains": {"enum": [1, "a"]}, "minContains": 2},
    {"not": {"properties": {"a": {"type": "integer"}}, "required": ["a"]}},
    {"oneOf": [{"type": "integer"}, {"minimum": 1}]},
    {"dependentSchemas": {"a": OBJECT}},
    {"dependentRequired": {"a": ["b"]}},
    {"patternProperties": {"^[a-z]$": {"type": "integer"}}, "additionalProperties": False},
    {"propertyNames": {"enum": ["a", "kind"]}},
    {"type": ["object", "null"], "properties": {"a": {"type": "integer"}}, "minProperties": 1},
    {"oneOf": [{**OBJECT, "properties": {"kind": {"const": kind}}} for kind in "xy"]},
    {"properties": {"a": {"$ref": "#/properties/b"}, "b": {"type": "integer"}}},
    {"items": {"$id": "urn:i", "$ref": "#/$defs/N", "$defs": {"N": {"type": "integer"}}}},
    {"properties": {"$ref": {"type": "string"}, "a": {"const": {"$ref": "#/nowhere"}}}},
    {"properties": {"properties": {"$ref": "#/$defs/const"}}, "$defs": {"const": {"type": "null"}}},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS)
def test_moving_schemas_apart_changes_no_decision(schema: Any) -> None:
    contract = compiled({"routes/r.json": call("r", schema)}).contract
    judge = Judge({declared.name: declared.schema for declared in contract.declarations})
    original = jsonschema.Draft202012Validator(schema)

    for value in VALUES:
        assert (not list(judge.by_name("RPayload", value))) == original.is_valid(value), value


def test_a_named_schema_stands_once_and_is_referred_to() -> None:
    files = {
        "routes/r.json": call("r", {"items": {"$ref": "../types/a.json"}}),
        "routes/s.json": call("s", {"$ref": "../types/a.json"}),
        "types/a.json": {"type": "object", "properties": {"b": OBJECT}, "$anchor": "x"},
    }

    schemas = {d.name: d.schema for d in compiled(files).contract.declarations}

    assert schemas == {
        "RPayload": {"items": {"$ref": "#/$defs/A"}},
        "SPayload": {"$ref": "#/$defs/A"},
        "A": {"type": "object", "properties": {"b": {"$ref": "#/$defs/AB"}}},
        "AB": OBJECT,
    }
