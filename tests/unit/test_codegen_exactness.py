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
