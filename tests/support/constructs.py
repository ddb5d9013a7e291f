"""What contracts are made of: a schema each, with values that it accepts and values it refuses.

Values stand here as JSON texts where the text matters (``1.0``, ``1e2``, large integers).
"""

# ruff: noqa: RUF001 - signs that look alike are what is tested

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Construct:
    """A schema with instances, as JSON texts."""

    name: str
    schema: Any
    accepted: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def route(self) -> str:
        """What the construct is called as a route."""
        return self.name.replace("_", "")


def of(name: str, schema: Any, accepted: list[Any], refused: list[Any]) -> Construct:
    return Construct(name, schema, _texts(accepted), _texts(refused))


def _texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(v.text if isinstance(v, Raw) else json.dumps(v) for v in values)


@dataclass(frozen=True, slots=True)
class Raw:
    """A value by its JSON text."""

    text: str


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def typed(type_: str | list[str], **keywords: Any) -> dict[str, Any]:
    return {"type": type_, **keywords}


_INTEGER = {"type": "integer"}
_STRING = {"type": "string"}
_HUGE = Raw("1" + "0" * 400)

SCALARS = [
    of("null", {"type": "null"}, [None], [0, False, "", [], {}, "null"]),
    of("boolean", {"type": "boolean"}, [True, False], [0, 1, "true", "yes", None, Raw("1.0")]),
    of(
        "integer",
        _INTEGER,
        [0, -1, Raw("1.0"), Raw("1e2"), 2**53 + 1, 2**64, -(10**40), _HUGE, Raw("-0"), Raw("1e22")],
        [1.5, "1", True, None, Raw("1e-1"), []],
    ),
    of(
        "number",
        {"type": "number"},
        [0, 0.1, 1e300, Raw("1.0"), -1.5, 2**64 + 1, Raw("0.30000000000000004"), Raw("1E-300")],
        ["1", True, None, "NaN"],
    ),
    of("string", _STRING, ["", "a", "é𝒳\u0000", "1"], [1, None, True, [], {}]),
    of(
        "integer_bounds",
        {"type": "integer", "minimum": 1, "maximum": 3},
        [1, 2, Raw("3.0")],
        [0, 4, True],
    ),
    of(
        "exclusive_bounds",
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        [0.5, 1e-300],
        [0, 1, Raw("0.0"), Raw("1.0")],
    ),
    of(
        "fractional_bounds_of_integer",
        {"type": "integer", "minimum": 0.5, "exclusiveMaximum": 2.5},
        [1, 2],
        [0, 3],
    ),
    of("large_bounds", {"type": "integer", "maximum": 2**64}, [2**64, 2**63], [2**64 + 1]),
    of(
        "large_exclusive_bound",
        {"type": "integer", "exclusiveMaximum": 2**60},
        [2**60 - 1],
        [2**60],
    ),
    of(
        "multiple_of",
        {"type": "number", "multipleOf": 0.01},
        [0.07, 19.99, 4.02, 1],
        [0.001, 0.075],
    ),
    of(
        "multiple_of_integer", {"type": "integer", "multipleOf": 3}, [0, 9, Raw("6.0"), -3], [1, 10]
    ),
    of("bounds_without_type", {"minimum": 3}, [3, "1", None, [1], {}, True], [2]),
    of(
        "code_points",
        {"type": "string", "minLength": 2, "maxLength": 2},
        ["ab", "𝒳𝒳", "e\u0301"],
        ["a", "𝒳", "abc"],
    ),
    of("length_as_float", {"type": "string", "maxLength": 2.0}, ["ab"], ["abc"]),
    of("pattern", {"type": "string", "pattern": "^[a-z]+$"}, ["abc"], ["", "aB", "a1", "abc\n"]),
    of("pattern_unanchored", {"type": "string", "pattern": "b"}, ["abc"], ["ac"]),
    of("pattern_digits", {"type": "string", "pattern": "^\\d+$"}, ["123"], ["", "a", "١"]),
    of("pattern_words", {"type": "string", "pattern": "^\\w+$"}, ["a_1"], ["é", " "]),
    of("pattern_spaces", {"type": "string", "pattern": "^\\s$"}, [" ", "\ufeff", "\u00a0"], ["a"]),
    of("pattern_lookahead", {"type": "string", "pattern": "^(?!a)b*"}, ["b", "c"], ["a", "ab"]),
    of("pattern_unicode", {"type": "string", "pattern": "^\\p{Lu}$"}, ["É"], ["é"]),
    of("pattern_back_reference", {"type": "string", "pattern": "^(a|b)\\1$"}, ["aa", "bb"], ["ab"]),
    of("pattern_dot", {"type": "string", "pattern": "^.$"}, ["a", "𝒳"], ["\n", ""]),
    of("type_list", {"type": ["string", "null"]}, ["a", None], [1, False, []]),
    of("type_list_of_numbers", {"type": ["integer", "string"]}, [1, "1", Raw("1.0")], [1.5, True]),
    of(
        "type_list_of_all_kinds",
        {"type": ["boolean", "integer", "array"]},
        [True, 1, [1], Raw("0.0")],
        ["a", 0.5, None],
    ),
    of(
        "boolean_or_number",
        {"type": ["boolean", "number"]},
        [True, 1, 0, Raw("1.0"), 0.5],
        ["true", None],
    ),
]

