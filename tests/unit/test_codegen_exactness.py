"""What is proved of schemas: which are decided by their models alone, and what is doubted."""

from __future__ import annotations

from typing import Any

import pytest

from observable_socket_codegen.compiling.exactness import Proofs


def doubts(schema: Any, **definitions: Any) -> list[tuple[str, str]]:
    """Returns where the proof of a schema fails, and why."""
    proofs = Proofs({"Main": schema, **definitions})
    return [(one.declaration + one.pointer, one.reason) for one in proofs.doubts("Main")]


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [1, 2, 3]},
        {"type": "integer", "enum": [0, 1]},
        {"type": ["integer", "null"], "enum": [0, -1, None]},
        {"enum": ["a", 1, None]},
        {"enum": [1.0, 2.0]},
        {"const": 1},
        {"const": None},
        {"const": True},
        {"type": "boolean", "enum": [True, False]},
        {"enum": ["a", True]},
        {"type": "string", "enum": ["a", 1]},
        {"type": "integer", "enum": [2, 2.5]},
        {"const": 2**53 - 1},
        {"enum": [1, 2], "const": 1},
        {"enum": [10, 20], "minimum": 1, "multipleOf": 5},
        {"type": "string", "enum": ["a", "b"], "minLength": 1, "pattern": "^.$"},
        {"const": "2026-01-01", "format": "date"},
        {"oneOf": [{"const": 1}, {"const": 2, "title": "two"}, {"const": True}]},
    ],
)
def test_literals_are_decided_by_their_model(schema: Any) -> None:
    assert doubts(schema) == []


def test_whole_factors_of_integers_are_decided_by_their_model() -> None:
    members = {
        "step": {"type": "integer", "minimum": 0, "multipleOf": 5},
        "cents": {"type": ["integer", "null"], "multipleOf": 100.0},
        "pairs": {"type": "array", "items": {"type": "integer", "multipleOf": 2}},
    }
    assert doubts({"type": "object", "properties": members}) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "multipleOf": 0.5},
        {"type": "integer", "multipleOf": 2**53 + 1},
        {"type": "number", "multipleOf": 2},
    ],
)
def test_of_other_factors_there_is_a_doubt(schema: Any) -> None:
    assert doubts(schema) == [("Main/multipleOf", "multipleOf")]


def test_scalars_of_several_types_are_decided_by_their_model() -> None:
    assert doubts({"type": ["integer", "string", "boolean"], "minimum": 0, "maxLength": 3}) == []
    assert doubts({"type": ["null", "number"]}) == []
    assert doubts({"type": ["integer", "string"], "pattern": "^.$"}) == [
        ("Main/pattern", "pattern")
    ]
    assert doubts({"type": ["integer", "object"]}) != []


BASE: Any = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "kind": {"type": "string"}},
    "required": ["id"],
}
INCLUDED = {"$ref": "#/$defs/Base"}
OWN: Any = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [INCLUDED, OWN]},
        {**INCLUDED, **OWN},
        {**OWN, "allOf": [INCLUDED]},
        {"allOf": [INCLUDED, {"properties": OWN["properties"], "additionalProperties": True}]},
        {"allOf": [INCLUDED, {"required": ["kind"], "minProperties": 2, "maxLength": 1}]},
        {"allOf": [INCLUDED, {"properties": BASE["properties"]}]},
        {"allOf": [INCLUDED, {"properties": {"kind": {"const": "cat"}, "id": True}}]},
        {"allOf": [INCLUDED, OWN, {"allOf": [{"properties": {"b": {"type": "null"}}}]}]},
        {"allOf": [INCLUDED, OWN], "unevaluatedProperties": False, "description": "Closed."},
        {"allOf": [INCLUDED]},
        {"type": "array", "items": {"allOf": [INCLUDED], "title": "One."}},
        {"allOf": [{"$ref": "#/$defs/Kinded"}, {"properties": {"kind": {"enum": ["a"]}}}]},
        {**OWN, "minProperties": 1, "unevaluatedProperties": False},
    ],
)
def test_objects_described_in_parts_are_decided_by_their_model(schema: Any) -> None:
    kinded = {**BASE, "properties": {"kind": {"$ref": "#/$defs/Kind"}}, "required": ["kind"]}
    assert doubts(schema, Base=BASE, Kinded=kinded, Kind={"enum": ["a", "b"]}) == []


