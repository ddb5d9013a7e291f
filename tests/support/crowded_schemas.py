"""Schemas whose members are called so that many places come to the same name."""

from __future__ import annotations

from random import Random
from typing import Any

_WORDS = (
    "a", "A", "a-b", "aB", "AB", "a_b", "ab", "b", "aItem", "item", "Value", "Object", "Option1",
    "Member", "AMember", "Definition", "Result", "Payload", "Input", "$a", "@a", "e\u0301", "é",
    "1", "", "🎈", "-",
)  # fmt: skip
SHARED = ("a", "A", "aB", "Payload")
"""Names of definitions that a crowded contract has."""


def crowded_schema(random: Random, depth: int = 0) -> dict[str, Any]:
    """Return a schema; it may refer to `SHARED` definitions."""

    def inner() -> dict[str, Any]:
        return crowded_schema(random, depth + 1)

    def members(most: int) -> dict[str, Any]:
        return {word: inner() for word in random.sample(_WORDS, random.randint(1, most))}

    makers: list[Any] = [
        lambda: {"type": "object", "properties": members(5)},
        lambda: {"type": ["object", "null"], "properties": members(2)},
        lambda: {"type": "array", "items": inner()},
        lambda: {"type": "array", "prefixItems": [inner(), inner()]},
        lambda: {"anyOf": [inner(), {"type": "null"}]},
        lambda: {"anyOf": [inner(), inner()], "oneOf": [inner(), True]},
        lambda: {"allOf": [inner(), {"type": "object", "properties": members(2)}]},
        lambda: {"type": "object", "additionalProperties": inner(),
                 "patternProperties": {"^a": inner(), "a": inner()}},
        lambda: {"$ref": f"#/$defs/{random.choice(SHARED)}"},
    ]  # fmt: skip
    leaf = depth > 2 or random.random() < 0.15
    schema: dict[str, Any] = {"enum": ["x", "y"]} if leaf else random.choice(makers)()
    return schema


def crowded_definitions(random: Random) -> dict[str, Any]:
    """Return definitions under `SHARED` and other names; none only refers to another."""
    names = dict.fromkeys([*SHARED, *random.sample(_WORDS, 3)])
    return {
        name: {"type": "object", "properties": {"a": crowded_schema(random, 1)}} for name in names
    }