LITERALS = [
    of("enum_of_strings", {"enum": ["a", "b", ""]}, ["a", "b", ""], ["c", None, 0]),
    of("enum_of_integers", {"enum": [0, 1]}, [0, 1, Raw("1.0"), Raw("0.0")], [True, False, 2, "1"]),
    of("enum_of_booleans", {"enum": [True]}, [True], [1, Raw("1.0"), False]),
    of("enum_false_or_zero", {"enum": [False, "0"]}, [False, "0"], [0, Raw("0.0"), None]),
    of("enum_with_null", {"enum": ["a", None]}, ["a", None], ["null", 0]),
    of("enum_of_floats", {"enum": [0.1, 1.5]}, [0.1, 1.5], [0.2, 1, "0.1"]),
    of("enum_of_whole_floats", {"enum": [1.0, 2.0]}, [1, 2, Raw("1.0")], [True, 3]),
    of(
        "enum_of_objects",
        {"enum": [{"a": 1}, []]},
        [{"a": 1}, [], {"a": 1.0}],
        [{}, {"a": True}, [1], {"a": 1, "b": 2}],
    ),
    of("enum_beside_type", {"type": "string", "enum": ["a", 1]}, ["a"], [1]),
    of("const_string", {"const": "a"}, ["a"], ["b", None]),
    of("const_null", {"const": None}, [None], [0, False, ""]),
    of("const_zero", {"const": 0}, [0, Raw("0.0"), Raw("-0.0")], [False, "", None]),
    of("const_true", {"const": True}, [True], [1]),
    of(
        "const_object",
        {"const": {"a": [1, {"b": None}]}},
        [{"a": [1, {"b": None}]}],
        [{}, {"a": [1]}],
    ),
    of("const_array", {"const": [1, 2]}, [[1, 2], [1.0, 2]], [[2, 1], [1], [True, 2]]),
    of("const_big_integer", {"const": 2**70}, [2**70], [2**70 + 1, float(2**71)]),
]

ARRAYS = [
    of("array", {"type": "array"}, [[], [1, "a", None, {"x": [1.5]}]], [{}, "a", None]),
    of(
        "array_items",
        {"type": "array", "items": _INTEGER},
        [[], [1, 2]],
        [["1"], [None], [1.5], [True]],
    ),
    of(
        "array_of_numbers",
        {"type": "array", "items": {"type": "number"}},
        [[1, 2.5, 2**70]],
        [["1"], [True]],
    ),
    of(
        "array_bounds",
        {"type": "array", "minItems": 1, "maxItems": 2},
        [[1], [1, 2]],
        [[], [1, 2, 3]],
    ),
    of(
        "unique_items",
        {"type": "array", "uniqueItems": True},
        [[1, True, "1", None], [[1], [True]]],
        [[1, 1.0], [{"a": 1}, {"a": 1.0}]],
    ),
    of(
        "closed_tuple",
        {"type": "array", "prefixItems": [_INTEGER, _STRING], "items": False},
        [[], [1], [1, "a"]],
        [[1, "a", 2], ["a"]],
    ),
    of(
        "exact_tuple",
        {"type": "array", "prefixItems": [_INTEGER, _STRING], "items": False, "minItems": 2},
        [[1, "a"]],
        [[1], [1, "a", 2], ["a", 1]],
    ),
    of(
        "open_tuple",
        {"type": "array", "prefixItems": [_INTEGER]},
        [[], [1], [1, "a", None]],
        [["a"]],
    ),
    of(
        "tuple_with_rest",
        {"type": "array", "prefixItems": [_INTEGER], "items": _STRING, "minItems": 1},
        [[1], [1, "a", "b"]],
        [[], [1, 2]],
    ),
    of(
        "tuple_of_unlike_numbers",
        {
            "prefixItems": [_INTEGER, {"type": "number"}],
            "items": False,
            "minItems": 2,
            "type": "array",
        },
        [[1, 1.5], [2, 2]],
        [[1.5, 1]],
    ),
    of(
        "unevaluated_items",
        {"prefixItems": [_STRING], "unevaluatedItems": False},
        [["a"], [], {}],
        [["a", 1]],
    ),
    of(
        "unevaluated_items_behind_all_of",
        {"allOf": [{"prefixItems": [_STRING]}], "unevaluatedItems": _INTEGER},
        [["a", 1]],
        [["a", "b"]],
    ),
    of("contains", {"contains": _INTEGER}, [["a", 1], {}], [[], ["a"]]),
    of(
        "contains_counted",
        {"contains": {"const": 1}, "minContains": 2, "maxContains": 2},
        [[1, 1, 2]],
        [[1], [1, 1, 1]],
    ),
    of("contains_none_needed", {"contains": {"const": 1}, "minContains": 0}, [[], [2]], []),
    of("no_items", {"type": "array", "items": False}, [[]], [[1]]),
    of(
        "nested_arrays",
        {"type": "array", "items": {"type": "array", "items": _STRING}},
        [[[], ["a"]]],
        [["a"], [[1]]],
    ),
]

