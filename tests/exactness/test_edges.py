"""Where reading in one pass and reading with the judge could differ."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter
from tests.support.served_schemas import Served, json_equal, serve

from fastapi_observable_socket import MISSING
from fastapi_observable_socket.routing.values.reading import strict_reader

_JSON = {
    "anyOf": [
        {"type": ["null", "number", "string"]},
        {"type": "array", "items": {"$ref": "#/$defs/Json"}},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/Json"}},
    ]
}


def _narrowed(kind: dict[str, Any], narrower: dict[str, Any]) -> dict[str, Any]:
    inner = {"type": "object", "properties": {"x": {"type": "integer"}}}
    wide = {"type": "object", "properties": {"kind": kind, "inner": inner}}
    return {"allOf": [wide, {"type": "object", "properties": {"kind": narrower}}]}


SCHEMAS: dict[str, Any] = {
    "object": {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "string", "maxLength": 3}},
        "required": ["a"],
        "additionalProperties": False,
    },
    "map": {"type": "object", "additionalProperties": {"type": "integer"}},
    "open": {
        "type": "object",
        "properties": {"class": {"type": "integer"}, "in": {"$ref": "#/$defs/In"}},
        "required": ["class"],
        "$defs": {"In": {"type": "object", "properties": {"a": {"type": "integer"}}}},
    },
    "numbers": {"type": "array", "items": {"type": "number"}},
    "text": {"type": "string"},
    "json": {"$defs": {"Json": _JSON}, "$ref": "#/$defs/Json"},
    "alike": {"anyOf": [{"const": True}, {"const": 1}, {"const": 0}, {"const": False}]},
    "narrowed": _narrowed({"type": "string", "default": "any"}, {"const": "a"}),
    "narrowed_anew": _narrowed(
        {"type": "string", "default": "any"}, {"const": "a", "default": "a"}
    ),
    "narrowed_type": _narrowed({"type": ["string", "null"], "default": None}, {"type": "string"}),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return serve(SCHEMAS, tmp_path_factory.mktemp("edges"))


@pytest.mark.parametrize("name", ["object", "map", "open", "numbers", "text"])
def test_these_are_read_in_one_pass(name: str, served: Served) -> None:
    assert served.part(name).exact


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("object", '{"a":1,"a":2}', 200),
        ("object", '{"a":"x","a":2}', 200),
        ("object", '{"a":2,"a":"x"}', 400),
        ("object", '{"b":"abcd","a":1,"b":"a"}', 200),
        ("object", '{"a":1,"x":1}', 400),
        ("object", '{"a":1.0}', 200),
        ("object", '{"a":true}', 400),
        ("map", '{"a":1,"a":"x"}', 400),
        ("map", '{"a":"x","a":1}', 200),
        ("open", '{"class":1,"in":{"a":1}}', 200),
        ("open", '{"class":1,"in":{"a":"1"}}', 400),
        ("open", '{"class":1,"in":{"a":1,"b":{"a":"1"}},"class_":2,"a":null}', 200),
        ("open", '{"class":1,"in":{"a":"1","b":1}}', 400),
        ("open", '{"class":1,"b":1e400}', 400),
        ("open", '{"class":1,"in":{"b":[1e400]}}', 400),
        ("open", '{"class":1,"b":"\\ud800"}', 400),
        ("open", '{"class":1,"b":' + "[" * 199 + "]" * 199 + "}", 200),
        ("open", '{"class":1,"b":' + "[" * 200 + "]" * 200 + "}", 400),
        ("open", f'{{"class":1,"b":{"9" * 400}}}', 200),
        ("numbers", "[1e400]", 400),
        ("numbers", "[1e308,-0.0,-0,1e-400]", 200),
        ("numbers", "[9007199254740993]", 200),
        ("numbers", "[1.7976931348623157e308]", 200),
        ("numbers", f"[{'9' * 400}]", 200),
        ("numbers", f"[{'9' * 400}.0]", 400),
        ("text", '"\\ud800"', 400),
        ("text", '"\\ud83d\\ude00"', 200),
        ("json", "[" * 200 + "]" * 200, 200),
        ("json", "[" * 201 + "]" * 201, 400),
        ("json", '{"a":' * 200 + "1" + "}" * 200, 200),
    ],
)
async def test_both_ways_decide_the_same(name: str, text: str, status: int, served: Served) -> None:
    (outcome,) = await served.outcomes(name, [text])
    assert (outcome.status, outcome.reports) == (status, ())
    assert status == 400 or json_equal(outcome.payload, json.loads(text))


async def test_members_that_are_not_declared_arrive_and_leave_room_for_more(
    served: Served,
) -> None:
    # Models that were built before would be taken as they are.
    type_: Any = served.part("open").type
    adapter: TypeAdapter[Any] = TypeAdapter(type_)
    assert adapter.validate_python({"class": 1, "in": {"a": 1}}).model_extra == {}
    reader = strict_reader(adapter)
    with pytest.raises(ValueError, match="not for the model"):
        reader(b'{"class":1,"in":{"a":1,"b":1}}')
    value = reader(b'{"class":1,"in":{"a":1}}')
    value.more = 1
    assert value.model_extra == {"more": 1}


@pytest.mark.parametrize("name", ["narrowed", "narrowed_anew", "narrowed_type"])
@pytest.mark.parametrize("text", ["{}", '{"inner":{"x":1}}'])
async def test_a_default_that_another_part_refuses_is_none(
    name: str, text: str, served: Served
) -> None:
    (outcome,) = await served.outcomes(name, [text])
    assert (outcome.status, outcome.payload, outcome.reports) == (200, json.loads(text), ())
    part = served.part(name)
    built = TypeAdapter[Any](part.type).validate_json(text)
    assert built.kind == ("a" if name == "narrowed_anew" else MISSING)


@pytest.mark.parametrize("text", ["true", "1", "0", "false"])
async def test_literals_that_are_equal_in_python_stay_what_they_are(
    text: str, served: Served
) -> None:
    (outcome,) = await served.outcomes("alike", [text])
    assert (outcome.status, outcome.reports) == (200, ())
    assert json_equal(outcome.payload, json.loads(text))
