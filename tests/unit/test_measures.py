"""How deep JSON is nested, told from its text, is what a walk through it finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastapi_observable_socket.protocol.measures import levels

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