OBJECTS = [
    of("object", {"type": "object"}, [{}, {"a": {"b": [1, None]}, "": 0}], [[], "a", None]),
    of(
        "open_object",
        {"type": "object", "properties": {"a": _INTEGER}},
        [{}, {"a": 1, "b": {"c": 1.5}, "d": None}],
        [{"a": "1"}, {"a": None}],
    ),
    of("closed_object", closed(a=_INTEGER), [{}, {"a": 1}], [{"b": 1}, {"a": None}]),
    of(
        "required",
        {**closed(a=_INTEGER, b=_STRING), "required": ["a"]},
        [{"a": 1}, {"a": 1, "b": ""}],
        [{}, {"b": ""}],
    ),
    of(
        "required_but_not_described",
        {"type": "object", "required": ["x", "y z"]},
        [{"x": None, "y z": 1, "q": 2}],
        [{"x": 1}],
    ),
    of(
        "optional_and_nullable",
        closed(a={"type": ["integer", "null"]}, b=_INTEGER),
        [{}, {"a": None}, {"a": 1, "b": 2}],
        [{"b": None}],
    ),
    of(
        "nullable_by_any_of",
        closed(a={"anyOf": [closed(x=_INTEGER), {"type": "null"}]}),
        [{"a": None}, {"a": {"x": 1}}, {}],
        [{"a": 1}, {"a": {"x": None}}],
    ),
    of(
        "defaults",
        closed(a={"type": "integer", "default": 5}, b={"type": "array", "default": []}),
        [{}, {"a": 1}, {"a": 5}, {"b": []}],
        [{"a": None}],
    ),
    of(
        "default_of_wrong_type",
        closed(a={"type": "integer", "default": "x"}),
        [{}, {"a": 1}],
        [{"a": "x"}],
    ),
    of(
        "defaults_within",
        closed(
            size=closed(width={"type": "integer", "default": 1}),
            sizes={"type": "array", "items": closed(width={"type": "integer", "default": 1})},
            usual={**closed(width={"type": "integer", "default": 1}), "default": {}},
            nullable={
                "anyOf": [closed(width={"type": "integer", "default": 1}), {"type": "null"}],
                "default": None,
            },
        ),
        [
            {},
            {"size": {}, "sizes": [{}, {"width": 1}], "usual": {}, "nullable": {}},
            {"usual": {"width": 1}, "nullable": None},
        ],
        [{"size": {"width": None}}, {"usual": None}],
    ),
    of(
        "defaults_of_one_of_several",
        {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {"kind": {"const": kind}, kind: {"default": 1}},
                    "required": ["kind"],
                }
                for kind in ("round", "square")
            ]
        },
        [{"kind": "round"}, {"kind": "square", "square": 2, "round": 3}],
        [{}, {"kind": "flat"}],
    ),
    of(
        "defaults_of_any_of_several",
        {"anyOf": [closed(a={"default": 1}), closed(b={"default": 1}), {"type": "array"}]},
        [{}, {"a": 2}, {"b": 1}, []],
        [{"a": 1, "b": 1}],
    ),
    of(
        "default_that_is_one_too_many",
        {**closed(a={"default": 1}, b=_INTEGER), "maxProperties": 1},
        [{}, {"b": 1}],
        [{"a": 1, "b": 1}],
    ),
    of(
        "default_without_an_end",
        {
            **closed(chain={"$ref": "#/$defs/Chain"}),
            "$defs": {"Chain": closed(next={"$ref": "#/$defs/Chain", "default": {}})},
        },
        [{}, {"chain": {}}, {"chain": {"next": {}}}],
        [{"chain": {"next": None}}],
    ),
    of(
        "typed_additional",
        {"type": "object", "properties": {"a": _INTEGER}, "additionalProperties": _STRING},
        [{"a": 1, "b": "x"}, {"b": "x"}],
        [{"b": 1}],
    ),
    of(
        "map",
        {"type": "object", "additionalProperties": {"type": "number"}},
        [{}, {"a": 1, "b": 1.5}],
        [{"a": "1"}],
    ),
    of(
        "map_of_objects",
        {"type": "object", "additionalProperties": closed(x=_INTEGER)},
        [{"a": {"x": 1}, "b": {}}],
        [{"a": {"y": 1}}],
    ),
    of(
        "pattern_properties",
        {
            "type": "object",
            "patternProperties": {"^n": _INTEGER, "s$": _STRING},
            "additionalProperties": False,
        },
        [{"n1": 1, "as": "x"}, {}],
        [{"n1": "1"}, {"x": 1}, {"ns": 1}],
    ),
    of(
        "pattern_beside_properties",
        {
            "type": "object",
            "properties": {"n": {"minimum": 5}},
            "patternProperties": {"^n": _INTEGER},
        },
        [{"n": 5, "nn": 1, "x": None}],
        [{"n": 1}, {"nn": "a"}],
    ),
    of(
        "property_names",
        {"type": "object", "propertyNames": {"pattern": "^[a-z]+$", "maxLength": 3}},
        [{"abc": 1}, {}],
        [{"ABC": 1}, {"abcd": 1}],
    ),
    of(
        "property_counts",
        {"type": "object", "minProperties": 1, "maxProperties": 2},
        [{"a": 1}, {"a": 1, "b": 2}],
        [{}, {"a": 1, "b": 2, "c": 3}],
    ),
    of(
        "dependent_required",
        {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
        [{"b": 1}, {"a": 1, "b": 1}],
        [{"a": 1}],
    ),
    of(
        "dependent_schemas",
        {
            "type": "object",
            "dependentSchemas": {"a": {"properties": {"b": _INTEGER}, "required": ["b"]}},
        },
        [{"b": "x"}, {"a": 1, "b": 1}],
        [{"a": 1}, {"a": 1, "b": "x"}],
    ),
    of(
        "unevaluated_properties",
        {"type": "object", "properties": {"a": _INTEGER}, "unevaluatedProperties": False},
        [{"a": 1}],
        [{"b": 1}],
    ),
    of(
        "unevaluated_behind_all_of",
        {
            "allOf": [{"properties": {"a": _INTEGER}}],
            "properties": {"b": _STRING},
            "unevaluatedProperties": False,
        },
        [{"a": 1, "b": ""}],
        [{"c": 1}],
    ),
    of(
        "unevaluated_behind_any_of",
        {
            "type": "object",
            "anyOf": [
                {"properties": {"a": {"const": 1}}, "required": ["a"]},
                {"properties": {"b": {"const": 2}}, "required": ["b"]},
            ],
            "unevaluatedProperties": False,
        },
        [{"a": 1}, {"b": 2}, {"a": 1, "b": 2}],
        [{"a": 1, "b": 3}, {"a": 1, "c": 1}],
    ),
    of(
        "unevaluated_typed",
        {"properties": {"a": {}}, "unevaluatedProperties": _INTEGER},
        [{"a": "x", "b": 1}, "x"],
        [{"b": "x"}],
    ),
    of(
        "keywords_without_type",
        {"properties": {"a": _INTEGER}, "required": ["a"]},
        [{"a": 1}, 5, "a", None, []],
        [{}, {"a": "x"}],
    ),
    of(
        "nested",
        closed(a=closed(b=closed(c={"type": "array", "items": closed(d=_INTEGER)}))),
        [{"a": {"b": {"c": [{"d": 1}, {}]}}}],
        [{"a": {"b": {"c": [{"e": 1}]}}}],
    ),
    of(
        "forbidden_member",
        {"type": "object", "properties": {"a": False, "b": True}},
        [{}, {"b": 1}],
        [{"a": 1}, {"a": None}],
    ),
]