@pytest.mark.parametrize(
    ("schema", "place", "reason"),
    [
        ({"allOf": [INCLUDED, {**OWN, "additionalProperties": False}]}, "allOf", None),
        ({"allOf": [INCLUDED, {**OWN, "not": {"required": ["b"]}}]}, "allOf", "not"),
        ({"allOf": [INCLUDED, {**OWN, "type": ["object", "null"]}]}, "allOf", "type"),
        ({"allOf": [{"properties": OWN["properties"]}, {"required": ["a"]}]}, "allOf", "type"),
        ({"allOf": [INCLUDED, {"required": ["b"]}]}, "allOf", "required"),
        ({**INCLUDED, **OWN, "minProperties": 3}, "$ref", "minProperties"),
        ({"allOf": [INCLUDED, {"properties": {"id": {"minimum": 1}}}]}, "allOf", "properties"),
        ({"allOf": [INCLUDED, {"properties": {"id": {"const": "1"}}}]}, "allOf", "properties"),
        ({"allOf": [INCLUDED, {"properties": {"kind": {"type": "null"}}}]}, "allOf", "properties"),
        ({"allOf": [INCLUDED, {"properties": {"id": {"const": 1}}}, OWN, False]}, "allOf", "not"),
        (
            {"allOf": [INCLUDED, {"additionalProperties": {}}], "unevaluatedProperties": False},
            "allOf",
            "unevaluatedProperties",
        ),
        (
            {"allOf": [INCLUDED, OWN], "unevaluatedProperties": OWN},
            "allOf",
            "unevaluatedProperties",
        ),
        ({"type": "array", "items": {"allOf": [INCLUDED, OWN]}}, "items/allOf", "allOf"),
        ({"allOf": [INCLUDED, {"$ref": "#/$defs/Main"}]}, "", "it is recursive"),
        ({"allOf": [{"type": "object"}, {"minProperties": 0}]}, "allOf", "additionalProperties"),
        ({**OWN, "minProperties": 2}, "minProperties", None),
    ],
)
def test_of_parts_that_say_more_or_contradict_there_is_a_doubt(
    schema: Any, place: str, reason: str | None
) -> None:
    last = reason or ("additionalProperties" if place == "allOf" else place)
    found = doubts(schema, Base=BASE)
    assert (f"Main/{place}" if place else "Main", last) in found


def test_what_is_included_has_to_be_an_object_by_itself() -> None:
    """Otherwise it has no class that others could be made of."""
    untyped = {"properties": {"b": {"type": "string"}}}
    found = doubts({"allOf": [{"$ref": "#/$defs/Untyped"}, OWN]}, Untyped=untyped)
    assert found == [("Untyped/properties", "properties")]


def array(items: Any, **keywords: Any) -> Any:
    return {"type": "array", "items": items, **keywords}


@pytest.mark.parametrize(
    "items",
    [
        {"type": "string", "maxLength": 30},
        {"type": "string", "format": "date-time"},
        {"type": ["integer", "null"]},
        {"type": "number"},
        {"enum": ["a", 1]},
        {"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/Name"}]},
        {"$ref": "#/$defs/Alias"},
    ],
)
def test_scalars_are_counted_and_compared_in_arrays_wherever_they_stand(items: Any) -> None:
    checked = array(items, uniqueItems=True, minItems=1, maxItems=9)
    schema = {
        "type": "object",
        "properties": {
            "alone": checked,
            "nullable": {"anyOf": [checked, {"type": "null"}]},
            "within": array(checked, maxItems=3),
            "either": {"anyOf": [{"const": "all"}, checked]},
        },
    }
    alias = {"$ref": "#/$defs/Name"}
    assert doubts(schema, Alias=alias, Name={"type": "string", "maxLength": 2}) == []
    assert doubts(checked, Alias=alias, Name={"type": "string"}) == []


def pair(*items: Any, **keywords: Any) -> Any:
    return {"type": "array", "prefixItems": [*items], "minItems": len(items), **keywords}


