"""Lists whose items differ: strict reading is sure of it, everything else is for the schema."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from fastapi_observable_socket import DateTime, Number, UniqueItems
from fastapi_observable_socket.routing.values.reading import strict_reader


class Tagged(BaseModel):
    tags: Annotated[list[str], UniqueItems()]


class Pair(BaseModel):
    left: int


def reader(items: Any) -> Any:
    return strict_reader(TypeAdapter(Annotated[list[items], UniqueItems()]))


def test_lists_stay_lists_in_their_order() -> None:
    assert reader(str)(b'["b","a"]') == ["b", "a"]
    assert Tagged(tags=["b", "a"]).model_dump() == {"tags": ["b", "a"]}


def test_programs_may_build_what_the_schema_will_refuse() -> None:
    assert Tagged(tags=["a", "a"]).model_dump_json() == '{"tags":["a","a"]}'


def test_nothing_passes_strictly_that_could_be_equal() -> None:
    for items, text in [
        (str, b'["a","b","a"]'),
        (Number, b"[1,1.0]"),
        (bool | int, b"[1,true,1]"),
        (DateTime, b'["2026-01-01T00:00:00Z","2026-01-01T01:00:00+01:00"]'),
    ]:
        with pytest.raises(ValidationError, match="may be equal"):
            reader(items)(text)


def test_what_python_alone_takes_for_equal_passes() -> None:
    assert reader(bool | int)(b"[1,true]") == [1, True]
    assert reader(bool | int)(b"[0,false]") == [0, False]


def test_items_that_are_no_json_any_more_are_left_to_the_judge() -> None:
    with pytest.raises(ValidationError, match="may be equal"):
        reader(Pair)(b'[{"left":1}]')


def test_many_items_are_compared_too() -> None:
    numbers = list(range(1000))
    assert reader(int)(str(numbers).encode()) == numbers
    with pytest.raises(ValidationError, match="may be equal"):
        reader(int)(str([*numbers, 0]).encode())


def test_what_is_no_list_is_as_it_was() -> None:
    assert TypeAdapter(Annotated[str, UniqueItems()]).validate_python("aa") == "aa"


def test_schemas_of_models_say_it() -> None:
    assert Tagged.model_json_schema()["properties"]["tags"]["uniqueItems"] is True
