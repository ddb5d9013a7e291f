"""Models that a tag tells apart are read as before, but each value by its own model only."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator
from typing_extensions import TypeAliasType

from fastapi_observable_socket import MISSING, Number
from fastapi_observable_socket.routing.values.core_schemas import has_type
from fastapi_observable_socket.routing.values.tagging import tagged


class Circle(BaseModel):
    model_config = ConfigDict(extra="allow")

    kind: Literal["circle", "ring"]
    size: Number = 1


Square = TypeAliasType("Square", Literal["square"])


class Box(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Square
    size: int


class Group(BaseModel):
    kind: Literal["group"]
    shapes: list[Circle | Box | Group]
    main: Circle | Box | None | MISSING = MISSING


class Ball(BaseModel):
    kind: Literal["ring", "ball"]


class Optional(BaseModel):
    kind: Literal["optional"] = "optional"


class Numbered(BaseModel):
    model_config = ConfigDict(extra="allow")

    kind: Literal[1, 3]


class Counted(BaseModel):
    kind: Literal[0, 2]
    size: int


class Flagged(BaseModel):
    kind: Literal[True]


class Unflagged(BaseModel):
    kind: Literal[False]


class Renamed(BaseModel):
    kind_: Annotated[Literal["renamed"], Field(alias="kind")]


class Misnamed(BaseModel):
    kind: Annotated[Literal["misnamed"], Field(alias="type")]


@pytest.mark.parametrize(
    "type_",
    [
        Circle | Box,
        Group,
        list[Circle | Box] | None,
        Circle | Renamed,
        dict[str, Circle | Box],
        Circle | Numbered,
        Numbered | Counted,
        Flagged | Unflagged,
    ],
)
def test_a_scalar_that_differs_in_all_models_is_a_tag(type_: Any) -> None:
    schema = tagged(TypeAdapter(type_).core_schema)
    assert has_type(schema, "tagged-union")
    SchemaValidator(schema, _use_prebuilt=False)


@pytest.mark.parametrize(
    "type_",
    [
        Circle | Ball,
        Circle | Optional,
        Numbered | Flagged,
        Circle | Misnamed,
        Circle | str,
        int | str,
    ],
)
def test_what_may_be_missing_shared_or_no_scalar_is_none(type_: Any) -> None:
    schema = TypeAdapter(type_).core_schema
    assert tagged(schema) == schema


kinds = st.sampled_from(["circle", "ring", "square", "group", "renamed", "other", 1, True, None])
sizes = st.sampled_from([1, 1.0, 0.5, "1", True, None, 2**70])
objects: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries({}, optional={"kind": kinds, "size": sizes, "more": sizes}),
    lambda inner: st.fixed_dictionaries(
        {"shapes": st.lists(inner, max_size=3)},
        optional={"kind": st.just("group"), "main": st.one_of(inner, st.none())},
    ),
)


@given(objects, st.booleans())
def test_values_are_read_as_without_a_tag(value: Any, is_strict: bool) -> None:
    assert_same(TypeAdapter(Circle | Box | Group | Renamed), value, is_strict)


def assert_same(adapter: TypeAdapter[Any], value: Any, is_strict: bool) -> None:
    """Holds reading by a tag against reading without."""
    by_tag = SchemaValidator(tagged(adapter.core_schema), _use_prebuilt=False)
    text = json.dumps(value)

    def result(validate: Any, data: Any) -> Any:
        try:
            return validate(data, strict=is_strict)
        except ValidationError:
            return "refused"

    assert result(by_tag.validate_json, text) == result(adapter.validator.validate_json, text)
    assert result(by_tag.validate_python, value) == result(adapter.validator.validate_python, value)


flags = st.sampled_from(["circle", 0, 0.0, 1, 1.0, 2, 2.0, 3, 2**70, 0.5, False, True, None, "1"])


@pytest.mark.parametrize("type_", [Circle | Numbered | Counted, Flagged | Unflagged | Circle])
@given(st.fixed_dictionaries({}, optional={"kind": flags, "size": sizes}), st.booleans())
def test_numbers_and_booleans_are_tags_as_pydantic_takes_them(
    type_: Any, value: Any, is_strict: bool
) -> None:
    assert_same(TypeAdapter(type_), value, is_strict)


@pytest.mark.parametrize("kinds", [("circle", "square"), ("square", "circle"), ("x", "circle")])
def test_of_two_tags_the_last_counts(kinds: tuple[str, str]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Circle | Box)
    by_tag = SchemaValidator(tagged(adapter.core_schema), _use_prebuilt=False)
    text = '{{"kind":"{}","size":1,"kind":"{}"}}'.format(*kinds)
    assert by_tag.validate_json(text) == adapter.validator.validate_json(text)
    assert by_tag.validate_json(text).kind == kinds[1]