@pytest.mark.parametrize(
    "schema",
    [
        pair({"type": "number"}, {"type": "number"}, items=False),
        pair({"type": "number"}, {"type": "number"}, items=False, maxItems=2),
        pair({"type": "string"}, maxItems=1),
        pair({"type": "string"}, {"enum": [1, 2]}, unevaluatedItems=False),
        {**pair({"type": "string"}, items=False), "type": ["array", "null"]},
        array(pair({"$ref": "#/$defs/Name"}, {"type": "integer"}, items=False), maxItems=3),
        {"anyOf": [pair({"type": "string"}, items=False), {"type": "string"}]},
    ],
)
def test_arrays_of_a_fixed_number_of_scalars_are_tuples_for_their_model(schema: Any) -> None:
    within = {"type": "object", "properties": {"a": schema}}
    assert doubts(schema, Name={"type": "string"}) == []
    assert doubts(within, Name={"type": "string"}) == []


@pytest.mark.parametrize(
    "schema",
    [
        pair({"type": "number"}, {"type": "number"}),
        pair({"type": "number"}, {"type": "number"}, maxItems=3),
        pair({"type": "number"}, {"type": "number"}, items={"type": "number"}),
        {**pair({"type": "number"}, {"type": "number"}, items=False), "minItems": 1},
        {**pair({"type": "number"}, {"type": "number"}, items=False), "minItems": 3},
        pair({"type": "number"}, {"type": "number"}, items=False, maxItems=1),
        pair({"$ref": "#/$defs/Point"}, items=False),
    ],
)
def test_of_arrays_of_another_size_or_with_more_in_them_there_is_a_doubt(schema: Any) -> None:
    point = {"type": "object", "properties": {"x": {"type": "integer"}}}
    assert ("Main/prefixItems", "prefixItems") in doubts(schema, Point=point)


def test_a_tuple_that_could_be_a_list_as_well_is_for_the_judge() -> None:
    place = {"type": "object", "properties": {"at": {"$ref": "#/$defs/At"}}}
    at = pair({"type": "number"}, {"type": "number"}, items=False)
    schema = {"anyOf": [{"$ref": "#/$defs/Place"}, {"type": "object", "properties": {"at": True}}]}
    found = doubts(schema, Place=place, At=at)
    assert ("Main/anyOf", "prefixItems") in found
    assert ("Main/anyOf", "prefixItems") in doubts({"anyOf": [at, array({"type": "number"})]})


def test_items_that_may_be_equal_are_no_concern_of_the_model() -> None:
    assert doubts(array({"type": "object"}, uniqueItems=False)) == doubts(array({"type": "object"}))


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        (array({"$ref": "#/$defs/Point"}, uniqueItems=True), "uniqueItems"),
        (array(array({"type": "string"}), uniqueItems=True), "uniqueItems"),
        (array(True, uniqueItems=True), "uniqueItems"),
        (array(array({"$ref": "#/$defs/Point"}, minItems=1)), "items/minItems"),
    ],
)
def test_of_arrays_and_objects_in_them_there_is_a_doubt(schema: Any, place: str) -> None:
    point = {"type": "object", "properties": {"x": {"type": "integer"}}}
    assert (f"Main/{place}", place.split("/")[-1]) in doubts(schema, Point=point)


@pytest.mark.parametrize(
    ("schema", "keyword"),
    [
        ({"enum": [0.5, 1]}, "enum"),
        ({"enum": [0, False]}, "enum"),
        ({"enum": [1, 1.0]}, "enum"),
        ({"enum": [1, {}]}, "enum"),
        ({"enum": []}, "enum"),
        ({"type": "string", "enum": [1]}, "enum"),
        ({"const": 2**53}, "const"),
        ({"const": [1]}, "const"),
        ({"enum": [True, 2], "const": 1}, "const"),
        ({"enum": ["a", "bcd"], "maxLength": 2}, "maxLength"),
        ({"enum": ["a"], "not": {"$ref": "#/$defs/Letter"}}, "not"),
        ({"enum": [1, 2], "minimum": 2}, "minimum"),
    ],
)
def test_of_other_literals_there_is_a_doubt(schema: Any, keyword: str) -> None:
    assert (f"Main/{keyword}", keyword) in doubts(schema, Letter={"maxLength": 1})
