"""Reply schemas with defaults: where they are put in, and where a member more could do harm."""

from __future__ import annotations

from typing import Any

ONE = {"type": "integer", "default": 1}
TEXT = {"type": "string"}
SIZE = {"type": "object", "properties": {"width": ONE}}
CIRCLE = {
    "type": "object",
    "properties": {"kind": {"const": "circle"}, "radius": ONE},
    "required": ["kind"],
}
SQUARE = {
    "type": "object",
    "properties": {"kind": {"enum": ["square", "box"]}, "side": ONE},
    "required": ["kind"],
}
SHARED = {
    "size": SIZE,
    "circle": CIRCLE,
    "square": SQUARE,
    "five": {"type": "integer", "default": 5},
}
"""Schemas by the names of their files."""


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"../types/{name}.json"}


SURE: dict[str, tuple[Any, Any, Any]] = {
    "a member": (SIZE, {}, {"width": 1}),
    "a member of a shared type": (ref("size"), {}, {"width": 1}),
    "members of members": (
        {"properties": {"a": ref("size"), "b": SIZE}, "type": "object"},
        {"a": {}, "b": {}},
        {"a": {"width": 1}, "b": {"width": 1}},
    ),
    "a default that has defaults": (
        {"type": "object", "properties": {"size": {**ref("size"), "default": {}}}},
        {},
        {"size": {"width": 1}},
    ),
    "items": ({"type": "array", "items": ref("size")}, [{}], [{"width": 1}]),
    "items of a tuple": (
        {"type": "array", "prefixItems": [TEXT, ref("size")], "items": SIZE},
        ["a", {}, {}],
        ["a", {"width": 1}, {"width": 1}],
    ),
    "members of a map": (
        {"type": "object", "additionalProperties": ref("size")},
        {"x": {}},
        {"x": {"width": 1}},
    ),
    "members that are not named": (
        {"type": "object", "properties": {"a": TEXT}, "additionalProperties": ref("size")},
        {"a": "a", "x": {}},
        {"a": "a", "x": {"width": 1}},
    ),
    "closed objects": ({**SIZE, "additionalProperties": False}, {}, {"width": 1}),
    "objects closed around several": (
        {"allOf": [ref("size"), {"properties": {"a": ONE}}], "unevaluatedProperties": False},
        {},
        {"width": 1, "a": 1},
    ),
    "all of several": (
        {"allOf": [ref("size"), {"properties": {"a": ONE}, "required": ["b"]}]},
        {"b": 1},
        {"b": 1, "width": 1, "a": 1},
    ),
    "a reference with siblings": (
        {**ref("size"), "properties": {"a": ONE}},
        {},
        {"width": 1, "a": 1},
    ),
    "or null": ({"anyOf": [ref("size"), {"type": "null"}]}, {}, {"width": 1}),
    "null": ({"anyOf": [ref("size"), {"type": "null"}]}, None, None),
    "or a word": ({"oneOf": [{"enum": ["none"]}, ref("size")]}, {}, {"width": 1}),
    "or an array": (
        {"anyOf": [ref("size"), {"type": "array", "items": ref("size")}]},
        [{}],
        [{"width": 1}],
    ),
    "types": ({**SIZE, "type": ["object", "string"]}, {}, {"width": 1}),
    "tagged unions": (
        {"oneOf": [ref("circle"), ref("square")]},
        {"kind": "box"},
        {"kind": "box", "side": 1},
    ),
    "tagged unions or null": (
        {"anyOf": [ref("circle"), ref("square"), {"type": "null"}]},
        {"kind": "circle"},
        {"kind": "circle", "radius": 1},
    ),
    "unions of unions": (
        {"oneOf": [{"oneOf": [ref("circle"), ref("square")]}, {"type": "null"}]},
        {"kind": "circle"},
        {"kind": "circle", "radius": 1},
    ),
    "tagged unions of extended types": (
        {
            "oneOf": [
                {"allOf": [ref("circle"), {"properties": {"x": ONE}}]},
                {"allOf": [ref("square"), {"properties": {"y": ONE}}]},
            ]
        },
        {"kind": "circle"},
        {"kind": "circle", "radius": 1, "x": 1},
    ),
    "members beside tagged unions": (
        {"properties": {"a": ONE}, "oneOf": [ref("circle"), ref("square")]},
        {"kind": "square"},
        {"kind": "square", "a": 1, "side": 1},
    ),
    "conditions about other members": (
        {
            **SIZE,
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
            "not": {"required": ["a", "b"]},
            "if": {"properties": {"a": {"const": 1}}, "required": ["a"]},
            "then": {"required": ["c"]},
        },
        {"b": 1},
        {"b": 1, "width": 1},
    ),
    "dependencies of other members": (
        {**SIZE, "dependentRequired": {"a": ["width"]}},
        {},
        {"width": 1},
    ),
    "patterns that say nothing": ({**SIZE, "patternProperties": {"^x-": True}}, {}, {"width": 1}),
    "unique words beside": (
        {**SIZE, "properties": {"width": ONE, "tags": {"type": "array", "uniqueItems": True}}},
        {"tags": []},
        {"tags": [], "width": 1},
    ),
    "recursive types": (
        {
            "type": "object",
            "properties": {"value": ONE, "next": {"$ref": "#/replies/200/payload"}},
        },
        {"next": {}},
        {"next": {"value": 1}, "value": 1},
    ),
}
"""Schemas by what they show, with what a handler returned and what goes out."""

