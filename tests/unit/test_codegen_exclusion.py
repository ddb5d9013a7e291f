"""Schemas of which no two accept the same value are found to be such; in doubt they are not."""

from __future__ import annotations

from typing import Any

import pytest

from observable_socket_codegen.compiling.exclusion import exclude_each_other


def tagged(*kinds: Any, **members: Any) -> dict[str, Any]:
    properties = {"kind": {"enum": [*kinds]}, **members}
    return {"type": "object", "properties": properties, "required": ["kind"]}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


DEFINITIONS: dict[str, Any] = {
    "Animal": tagged("cat", "dog"),
    "Cat": tagged("cat"),
    "Pet": ref("Cat"),
    "Dog": {**tagged(), "properties": {"kind": ref("DogKind")}},
    "DogKind": {"const": "dog"},
    "Loop": ref("Loop"),
    "Text": {"type": "string"},
}


@pytest.mark.parametrize(
    "schemas",
    [
        [],
        [True],
        [{"type": "string"}, {"type": "null"}, {"type": ["array", "boolean"]}],
        [{"const": "a"}, {"enum": ["b", "c"]}, {"type": "integer"}],
        [{"const": 1}, {"enum": [2, 3.5]}, {"enum": ["1", None]}, {"type": "boolean"}],
        [{"const": 1}, {"const": True}],
        [{"enum": ["a", 1]}, {"const": "b"}],
        [tagged("a"), tagged("b", "c"), {"type": "null"}],
        [{"required": ["kind"], "properties": {"kind": {"const": "b"}}}, tagged("a")],
        [{"allOf": [ref("Text"), {"maxLength": 3}]}, {"type": "integer"}],
        [{"allOf": [ref("Animal"), tagged("cat")]}, {**ref("Animal"), **tagged("dog")}],
        [{"allOf": [ref("Cat"), {"type": ["object", "null"]}]}, tagged("dog"), {"type": "null"}],
        [tagged(True), tagged(False), tagged(1, "a"), tagged(0)],
        [ref("Pet"), ref("Dog"), ref("Text")],
        [tagged("a", op={"const": "x"}), {**tagged("a", op={"const": "y"}), "required": ["op"]}],
    ],
)
def test_types_scalars_and_tags_tell_values_apart(schemas: list[Any]) -> None:
    told_apart = [*schemas]
    if len(schemas) == 2:
        told_apart[0] = {**schemas[0], "required": ["kind", "op"]}
    assert exclude_each_other(told_apart, DEFINITIONS)


@pytest.mark.parametrize(
    "schemas",
    [
        [True, {"type": "null"}],
        [{"type": "integer"}, {"type": "number"}],
        [{"const": "a"}, {"enum": ["b", "a"]}],
        [{"const": "a"}, {"type": "string"}],
        [{"const": 1}, {"enum": [2, 1.0]}],
        [{"const": 1}, {"type": "number"}],
        [{"enum": ["a", 1]}, {"enum": [1, "b"]}],
        [{"const": [1]}, {"enum": [1, {}]}],
        [tagged(1), tagged(1.0)],
        [tagged([1]), tagged([2])],
        [{"enum": []}, {"const": "b"}],
        [tagged("a"), tagged("b", "a")],
        [tagged("a"), {**tagged("b"), "required": []}],
        [tagged("a"), {**tagged("b"), "type": ["object", "null"]}, {"type": "null"}],
        [tagged("a"), {**tagged("b"), "properties": {"kind": {"type": "string"}}}],
        [ref("Cat"), ref("Pet")],
        [{"allOf": [ref("Animal")]}, tagged("dog")],
        [{"allOf": [ref("Animal"), True]}, {"type": "object"}],
        [ref("Loop"), {"type": "null"}],
    ],
)
def test_what_may_be_both_is_not_told_apart(schemas: list[Any]) -> None:
    assert not exclude_each_other(schemas, DEFINITIONS)
