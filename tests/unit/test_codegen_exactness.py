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
        ({"enum": [1, 2], "const": 1}, "enum"),
        ({"enum": [1, 2], "minimum": 2}, "minimum"),
    ],
)
def test_of_other_literals_there_is_a_doubt(schema: Any, keyword: str) -> None:
    assert (f"Main/{keyword}", keyword) in doubts(schema)