UNSURE: dict[str, tuple[Any, Any]] = {
    "a count": ({**SIZE, "maxProperties": 1}, {"a": 1}),
    "names": ({**SIZE, "propertyNames": {"maxLength": 1}}, {"a": 1}),
    "a value": ({**SIZE, "enum": [{}]}, {}),
    "a constant around": ({"properties": {"a": SIZE}, "const": {"a": {}}}, {"a": {}}),
    "not": ({**SIZE, "not": {"required": ["width"]}}, {}),
    "not, from above": (
        {"properties": {"a": SIZE}, "not": {"properties": {"a": {"required": ["width"]}}}},
        {"a": {}},
    ),
    "if": ({**SIZE, "if": {"required": ["width"]}, "then": False}, {}),
    "needed by it": ({**SIZE, "dependentRequired": {"width": ["a"]}}, {}),
    "judged by it": ({**SIZE, "dependentSchemas": {"width": {"required": ["a"]}}}, {}),
    "judged for another": (
        {**SIZE, "dependentSchemas": {"a": {"maxProperties": 1}}},
        {"a": 1},
    ),
    "a pattern": ({**SIZE, "patternProperties": {"^w": {"minimum": 5}}}, {}),
    "unique items": (
        {"type": "array", "items": ref("size"), "uniqueItems": True},
        [{}, {"width": 1}],
    ),
    "unique items beside": (
        {"allOf": [{"items": ref("size")}, {"uniqueItems": True}]},
        [{}, {"width": 1}],
    ),
    "some item": (
        {"type": "array", "items": ref("size"), "contains": {"maxProperties": 0}},
        [{}],
    ),
    "closed beside": (
        {"allOf": [ref("size"), {"properties": {"a": TEXT}, "additionalProperties": False}]},
        {"a": "a"},
    ),
    "closed beside, whatever is evaluated": (
        {"allOf": [ref("size"), {"properties": {"a": TEXT}, "unevaluatedProperties": False}]},
        {"a": "a"},
    ),
    "typed beside": (
        {"allOf": [ref("size"), {"additionalProperties": {"type": "string"}}]},
        {"a": "a"},
    ),
    "bounded beside": ({"allOf": [ref("size"), {"properties": {"width": {"minimum": 2}}}]}, {}),
    "two defaults": (
        {"allOf": [ref("size"), {"properties": {"width": {"minimum": 0, "default": 2}}}]},
        {},
    ),
    "default without a say, bounded beside": (
        {"properties": {"a": {"default": 1}}, "allOf": [{"properties": {"a": {"const": 2}}}]},
        {},
    ),
    "items beside": (
        {"items": ref("size"), "allOf": [{"items": {"maxProperties": 0}}]},
        [{}],
    ),
    "members beside": (
        {
            "additionalProperties": ref("size"),
            "allOf": [{"properties": {"a": {"maxProperties": 0}}}],
        },
        {"a": {}},
    ),
    "one of several that may all be": (
        {"oneOf": [ref("size"), {"type": "object", "required": ["width"]}]},
        {},
    ),
    "any of several that do not show": (
        {"anyOf": [ref("size"), {"type": "object", "properties": {"a": ONE}}]},
        {},
    ),
    "arrays that do not show": (
        {"anyOf": [{"items": ref("size"), "type": "array"}, {"type": "array", "maxItems": 0}]},
        [],
    ),
    "beside unions that do not show": (
        {"properties": {"a": ONE}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"b": 1},
    ),
    "tags that are not required": (
        {
            "anyOf": [
                {"type": "object", "properties": {"kind": {"const": "a"}, "x": ONE}},
                {"type": "object", "properties": {"kind": {"const": "b"}, "y": ONE}},
            ]
        },
        {},
    ),
    "tags that overlap": (
        {
            "anyOf": [
                ref("square"),
                {
                    "type": "object",
                    "properties": {"kind": {"enum": ["box", "bag"]}, "x": ONE},
                    "required": ["kind"],
                },
            ]
        },
        {"kind": "box"},
    ),
    "a default without an end": (
        {
            "type": "object",
            "properties": {"next": {"$ref": "#/replies/200/payload", "default": {}}},
        },
        {},
    ),
    "a default that does not fit": ({"properties": {"a": {"type": "string", "default": 1}}}, {}),
    "a default that does not fit here": (
        {"type": "object", "properties": {"a": {**ref("five"), "maximum": 3}}},
        {},
    ),
    "conditional members": (
        {"if": {"required": ["a"]}, "then": {"properties": {"b": ONE}}, "type": "object"},
        {"a": 1},
    ),
    "members of what may be anything": ({"properties": {"a": ONE}}, {}),
    "matching members": ({"type": "object", "patternProperties": {"a": ref("size")}}, {"a": {}}),
}
"""Schemas by what they show, with a value that has to stay as it is."""

ALL = {name: (schema, value) for name, (schema, value, _) in SURE.items()} | UNSURE
"""All of them, with what a handler returned."""
