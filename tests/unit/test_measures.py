"""How deep, how long and how large JSON is: quick answers are those of a walk through it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastapi_observable_socket.protocol.measures import (
    has_long_integer,
    has_more_digits,
    has_more_levels,
    has_more_values,
    levels,
)

texts = st.text(st.sampled_from('[]{}"\\a'), max_size=6)
values = st.recursive(
    st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=30,
)


def walked(value: Any) -> int:
    if not isinstance(value, list | dict):
        return 0
    return 1 + max(map(walked, value.values() if isinstance(value, dict) else value), default=0)


@given(values, st.booleans())
def test_brackets_tell_the_levels_whatever_is_in_the_strings(value: Any, spaced: bool) -> None:
    text = json.dumps(
        value, separators=None if spaced else (",", ":"), indent=1 if spaced else None
    )
    assert levels(text.encode()) == walked(value)


@pytest.mark.parametrize(
    ("text", "depth"),
    [("1", 0), ("[]", 1), ('{"a":[{}]}', 3), ('["[[[["]', 1), ('["]",[]]', 2), ('[{"a":[]}]', 3)],
)
def test_levels_by_example(text: str, depth: int) -> None:
    assert levels(text.encode()) == depth


@given(values, st.integers(0, 6))
def test_levels_are_counted_up_to_a_limit(value: Any, depth: int) -> None:
    assert has_more_levels(value, depth) == (walked(value) > depth)


def counted(value: Any) -> int:
    if not isinstance(value, list | dict):
        return 1
    return 1 + sum(map(counted, value.values() if isinstance(value, dict) else value))


@given(values, st.integers(0, 40))
def test_values_are_counted_up_to_a_limit(value: Any, count: int) -> None:
    assert has_more_values(value, count) == (counted(value) > count)


@given(st.integers(), st.integers(1, 12))
def test_digits_are_those_that_are_written_and_the_minus_sign(number: int, digits: int) -> None:
    assert has_more_digits(number, digits) == (len(str(number)) > digits)


@pytest.mark.parametrize("number", [9, -9, 99, -99, 2**12, 999, 1000, -999, -1000])
def test_a_long_integer_is_found_wherever_it_is(number: int) -> None:
    data = {"a": [0, {"b": [True, 1e9, "12345", number]}]}
    assert has_long_integer(data, 3) == (len(str(number)) > 3)
