"""``uniqueItems``: exact, and bounded whatever the items are."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastapi_observable_socket.routing.values.judge import Judge
from fastapi_observable_socket.routing.values.uniqueness import differ

SCHEMA = {"type": "array", "uniqueItems": True}
numbers = st.sampled_from([0, 1, 2, -1, 2**61 - 1, 1 - 2**61, 2**64, 10**22])
fractions = st.sampled_from([0.0, -0.0, 1.0, 1.5, 1e22])
scalars = numbers | fractions | st.sampled_from([True, False, None])
texts = st.sampled_from(["", "0", "1", "true", "null", "a", "1.0", "[]", "é"])
values: st.SearchStrategy[Any] = st.recursive(
    scalars | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


@settings(deadline=None)
@given(st.lists(values, max_size=4) | st.lists(numbers, max_size=4))
def test_items_differ_as_json_schema_sees_it(items: list[Any]) -> None:
    assert differ(items) == jsonschema_rs.Draft202012Validator(SCHEMA).is_valid(items)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}], False),
        ([{"a": 1, "b": 2}, {"a": 2, "b": 1}], True),
        ([1, True, "1", None, 0, False], True),
        ([9007199254740993, 9007199254740992.0], True),
        ([1e30, 10**30], False),
        ([float(2**70), 2**70], False),
        ([[1e30], [10**30]], False),
        ([1e30, 1e31, 10**29], True),
        (["a", "b", "a"], False),
        ([[], {}, ""], True),
    ],
)
def test_the_judge_compares_items(items: list[Any], expected: bool) -> None:
    judge = Judge({"Items": SCHEMA}, "Items", 32)
    assert judge.accepts(items) is expected
    found = [(one.pointer, one.code, one.message) for one in judge.errors(items, "/payload")]
    assert found == ([] if expected else [("/payload", "uniqueItems", "has non-unique elements")])


def test_tuples_are_arrays_too() -> None:
    judge = Judge({"Items": SCHEMA}, "Items", 32)
    assert judge.accepts(("a", "b"))
    assert not judge.accepts(("a", "a"))
    assert not judge.accepts([(1.0, 2), (1, 2)])


def test_it_holds_for_arrays_only_and_where_it_is_wanted() -> None:
    judge = Judge({"Any": {"uniqueItems": True}, "Not": {"uniqueItems": False}}, "Any", 32)
    assert judge.accepts({"a": 1})
    assert judge.accepts("aa")
    assert Judge({"Not": {"uniqueItems": False}}, "Not", 32).accepts([1, 1])


# Compared one with another, or put into a set, each of these would take minutes.
@pytest.mark.parametrize(
    "items",
    [
        [10**30 + number for number in range(30_000)],
        [number * (2**61 - 1) for number in range(1, 40_000)],
        [2**62 + number for number in range(50_000)],
        [[10**30 + number] for number in range(30_000)],
    ],
    ids=["one-float", "one-hash", "few-floats", "within"],
)
def test_integers_that_look_alike_are_told_apart_at_once(items: list[Any]) -> None:
    judge = Judge({"Items": SCHEMA}, "Items", 32)
    assert judge.accepts(items)
    assert not judge.accepts([*items, items[0]])
    assert [one.code for one in judge.errors([*items, items[0]], "")] == ["uniqueItems"]
