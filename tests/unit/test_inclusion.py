"""The proofs and witnesses behind `breaking`, held against the run-time's own validator."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from tests.support.schema_pairs import SchemaMaker
from tests.support.versions import Pair

from observable_socket_codegen.inclusion.prover import Prover
from observable_socket_codegen.inclusion.samples import FORMAT_SAMPLES
from observable_socket_codegen.inclusion.scalars import SHAPES
from observable_socket_codegen.regular.languages import (
    Counterexample,
    difference,
    words,
)

SEEDS = 8
PAIRS = 60


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_sampled_value_refutes_what_is_called_compatible(seed: int) -> None:
    maker = SchemaMaker(seed)
    verdicts: Counter[str] = Counter()
    for _ in range(PAIRS):
        old, new = maker.pair()
        pair = Pair(old, new)
        verdict = pair.verdict()
        verdicts[verdict] += 1
        if verdict == "yes":
            for value in (maker.value() for _ in range(80)):
                fits = pair.universe.accepts(pair.old, value)
                assert not fits or pair.universe.accepts(pair.new, value), (old, new, value)
    assert verdicts["unknown"] <= PAIRS // 6, "hardly anything may be left undecided"
    assert verdicts["yes"]
    assert verdicts["no"]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_value_that_is_shown_fits_the_one_schema_and_not_the_other(seed: int) -> None:
    maker = SchemaMaker(1_000 + seed)
    for _ in range(PAIRS):
        pair = Pair(*maker.pair())
        for failure in Prover(pair.universe).prove(pair.old, pair.new):
            for value in failure.values:
                assert pair.universe.accepts(pair.old, value)
                assert not pair.universe.accepts(pair.new, value)


@pytest.mark.parametrize("seed", range(4))
def test_a_schema_accepts_what_itself_accepts(seed: int) -> None:
    maker = SchemaMaker(2_000 + seed)
    for _ in range(PAIRS):
        schema = maker.schema()
        assert Pair(schema, schema).verdict() == "yes"
        assert Pair({"allOf": [schema]}, schema).verdict() in ("yes", "unknown")


@pytest.mark.parametrize(
    ("patterns", "pattern", "expected"),
    [
        (["^[a-z]+$"], "^[a-z0-9]+$", True),
        (["^[a-z0-9]+$"], "^[a-z]+$", Counterexample("0")),
        (["^a*$", "^(aa)*$"], "^(aaaa)*$", Counterexample("aa")),
        (["^a*$", "^.{0,3}$"], "^a{0,3}$", True),
        (["^a|b$"], "[ab]", True),
        ([], "^.*$", Counterexample("\n")),
        ([], "^[\\s\\S]*$", True),
        (["^\\d$"], "^[0-9]$", True),
        (["^\\w$"], "^[a-z]$", Counterexample("0")),
        (["a(?=b)"], "a", False),
        (["^a\\b"], "a", False),
        (["^(a)\\1$"], "a", False),
        (["x^a"], "a", False),
    ],
)
def test_languages_of_patterns_are_compared(
    patterns: list[str], pattern: str, expected: Any
) -> None:
    assert difference(frozenset(patterns), pattern) == expected


def test_lengths_count_when_patterns_are_compared() -> None:
    assert difference(frozenset(["^a+$"]), "^a{0,5}$", longest=5) is True
    assert difference(frozenset(["^a+$"]), "^a{0,5}$", longest=6) == Counterexample("aaaaaa")


def test_words_of_a_pattern_have_the_lengths_asked_for() -> None:
    found = list(words(frozenset(["^[a-z]+(-[a-z]+)*$"]), [4, 30]))
    assert [len(word) for word in found] == [1, 4, 30]


def test_recursive_schemas_are_compared_to_any_depth() -> None:
    def tree(leaf: object) -> object:
        children = {"type": "array", "items": {"$ref": "#/$defs/Tree"}}
        node = {"type": "object", "properties": {"value": leaf, "children": children}}
        return {"$ref": "#/$defs/Tree", "$defs": {"Tree": node}}

    integers, numbers = tree({"type": "integer"}), tree({"type": "number"})
    assert Pair(integers, numbers).verdict() == "yes"
    assert Pair(numbers, integers).verdict() == "no"


def test_a_part_of_a_recursive_schema_that_differs_further_in_is_found() -> None:
    def chain(*names: str) -> object:
        definitions = {
            name: {"type": "object", "properties": {"next": {"$ref": f"#/$defs/{after}"}}}
            for name, after in zip(names, (*names[1:], names[0]), strict=True)
        }
        definitions[names[-1]]["required"] = []
        return {"$ref": f"#/$defs/{names[0]}", "$defs": definitions}

    old = chain("A", "B")
    new: Any = chain("A", "B")
    new["$defs"]["B"]["required"] = ["next"]
    assert Pair(old, new).verdict() == "no"
    assert Pair(new, old).verdict() == "yes"


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_all_strings_of_a_format_have_its_shape(name: str) -> None:
    tries = [
        *FORMAT_SAMPLES[name],
        *("2026-01-05T08:00:00.123+02:00", "2026-01-05t08:00:00z", "2026-01-05 08:00:00Z"),
        *("1990-12-31T23:59:60Z", "23:59:60Z", "08:00:00z", "08:00:00.5-02:30", "08:00:00+02:00"),
        *("::ffff:192.0.2.1", "1:2:3:4:5:6:7:8", "0.0.0.0", "255.255.255.255", "fe80::1%eth0"),
        *("6F9619FF-8B86-D011-B42D-00C04FC964FF", "6f9619ff8b86d011b42d00c04fc964ff"),
        *("२०२६-०१-०५", "2026-1-5", "2026-01-05\n", "+2026-01-05", "12026-01-05"),
    ]
    pair = Pair({"type": "string", "format": name}, {"type": "string", "pattern": SHAPES[name]})
    accepted = [text for text in tries if pair.universe.accepts(pair.old, text)]
    assert accepted
    assert [text for text in accepted if not pair.universe.accepts(pair.new, text)] == []
    assert pair.verdict() == "yes"


ANY_LETTER = {"if": {"contains": {"const": "a"}}, "unevaluatedItems": False}
FIRST_LETTER = {"if": {"prefixItems": [{"const": "a"}]}, "unevaluatedItems": False}
NAMED = {"if": {"required": ["a"], "properties": {"a": True}}, "unevaluatedProperties": False}
PAIRED = {**NAMED, "then": {"properties": {"b": True}, "required": ["b"]}}


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ({"items": {"type": "string"}}, ANY_LETTER, ["b"]),
        (FIRST_LETTER, {"unevaluatedItems": False}, ["a"]),
        ({"properties": {"b": True}, "unevaluatedProperties": False}, PAIRED, {"b": 1}),
        (PAIRED, NAMED, {"a": 1, "b": 1}),
        (
            {"anyOf": [{"properties": {"a": True}}, {"properties": {"b": True}}]},
            {
                "anyOf": [{"properties": {"a": True}}, {"properties": {"b": True}}],
                "unevaluatedProperties": False,
            },
            {"c": 1},
        ),
        (
            {"allOf": [{"prefixItems": [True]}], "unevaluatedItems": False},
            {"unevaluatedItems": False},
            [1],
        ),
    ],
)
def test_what_is_evaluated_is_known_or_left_open(old: Any, new: Any, value: Any) -> None:
    pair = Pair(old, new)
    assert pair.universe.accepts(pair.old, value)
    assert not pair.universe.accepts(pair.new, value)
    assert pair.verdict() != "yes"


def test_members_evaluated_by_several_branches_are_put_together() -> None:
    branches = [{"properties": {"a": True}}, {"properties": {"b": True}}]
    old = {"type": "object", "anyOf": branches, "unevaluatedProperties": False}
    new = {"properties": {"a": True, "b": True}, "additionalProperties": False}
    assert Pair(old, new).verdict() == "yes"
    assert Pair(old, {"maxProperties": 1}).verdict() == "no"


def test_items_evaluated_by_several_schemas_are_put_together() -> None:
    more = [{"prefixItems": [True, True]}]
    old = {"type": "array", "prefixItems": [True], "allOf": more, "unevaluatedItems": False}
    assert Pair(old, {"maxItems": 2}).verdict() == "yes"
    assert Pair(old, {"maxItems": 1}).verdict() == "no"
