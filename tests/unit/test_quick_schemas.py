"""A quicker schema decides about every value as the one that it stands for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastapi_observable_socket.routing.values.judge import Judge
from fastapi_observable_socket.routing.values.quick_schemas import quick_schema

TWO: dict[str, Any] = {"properties": {"a": {}, "b": {}}, "required": ["b", "a"]}
CLOSED = {**TWO, "additionalProperties": False}

SCHEMAS: list[Any] = [
    CLOSED,
    {**CLOSED, "type": "object"},
    {**CLOSED, "minProperties": 1},
    {**CLOSED, "minProperties": 3},
    {**CLOSED, "maxProperties": 1},
    {**CLOSED, "required": ["a"]},
    {**CLOSED, "required": ["a", "b", "c"]},
    {**CLOSED, "patternProperties": {"^c": {}}},
    {**CLOSED, "additionalProperties": True},
    {**CLOSED, "properties": {"a": CLOSED, "b": True}},
    {"not": CLOSED},
    {"oneOf": [CLOSED, {"required": ["a"]}]},
    {"properties": {"required": CLOSED, "properties": {"type": "integer"}}},
    {"properties": {"a": {"format": "date"}}, **CLOSED},
    {"oneOf": [CLOSED, {"properties": {"a": {"format": "date"}}}]},
    {"not": {"format": "date", "minLength": 1}},
    {"format": "date", "anyOf": [{"not": {"format": "date"}}, {"const": "2024-02-29"}]},
    {"items": {"format": "date"}, "contains": {"format": "date-time"}},
    {"const": {"required": ["a"], "properties": {"a": 1}, "additionalProperties": False}},
    TWO,
    True,
]

names = st.sampled_from(["a", "b", "c", "required", "properties", "additionalProperties"])
scalars = st.sampled_from([None, 0, "x", "2024-02-28", "2024-02-29", "2023-02-29", False, "a"])
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(names, inner))
)


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_it_refuses_and_accepts_the_same(schema: Any) -> None:
    judge = Judge({"It": schema}, "It", 32)

    @given(st.one_of(values, st.dictionaries(names, values)))
    def check(value: Any) -> None:
        assert judge.accepts(value) == (not judge.errors(value, ""))

    check()
    assert judge.accepts(schema) == (not judge.errors(schema, ""))


def test_what_has_to_have_all_its_members_is_asked_for_their_number() -> None:
    found = quick_schema({"$defs": {"It": CLOSED}})

    assert found.is_exact
    assert "required" not in found.schema["$defs"]["It"]
    assert found.schema["$defs"]["It"]["minProperties"] == 2


def test_a_doubtful_format_is_not_for_the_quick_schema_to_refuse() -> None:
    found = quick_schema({"format": "date"})

    assert not found.is_exact
    assert not found.has_formats


def test_where_less_may_be_more_functions_decide_about_doubtful_formats() -> None:
    found = quick_schema({"not": {"format": "date", "maxLength": 10}})

    assert found.is_exact
    assert found.has_formats
    assert found.schema["not"]["allOf"][0]["anyOf"][1] == {"format": "date"}
    assert not quick_schema({"not": {"format": "ipv4"}}).has_formats


def test_what_excludes_each_other_is_looked_at_until_one_accepts() -> None:
    words = {"oneOf": [{"const": "a"}, {"format": "date"}]}
    found = quick_schema({"properties": {"a": words}}, is_exclusive=True)

    assert found.schema["properties"]["a"]["anyOf"][0] == {"const": "a"}
    assert not found.has_formats
    assert quick_schema(words).has_formats
    assert quick_schema({"not": words}, is_exclusive=True).has_formats
