"""From schemas to types: never tighter than the schema, and no looser than needed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.codegen import declaration
from tests.support.contracts import ANY, BOOLEAN, INTEGER, NEVER, NULL, NUMBER, STRING

from observable_socket_codegen import algebra, ir

A = {"properties": {"a": {"type": "integer"}}, "required": ["a"]}


def type_of(schema: Any, **types: Any) -> ir.Type:
    """Return the type of a request payload."""
    return declaration(schema, **types).type


def open_object(**members: ir.Type) -> ir.ObjectType:
    """Return an open object type with optional members."""
    properties = tuple(ir.Property(name, type_, required=False) for name, type_ in members.items())
    return ir.ObjectType(properties, ANY)


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        (True, ANY),
        ({}, ANY),
        (False, NEVER),
        ({"type": "string"}, STRING),
        ({"type": "string", "format": "uri"}, ir.ScalarType("string", "uri")),
        ({"type": ["string", "null"]}, ir.UnionType((STRING, NULL))),
        ({"type": ["null", "string"]}, ir.UnionType((NULL, STRING))),
        ({"type": ["integer", "number"]}, NUMBER),
        ({"const": 1}, ir.LiteralType((1,))),
        ({"enum": ["a", 1, None], "type": "string"}, ir.LiteralType(("a",))),
        ({"enum": [1.0, 1.5], "type": "integer"}, ir.LiteralType((1.0,))),
        ({"const": "a", "enum": ["a", "b"]}, ir.LiteralType(("a",))),
        ({"type": "array"}, ir.ArrayType(ANY)),
        ({"type": "array", "items": {"type": "null"}}, ir.ArrayType(NULL)),
        ({"type": "array", "minItems": 1, "maxItems": 3.0}, ir.ArrayType(ANY, 1, 3)),
        ({"type": "array", "items": False}, ir.ArrayType(NEVER)),
        ({"type": "object"}, open_object()),
        ({"type": "object", "additionalProperties": False}, ir.ObjectType((), None)),
        ({"type": "object", "unevaluatedProperties": False}, ir.ObjectType((), None)),
        ({"type": "object", "additionalProperties": {"type": "null"}}, ir.ObjectType((), NULL)),
        ({"type": "object", "patternProperties": {"a": {"type": "null"}}}, open_object()),
        ({"type": "object", "patternProperties": {"a": {"type": "null"}},
          "additionalProperties": False}, ir.ObjectType((), NULL)),
        ({"type": "object", "required": ["a"]}, ir.ObjectType((ir.Property("a", ANY, True),), ANY)),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, ir.UnionType((STRING, NULL))),
        ({"oneOf": [{"type": "string"}, True]}, ANY),
        ({"oneOf": [{"type": "string"}, False]}, STRING),
        ({"type": "string", "anyOf": [{"format": "date"}, {"format": "time"}]},
         ir.UnionType((ir.ScalarType("string", "date"), ir.ScalarType("string", "time")))),
        ({"type": "string", "allOf": [{"minLength": 1}]},
         ir.ScalarType("string", "", ir.Limits(min_length=1))),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, NEVER),
        ({"allOf": [{"type": ["string", "integer"]}, {"type": ["integer", "null"]}]}, INTEGER),
    ],
)  # fmt: skip
def test_a_schema_has_a_type(schema: Any, type_: ir.Type) -> None:
    assert type_of(schema) == type_


@pytest.mark.parametrize(
    "keyword",
    [
        {"not": {"const": 1}},
        {"if": True, "then": False},
        {"contains": {"type": "null"}},
        {"propertyNames": {"maxLength": 3}},
        {"dependentSchemas": {"a": False}},
        {"uniqueItems": True},
        {"minProperties": 2},
    ],
)
def test_what_no_type_says_is_left_to_the_judge(keyword: dict[str, Any]) -> None:
    assert type_of(keyword) == ANY
    assert type_of({"type": "object", **keyword}) == open_object()


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ({"prefixItems": [{"type": "string"}]}, ir.TupleType((STRING,), 0, ANY)),
        ({"prefixItems": [{"type": "string"}], "items": False}, ir.TupleType((STRING,), 0, None)),
        ({"prefixItems": [True, True], "minItems": 1}, ir.TupleType((ANY, ANY), 1, ANY)),
        ({"prefixItems": [True], "minItems": 5, "maxItems": 1}, ir.TupleType((ANY,), 1, None)),
        ({"prefixItems": [True], "items": {"type": "null"}}, ir.TupleType((ANY,), 0, NULL)),
        ({"prefixItems": [True], "unevaluatedItems": False}, ir.TupleType((ANY,), 0, None)),
    ],
)
def test_tuples_are_open_or_closed(schema: Any, type_: ir.Type) -> None:
    assert type_of({"type": "array", **schema}) == type_


def test_properties_without_a_type_let_everything_pass() -> None:
    assert type_of(A) == ANY


def test_the_type_may_come_from_what_a_schema_refers_to() -> None:
    base = {"type": "object", "properties": {"b": {"type": "string"}}}

    type_ = type_of({"$ref": "../types/base.json", **A}, base=base)

    own = ir.ObjectType((ir.Property("a", INTEGER, required=True),), ANY)
    assert type_ == ir.IntersectionType((own, ir.RefType("Base")))


def test_objects_of_all_of_are_merged_into_one() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
        "allOf": [{"required": ["a"]}, {"properties": {"b": {"format": "date"}}}],
    }

    assert type_of(schema) == ir.ObjectType(
        (
            ir.Property("a", INTEGER, required=True),
            ir.Property("b", STRING, required=False),
        ),
        ANY,
    )


def test_a_reference_with_a_description_is_a_reference() -> None:
    schema = {
        "type": "object",
        "properties": {"x": {"$ref": "../types/b.json", "description": "d"}},
    }

    type_ = type_of(schema, b={"type": "string", "description": "of the type"})

    member = ir.Property("x", ir.RefType("B"), required=False, doc=ir.Doc("d"))
    assert type_ == ir.ObjectType((member,), ANY)


@pytest.mark.parametrize("schema", [{"default": 3}, {"$ref": "../types/d.json"}])
def test_a_default_comes_from_the_member_or_from_what_it_refers_to(schema: Any) -> None:
    type_ = type_of({"type": "object", "properties": {"x": schema}}, d={"default": 3})

    assert isinstance(type_, ir.ObjectType)
    assert (type_.properties[0].has_default, type_.properties[0].default) == (True, 3)


def test_a_default_that_its_schema_refuses_or_that_is_never_used_is_none() -> None:
    members = {"x": {"type": "integer", "default": "three"}, "y": {"default": 3}}

    type_ = type_of({"type": "object", "properties": members, "required": ["y"]})

    assert isinstance(type_, ir.ObjectType)
    assert [member.has_default for member in type_.properties] == [False, False]


def test_a_member_that_tells_the_types_of_a_union_apart_is_its_discriminator() -> None:
    def tagged(*kinds: str) -> dict[str, Any]:
        return {"type": "object", "properties": {"k": {"enum": list(kinds)}}, "required": ["k"]}

    one = type_of({"oneOf": [tagged("a"), tagged("b", "c")]})
    other = type_of({"oneOf": [tagged("a"), tagged("b", "a")]})

    assert isinstance(one, ir.UnionType)
    assert isinstance(other, ir.UnionType)
    assert (one.discriminator, other.discriminator) == ("k", "")


def test_objects_that_may_be_null_get_a_type_of_their_own() -> None:
    schema = {"type": ["object", "null"], **A}

    assert type_of(schema) == ir.UnionType((ir.RefType("TPayloadObject"), NULL))
    part = declaration(schema, "TPayloadObject")
    assert part.type == ir.ObjectType((ir.Property("a", INTEGER, required=True),), ANY)
    assert part.schema == {**A, "type": "object"}


def test_unions_and_intersections_are_as_short_as_they_can_be() -> None:
    assert algebra.union([STRING, NEVER, STRING]) == STRING
    assert algebra.union([STRING, ANY]) == ANY
    assert algebra.union([]) == NEVER
    assert algebra.union([ir.UnionType((STRING, NULL)), NULL]) == ir.UnionType((STRING, NULL))
    assert algebra.intersection([STRING, ANY, STRING]) == STRING
    assert algebra.intersection([STRING, NEVER]) == NEVER
    assert algebra.intersection([]) == ANY
    nested = algebra.intersection([ir.IntersectionType((STRING, BOOLEAN)), NULL])
    assert nested == ir.IntersectionType((STRING, BOOLEAN, NULL))


def test_a_closed_object_leaves_no_room_for_the_members_of_another() -> None:
    closed = ir.ObjectType((ir.Property("a", STRING, required=True),), None)

    merged = algebra.merged(closed, open_object(b=STRING))

    assert merged == ir.ObjectType(
        (ir.Property("a", STRING, required=True), ir.Property("b", NEVER, required=False)), None
    )


BASE = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}


def test_an_object_that_is_closed_around_what_it_extends_is_one_closed_object() -> None:
    schema = {
        "allOf": [{"$ref": "../types/base.json"}, {"properties": {"b": {"type": "string"}}}],
        "properties": {"c": {"type": "null"}},
        "unevaluatedProperties": False,
    }
    type_ = declaration(schema, base=BASE).type

    assert isinstance(type_, ir.ObjectType)
    assert type_.extra is None
    assert {member.name: member.required for member in type_.properties} == {
        "id": True,
        "b": False,
        "c": False,
    }


@pytest.mark.parametrize(
    "more",
    [
        {"anyOf": [{"properties": {"x": True}}, {"properties": {"y": True}}]},
        {"if": {"properties": {"x": {"const": 1}}}},
        {"allOf": [{"additionalProperties": {"type": "string"}}]},
        {"allOf": [{"patternProperties": {"^x": True}}]},
        {"allOf": [{"unevaluatedProperties": {"type": "string"}}]},
    ],
)
def test_an_object_stays_open_where_more_members_may_be_evaluated(more: Any) -> None:
    schema = {"$ref": "../types/base.json", "unevaluatedProperties": False, **more}
    type_ = declaration(schema, base=BASE).type

    assert not (isinstance(type_, ir.ObjectType) and type_.extra is None)


def test_values_that_are_described_one_by_one_are_listed_with_what_they_mean() -> None:
    schema = {
        "description": "How to sort.",
        "oneOf": [
            {"const": "asc", "description": "Smallest first."},
            {"const": "desc", "description": "Largest first."},
            {"const": None},
        ],
    }

    assert declaration(schema).doc.description == (
        'How to sort.\n\n- `"asc"`: Smallest first.\n- `"desc"`: Largest first.'
    )
