"""Reading in one pass leaves to the judge what the model alone cannot decide about."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from fastapi_observable_socket.routing.values.reading import strict_reader
from fastapi_observable_socket.routing.values.unions import faithful_validator


class Inner(BaseModel):
    model_config = ConfigDict(extra="allow")

    a: int | str


class Outer(BaseModel):
    model_config = ConfigDict(extra="allow")

    inner: Inner


class Free(BaseModel):
    a: Any


read = strict_reader(TypeAdapter(Outer))


def test_values_are_of_the_class_and_have_room_for_other_members() -> None:
    value = read(b'{"inner":{"a":1}}')
    assert value == Outer(inner=Inner(a=1))
    value.more = 1
    assert value.model_extra == {"more": 1}


@pytest.mark.parametrize("text", [b'{"inner":{"a":1},"b":1}', b'{"inner":{"a":1,"b":1}}', b"{"])
def test_members_that_are_not_declared_are_for_the_judge_at_any_depth(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"not for the model|Invalid JSON"):
        read(text)


def test_reading_is_strict() -> None:
    with pytest.raises(ValidationError):
        read(b'{"inner":{"a":1.5}}')


def test_a_model_that_takes_any_value_decides_about_none() -> None:
    with pytest.raises(ValueError, match="not for the model"):
        strict_reader(TypeAdapter(Free))(b'{"a":1}')


def test_unions_are_built_faithfully_whether_their_classes_were_used_before_or_not() -> None:
    assert Outer.model_validate({"inner": {"a": 1}}).inner.a == 1
    build = faithful_validator(TypeAdapter(list[Outer]).core_schema)
    assert build is not None
    with pytest.raises(ValidationError):
        build.validate_python([{"inner": {"a": True}}])