LOGIC = [
    of("true", True, [None, 0, "a", [], {"a": [{}]}], []),
    of("false", False, [], [None, 0, {}]),
    of("empty", {}, [None, {"a": 1}], []),
    of("any_of", {"anyOf": [_INTEGER, {"minimum": 2}]}, [1, 2.5, "a", 3], [1.5]),
    of("any_of_scalars", {"anyOf": [_INTEGER, _STRING]}, [1, "1", Raw("1.0")], [1.5, None, True]),
    of(
        "any_of_number_or_string",
        {"anyOf": [{"type": "number"}, _STRING]},
        ["1", 1, 1.5, "1.5"],
        [None],
    ),
    of(
        "any_of_boolean_or_string",
        {"anyOf": [{"type": "boolean"}, _STRING, _INTEGER]},
        ["true", True, "yes", 1, "1", 0],
        [None, 0.5],
    ),
    of(
        "any_of_objects",
        {
            "anyOf": [
                {"type": "object", "properties": {"a": _INTEGER}, "required": ["a"]},
                {"type": "object", "properties": {"b": _STRING}, "required": ["b"]},
            ]
        },
        [{"a": 1}, {"b": "x"}, {"a": 1, "b": "x", "c": 0}, {"a": 1, "b": 5}],
        [{}, {"a": "x"}],
    ),
    of(
        "any_of_closed_objects",
        {"anyOf": [closed(a=_INTEGER), closed(a=_INTEGER, b=_STRING)]},
        [{"a": 1}, {"a": 1, "b": ""}, {}],
        [{"c": 1}],
    ),
    of(
        "any_of_overlapping_objects",
        {
            "anyOf": [
                closed(a={"type": "number"}),
                closed(a=_STRING),
                {"type": "object", "properties": {"a": {"type": "string", "format": "date"}}},
            ]
        },
        [{"a": 1}, {"a": "1"}, {"a": "2024-01-01", "b": 1}],
        [{"a": "x", "b": 1}, {"a": True}],
    ),
    of(
        "any_of_dates",
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
                _INTEGER,
            ]
        },
        ["2024-01-01", "2024-01-01T00:00:00Z", 5, 0],
        ["x", "5"],
    ),
    of(
        "any_of_date_or_string",
        {"anyOf": [{"type": "string", "format": "date"}, _STRING]},
        ["2024-01-01", "2024-13-01", "0"],
        [0],
    ),
    of("one_of", {"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}, [2, 3, 4], [6, 1]),
    of(
        "one_of_objects",
        {"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]},
        [{"a": 1}, {"b": 1}],
        [{"a": 1, "b": 1}, {}],
    ),
    of(
        "tagged_union",
        {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {"kind": {"const": "cat"}, "lives": _INTEGER},
                    "required": ["kind"],
                },
                {
                    "type": "object",
                    "properties": {"kind": {"const": "dog"}, "name": _STRING},
                    "required": ["kind"],
                },
            ]
        },
        [{"kind": "cat", "lives": 9}, {"kind": "dog", "name": "Rex", "lives": "x"}],
        [{"kind": "cow"}, {"kind": "cat", "lives": "x"}, {}],
    ),
    of(
        "all_of",
        {
            "allOf": [
                {"type": "object", "properties": {"a": _INTEGER}, "required": ["a"]},
                {"type": "object", "properties": {"b": _STRING}},
            ]
        },
        [{"a": 1}, {"a": 1, "b": "", "c": None}],
        [{}, {"a": 1, "b": 1}],
    ),
    of(
        "all_of_closed",
        {"allOf": [closed(a=_INTEGER), closed(b=_INTEGER)]},
        [{}],
        [{"a": 1}, {"b": 1}],
    ),
    of(
        "all_of_scalars", {"allOf": [{"minimum": 2}, {"maximum": 5}, _INTEGER]}, [2, 5], [1, 6, "3"]
    ),
    of(
        "all_of_and_any_of",
        {
            "type": "object",
            "properties": {"k": _STRING},
            "anyOf": [
                {"properties": {"a": _INTEGER}, "required": ["a"]},
                {"properties": {"b": _INTEGER}, "required": ["b"]},
            ],
        },
        [{"k": "", "a": 1}, {"b": 1, "z": 0}],
        [{"k": ""}, {"k": 1, "a": 1}],
    ),
    of("not", {"not": _INTEGER}, ["a", 1.5, None, True], [1, Raw("1.0")]),
    of("not_required", {"type": "object", "not": {"required": ["a"]}}, [{}, {"b": 1}], [{"a": 1}]),
    of(
        "if_then_else",
        {
            "type": "object",
            "properties": {"k": _STRING},
            "if": {"properties": {"k": {"const": "x"}}, "required": ["k"]},
            "then": {"required": ["x"]},
            "else": {"required": ["y"]},
        },
        [{"k": "x", "x": 1}, {"k": "z", "y": 1}, {"y": 1}],
        [{"k": "x", "y": 1}, {}, {"x": 1}],
    ),
    of("if_without_then", {"if": {"const": 1}, "else": {"const": 2}}, [1, 2], [3]),
]

REFERENCES = [
    of(
        "ref_to_definition",
        {"$defs": {"Id": _INTEGER}, "type": "object", "properties": {"id": {"$ref": "#/$defs/Id"}}},
        [{"id": 1}],
        [{"id": "1"}],
    ),
    of(
        "ref_with_siblings",
        {"$defs": {"Id": _INTEGER}, "$ref": "#/$defs/Id", "minimum": 5},
        [5, Raw("6.0")],
        [4, "5"],
    ),
    of(
        "ref_beside_properties",
        {
            "$defs": {"Base": {"type": "object", "properties": {"a": _INTEGER}}},
            "$ref": "#/$defs/Base",
            "properties": {"b": _STRING},
            "unevaluatedProperties": False,
        },
        [{"a": 1, "b": ""}],
        [{"c": 1}, {"b": 1}],
    ),
    of(
        "anchor",
        {"$defs": {"x": {"$anchor": "here", **_INTEGER}}, "items": {"$ref": "#here"}},
        [[1], "a"],
        [["a"]],
    ),
    of(
        "id",
        {
            "$id": "https://example.com/root",
            "$defs": {"x": {"$id": "inner", **_INTEGER}},
            "items": {"$ref": "inner"},
        },
        [[1]],
        [["a"]],
    ),
    of(
        "recursive",
        {
            "type": "object",
            "properties": {"name": _STRING, "children": {"type": "array", "items": {"$ref": "#"}}},
            "additionalProperties": False,
        },
        [{"name": "a", "children": [{"children": []}, {}]}],
        [{"children": [{"x": 1}]}],
    ),
    of(
        "recursive_list",
        {
            "$defs": {
                "Node": {
                    "type": "object",
                    "properties": {
                        "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                        "v": _INTEGER,
                    },
                    "required": ["next"],
                }
            },
            "$ref": "#/$defs/Node",
        },
        [{"next": None}, {"next": {"next": None, "v": 1}, "w": 2}],
        [{}, {"next": {"next": 1}}],
    ),
    of(
        "mutually_recursive",
        {
            "$defs": {
                "A": {
                    "type": "object",
                    "properties": {"b": {"$ref": "#/$defs/B"}},
                    "additionalProperties": False,
                },
                "B": {"type": "array", "items": {"$ref": "#/$defs/A"}},
            },
            "$ref": "#/$defs/A",
        },
        [{}, {"b": [{}, {"b": []}]}],
        [{"b": {}}, {"b": [{"c": 1}]}],
    ),
    of(
        "recursive_json",
        {
            "$defs": {
                "Json": {
                    "anyOf": [
                        {"type": ["null", "boolean", "number", "string"]},
                        {"type": "array", "items": {"$ref": "#/$defs/Json"}},
                        {"type": "object", "additionalProperties": {"$ref": "#/$defs/Json"}},
                    ]
                }
            },
            "$ref": "#/$defs/Json",
        },
        [None, [1, {"a": [True, "x", 1.5]}], {}],
        [],
    ),
    of(
        "ref_with_escapes",
        {"$defs": {"a/b~c%d": _INTEGER}, "$ref": "#/$defs/a~1b~0c%25d"},
        [1],
        ["a"],
    ),
    of(
        "ref_into_properties",
        {"type": "object", "properties": {"a": _INTEGER, "b": {"$ref": "#/properties/a"}}},
        [{"b": 1}],
        [{"b": "x"}],
    ),
    of(
        "dynamic_ref",
        {
            "$dynamicAnchor": "node",
            "type": "object",
            "properties": {"children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
            "additionalProperties": False,
        },
        [{"children": [{"children": []}]}],
        [{"children": [1]}, {"x": 1}],
    ),
]

_SOME = (
    *("class", "def", "None", "self", "cls", "async", "import", "match", "print", "type", "id"),
    *(
        "model_config",
        "model_dump",
        "model_fields",
        "model_fields_set",
        "model_extra",
        "model_post_init",
    ),
    *(
        "copy",
        "dict",
        "json",
        "schema",
        "construct",
        "parse_obj",
        "validate",
        "fields",
        "__fields__",
    ),
    *(
        "__proto__",
        "hasOwnProperty",
        "constructor",
        "toString",
        "__class__",
        "__dict__",
        "__init__",
    ),
    *("__slots__", "__pydantic_extra__", "__pydantic_fields_set__", "_private", "__", "_", "", " "),
    *("a b", "a-b", "a.b", "a/b", "a~b", "1a", "1", "$ref", "@id", "#", "é", "e\u0301", "ﬁ", "fi"),
    *("ª", "Å", "Å", "日本", "💥", "\n", "\t", '"', "'", "\\", "{x}", "{{ x }}", "%s", "A", "a"),
    *(
        "int",
        "str",
        "float",
        "bool",
        "list",
        "tuple",
        "date",
        "datetime",
        "Any",
        "Literal",
        "Field",
    ),
    *("MISSING", "BaseModel", "Annotated", "ConfigDict", "cast", "RootModel", "field", "field_1"),
    *("\u2028", "\u200d", "\ufeff", "\x7f", "ſ", "s", "ı", "K"),
)
_ODD_NAMES = tuple(dict.fromkeys(_SOME))

NAMES = [
    of(
        "odd_names_required",
        {**closed(**dict.fromkeys(_ODD_NAMES, _INTEGER)), "required": list(_ODD_NAMES)},
        [dict(zip(_ODD_NAMES, range(len(_ODD_NAMES)), strict=True))],
        [{}, dict.fromkeys(_ODD_NAMES, "x")],
    ),
    of(
        "odd_names_optional",
        {"type": "object", "properties": dict.fromkeys(_ODD_NAMES, _STRING)},
        [{}, *({name: name} for name in _ODD_NAMES), {"other_odd": None}],
        [{name: 1} for name in _ODD_NAMES],
    ),
    of(
        "odd_names_unknown",
        {"type": "object", "properties": {"known": _STRING}},
        [{name: [name]} for name in _ODD_NAMES],
        [],
    ),
    of(
        "odd_names_closed",
        closed(known=_STRING),
        [{}],
        [{name: 1} for name in _ODD_NAMES],
    ),
    of(
        "alias_of_another",
        closed(**{"a b": _INTEGER, "a_b": _STRING}),
        [{"a b": 1}, {"a_b": ""}, {"a b": 1, "a_b": ""}],
        [{"a b": ""}],
    ),
    of(
        "attribute_of_an_alias",
        {"type": "object", "properties": {"a b": _INTEGER, "class": _INTEGER}},
        [{"a_b": "free"}, {"class_": "free"}, {"a_b": 1.5, "a b": 1}, {"class_": None, "class": 1}],
        [{"a b": "x", "a_b": 1}],
    ),
    of(
        "attribute_of_an_alias_closed",
        closed(**{"a b": _INTEGER, "model_config": _INTEGER}),
        [{"a b": 1}],
        [{"a_b": 1}, {"field_model_config": 1}],
    ),
    of(
        "required_odd_names_free",
        {"type": "object", "required": ["__proto__", "self", ""]},
        [{"__proto__": {}, "self": 1, "": None}],
        [{"self": 1}],
    ),
    of(
        "enum_of_odd_names",
        {"enum": ["class", "", "a b", "\n", '"', "\\", "é", "e\u0301"]},
        ["class", "", "a b", "\n", '"', "\\", "é", "e\u0301"],
        ["E\u0301"],
    ),
]

_MOMENTS = [
    *("2024-01-01T00:00:00Z", "2024-01-01t00:00:00z", "2024-02-29T23:59:59.123456789+05:30"),
    *("1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00", "0000-01-01T00:00:00Z"),
    *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2024-01-01T00:00:00.1Z"),
    *("2024-01-01T00:00:00.100Z", "2024-01-01T00:00:00-00:00", "2024-01-01T00:00:00+00:00"),
    *("2024-01-01T00:00:00.0000000000000000001Z", "2024-06-01T12:00:00.000+02:00"),
]

FORMATS = [
    of(
        "date_time",
        typed("string", format="date-time"),
        _MOMENTS,
        [
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-02-30T00:00:00Z",
            "2024-01-01 00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00Z",
            "2024-01-01T00:00:00+0100",
            "1998-12-31T22:59:60Z",
            "0",
            "1704067200",
            "",
            0,
        ],
    ),
    of(
        "date_time_member",
        {
            **closed(at=typed("string", format="date-time"), on=typed("string", format="date")),
            "required": ["at"],
        },
        [{"at": m} for m in _MOMENTS],
        [{"at": "now"}, {"at": 0}, {"at": None}],
    ),
    of(
        "date_time_items",
        {"type": "array", "items": typed("string", format="date-time")},
        [_MOMENTS],
        [["now"]],
    ),
    of(
        "date_time_map",
        {"type": "object", "additionalProperties": typed("string", format="date-time")},
        [{str(n): m for n, m in enumerate(_MOMENTS)}],
        [{"a": "now"}],
    ),
    of(
        "date_time_or_null",
        typed("object", properties={"at": {"type": ["string", "null"], "format": "date-time"}}),
        [{"at": None}, *({"at": m} for m in _MOMENTS)],
        [{"at": "now"}, {"at": 0}],
    ),
    of(
        "date_time_default",
        closed(at={"type": "string", "format": "date-time", "default": "2024-01-01T00:00:00.5Z"}),
        [{}, {"at": _MOMENTS[2]}],
        [{"at": "x"}],
    ),
    of(
        "date",
        typed("string", format="date"),
        ["2024-02-29", "0001-01-01", "9999-12-31", "0000-01-01"],
        ["2023-02-29", "2024-1-1", "20240101", "2024-01-01T00:00:00Z", "", 0, "2024-01-0\u0661"],
    ),
    of(
        "time",
        typed("string", format="time"),
        ["12:00:00Z", "23:59:60Z", "00:00:00.000+05:30", "08:30:06.283185Z"],
        ["12:00:00", "24:00:00Z", "12:00Z", "", "12:00:00 PST"],
    ),
    of(
        "duration",
        typed("string", format="duration"),
        ["P1Y2M", "P1DT12H", "PT0S", "P4W", "PT36H", "P1Y2M3DT4H5M6S"],
        ["P", "PT", "1D", "P1Y2W", "PT1D", "P1.5D", "", "-P1D"],
    ),
    of(
        "email",
        typed("string", format="email"),
        ["joe@example.com", "a+b@example.co", '"a b"@example.com'],
        ["joe", "@x", "a@b@c", "", ".a@example.com"],
    ),
    of(
        "hostname",
        typed("string", format="hostname"),
        ["example.com", "a", "xn--nxasmq6b"],
        ["-a", "a_b", "a..b", "", "a" * 64],
    ),
    of(
        "ipv4",
        typed("string", format="ipv4"),
        ["127.0.0.1", "0.0.0.0"],
        ["256.0.0.1", "1.2.3", "01.2.3.4", "", "1.2.3.4.5"],
    ),
    of(
        "ipv6",
        typed("string", format="ipv6"),
        ["::1", "::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"],
        ["12345::", "1::2::3", "", "::1%eth0"],
    ),
    of(
        "uri",
        typed("string", format="uri"),
        ["http://h", "HTTP://H:80/%7euser/../x?q#f", "urn:a:b", "mailto:a@b"],
        ["//h/x", "a b", "", "http://h/ x"],
    ),
    of(
        "uri_reference",
        typed("string", format="uri-reference"),
        ["/x", "", "#f", "http://h", "a/b?c"],
        ["\\\\a", "a b"],
    ),
    of(
        "uuid",
        typed("string", format="uuid"),
        ["2EB8AA08-AA98-11EA-B4AA-73B441D16380", "00000000-0000-0000-0000-000000000000"],
        [
            "2eb8aa08aa9811eab4aa73b441d16380",
            "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
            "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "",
        ],
    ),
    of(
        "json_pointer",
        typed("string", format="json-pointer"),
        ["", "/a/0", "/~0~1"],
        ["a", "/~2", "/~", "#/a"],
    ),
    of("regex", typed("string", format="regex"), ["^a+$", "(?=a)", ""], ["(", "^(abc]", "["]),
    of("unknown_format", typed("string", format="made-up"), ["anything"], [1]),
    of("format_without_type", {"format": "date-time"}, [_MOMENTS[0], 5, None], ["now"]),
    of(
        "format_with_length",
        typed("string", format="date-time", maxLength=20),
        [_MOMENTS[0]],
        [_MOMENTS[2]],
    ),
    of(
        "format_with_pattern",
        typed("string", format="date", pattern="^2024"),
        ["2024-01-01"],
        ["2023-01-01"],
    ),
    of(
        "formats_in_any_of",
        {"anyOf": [typed("string", format=f) for f in ("uuid", "uri", "date-time", "date")]},
        ["2EB8AA08-AA98-11EA-B4AA-73B441D16380", "http://H", "2024-01-01", *_MOMENTS],
        ["x"],
    ),
    of(
        "content",
        typed("string", contentEncoding="base64", contentMediaType="application/json"),
        ["e30=", "no base64"],
        [1],
    ),
]

CONSTRUCTS = (
    *(*SCALARS, *LITERALS, *ARRAYS, *OBJECTS),
    *(*LOGIC, *REFERENCES, *NAMES, *FORMATS),
)
