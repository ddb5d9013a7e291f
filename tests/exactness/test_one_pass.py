"""Values that schemas accept and refuse, read by the models that decide about them alone.

A model that decides alone must accept nothing that its schema refuses. What it refuses goes to the
judge, so that costs only time; but it must accept what usually comes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.served_schemas import Served, json_equal, serve

from fastapi_observable_socket.routing.values.checker import Checker


@dataclass(frozen=True, slots=True)
class Case:
    """A schema that is decided by its model alone.

    Attributes:
        schema: The schema.
        read: JSON texts that the model reads by itself.
        left: Texts that it leaves to the judge; see `RARE` for more of them.
    """

    schema: Any
    read: tuple[str, ...]
    left: tuple[str, ...]


def of(name: str, tag: Any, *, is_open: bool = False, **members: Any) -> dict[str, Any]:
    """Returns the schema of an object that is told from others by a tag."""
    properties = {name: {"const": tag}, **members}
    schema = {"type": "object", "properties": properties, "required": [*properties]}
    return schema if is_open else {**schema, "additionalProperties": False}


PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "born": {"type": "string", "format": "date"}},
    "required": ["name"],
}


_MANY = [str(number) for number in range(999)]

CASES = {
    "digits": Case({"enum": [0, 1, 2]}, ("0", "1", "2", "-0"), ("3", '"1"')),
    "level": Case({"type": "integer", "enum": [2, 3]}, ("2", "3"), ("4", "2.5")),
    "one": Case({"const": 1}, ("1",), ("2", "10", "11")),
    "yes": Case({"const": True}, ("true",), ("false",)),
    "no": Case({"enum": [False]}, ("false",), ("true", '""')),
    "flag": Case({"type": "boolean", "enum": [True, False]}, ("true", "false"), ('"true"',)),
    "mixed": Case({"enum": ["a", 1, None]}, ('"a"', "1", "null"), ('"b"', "[]")),
    "named": Case({"enum": ["1", True]}, ('"1"', "true"), ('"true"',)),
    "either": Case(
        {"anyOf": [{"const": 0}, {"type": "boolean"}, {"const": "x"}]},
        ("0", "true", "false", '"x"'),
        ('"0"',),
    ),
    "within": Case(
        {"type": "array", "items": {"enum": [1, 2]}}, ("[1,2,1]", "[]"), ("[1,true]", "[3]")
    ),
    "answers": Case(
        {"oneOf": [of("ok", True, n={"enum": [0, 1]}), of("ok", False, why={"type": "string"})]},
        ('{"ok":true,"n":1}', '{"ok":false,"why":""}', '{"n":0,"ok":true}'),
        (
            '{"ok":1,"n":1}',
            '{"ok":true,"n":true}',
            '{"ok":0,"why":""}',
            '{"ok":true,"why":""}',
            '{"ok":true,"ok":false,"n":1}',
            '{"n":1}',
        ),
    ),
    "versions": Case(
        {"oneOf": [of("v", 1, a={"type": "integer"}), of("v", 2, a={"type": "string"})]},
        ('{"v":1,"a":1}', '{"v":2,"a":"b"}'),
        ('{"v":true,"a":1}', '{"v":1.0,"a":"b"}', '{"v":3,"a":1}', '{"v":"1","a":1}'),
    ),
    "tens": Case(
        {"type": "integer", "multipleOf": 10},
        ("0", "-0", "10", "-20", "1" + "0" * 30, f"{10 * (2**64 + 1)}", f"-{10 * 2**63}"),
        ("1", "15", "-5", f"{2**64}", "1" * 40, "10.5"),
    ),
    "sevens": Case(
        {"type": "array", "items": {"type": ["integer", "null"], "multipleOf": 7, "minimum": -70}},
        (f"[7,-7,null,{7**40}]", "[-70]"),
        ("[8]", f"[{7**40 + 1}]", "[-77]", "[null,1]"),
    ),
    "tags": Case(
        {"type": "array", "items": {"type": "string", "maxLength": 3}, "uniqueItems": True},
        (
            "[]",
            '["a"]',
            '["a","b"]',
            '["é","e\\u0301"]',
            json.dumps(_MANY),
        ),
        (
            '["a","a"]',
            '["a","b","a"]',
            '["a","\\u0061"]',
            '["😀","\\ud83d\\ude00"]',
            '["abcd"]',
            "[1]",
            json.dumps([*_MANY, "0"]),
        ),
    ),
    "ids": Case(
        {
            "type": "object",
            "properties": {
                "ids": {
                    "type": ["array", "null"],
                    "items": {"type": "integer"},
                    "uniqueItems": True,
                    "minItems": 1,
                }
            },
            "required": ["ids"],
        },
        ('{"ids":[1,2]}', '{"ids":null}', f'{{"ids":[{2**64},{2**64 + 1}]}}'),
        (
            '{"ids":[]}',
            '{"ids":[1,1]}',
            '{"ids":[1,1.0]}',
            '{"ids":[0,-0]}',
            f'{{"ids":[{2**70},{2**70}]}}',
            '{"ids":[1,true]}',
        ),
    ),
    "numbers": Case(
        {"type": "array", "items": {"type": ["number", "boolean"]}, "uniqueItems": True},
        ("[1,1.5,-1]", f"[{2**53},{2**53 + 1}]", "[0.1,true]", "[1,true]", "[0,false]"),
        ("[1,1.0]", "[0,-0.0]", "[1e2,100]", "[true,true]", f"[1e30,{10**30}]"),
    ),
    "times": Case(
        {"type": "array", "items": {"type": "string", "format": "date-time"}, "uniqueItems": True},
        ('["2026-01-01T00:00:00Z","2026-01-01T00:00:01Z"]',),
        (
            '["2026-01-01T00:00:00Z","2026-01-01T00:00:00Z"]',
            '["2026-01-01T00:00:00Z","2026-01-01T01:00:00+01:00"]',
        ),
    ),
    "points": Case(
        {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"enum": [0, 1, "x"]},
                "minItems": 1,
                "maxItems": 2,
                "uniqueItems": True,
            },
            "maxItems": 2,
        },
        ("[]", '[[0,"x"],[1]]', "[[0],[0]]"),
        ("[[]]", "[[0,0]]", "[[0],[0],[0]]", '[[0,1,"x"]]', "[[1,true]]", "[[false]]"),
    ),
    "employee": Case(
        {
            "allOf": [
                {"$ref": "#/$defs/Person"},
                {"properties": {"desk": {"type": "integer"}}, "required": ["desk"]},
            ],
            "$defs": {"Person": PERSON},
        },
        ('{"name":"A","desk":1}', '{"desk":1,"name":"A","born":"2000-02-29"}'),
        (
            '{"name":"A"}',
            '{"desk":1}',
            '{"name":"A","desk":"1"}',
            '{"name":1,"desk":1}',
            '{"name":"A","desk":1,"more":1}',
            '{"name":"A","desk":1,"born":"2001-02-29"}',
        ),
    ),
    "visitor": Case(
        {
            "type": "object",
            "properties": {
                "visitor": {
                    "$ref": "#/$defs/Person",
                    "properties": {"host": {"type": ["string", "null"]}},
                    "unevaluatedProperties": False,
                },
                "others": {"type": "array", "items": {"allOf": [{"$ref": "#/$defs/Person"}]}},
            },
            "required": ["visitor"],
            "$defs": {"Person": PERSON},
        },
        (
            '{"visitor":{"name":"A","host":null}}',
            '{"visitor":{"name":"A"},"others":[{"name":"B"}]}',
        ),
        (
            '{"visitor":{"host":"B"}}',
            '{"visitor":{"name":"A","more":1}}',
            '{"visitor":{"name":"A"},"others":[{}]}',
            '{"visitor":[]}',
        ),
    ),
    "pets": Case(
        {
            "oneOf": [
                {"allOf": [{"$ref": "#/$defs/Pet"}, of("kind", kind, **members, is_open=True)]}
                for kind, members in [("cat", {}), ("dog", {"loud": {"type": "boolean"}})]
            ],
            "$defs": {
                "Pet": {
                    "type": "object",
                    "properties": {"kind": {"type": "string"}, "age": {"type": "integer"}},
                    "required": ["kind"],
                    "minProperties": 1,
                }
            },
        },
        ('{"kind":"cat"}', '{"age":3,"kind":"cat"}', '{"kind":"dog","loud":true,"age":3}'),
        ('{"kind":"dog"}', '{"kind":"cow"}', '{"kind":"cat","age":"3"}', '{"kind":"cat","loud":1}'),
    ),
    "line": Case(
        {
            "type": "array",
            "items": {
                "type": "array",
                "prefixItems": [{"type": "number"}, {"enum": [0, "x"]}],
                "items": False,
                "minItems": 2,
            },
            "minItems": 1,
        },
        ("[[1.5,0]]", '[[1,"x"],[-0.0,0]]'),
        ("[]", "[[]]", "[[1]]", "[[1,0,0]]", "[[1,false]]", '[["x",1]]', "[1,0]", '["x0"]'),
    ),
    "spot": Case(
        {
            "type": "object",
            "properties": {
                "at": {
                    "type": ["array", "null"],
                    "prefixItems": [{"type": "integer"}, {"type": "string", "format": "date-time"}],
                    "minItems": 2,
                    "maxItems": 2,
                }
            },
        },
        ('{"at":[1,"2026-01-01T00:00:00Z"]}', '{"at":null}', "{}"),
        ('{"at":[]}', '{"at":[1]}', '{"at":[1,"x"]}', '{"at":[true,"2026-01-01T00:00:00Z"]}'),
    ),
}

RARE = (
    *("true", "false", "null", "0", "-0", "-0.0", "0.0", "0e5", "1", "1.0", "1e0", "10e-1", "2.0"),
    *("-1", "0.5", "1e400", '"1"', '"0"', '""', '"true"', "[]", "[0]", "{}", '{"a":1}'),
    *("9007199254740991", "9007199254740993", "1" + "0" * 30, "\ufeff1", "1 ", "1,", "NaN"),
)
"""Texts that are tried with all of them."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    schemas = {name: case.schema for name, case in CASES.items()}
    return serve(schemas, tmp_path_factory.mktemp("onepass"))


def checker(name: str, served: Served) -> Checker:
    return Checker(served.part(name), served.package.contract.definitions, 1)


@pytest.mark.parametrize("name", CASES)
def test_models_read_what_usually_comes_and_make_the_same_of_it(name: str, served: Served) -> None:
    check = checker(name, served)
    assert check.is_exact
    for text in CASES[name].read:
        value = check.read(text.encode())
        assert json_equal(check.plain(value), json.loads(text)), text
        assert value == check.build(json.loads(text)), text


@pytest.mark.parametrize("name", CASES)
def test_models_accept_nothing_that_their_schema_refuses(name: str, served: Served) -> None:
    check = checker(name, served)
    for text in (*CASES[name].read, *CASES[name].left, *RARE):
        try:
            value = check.read(text.encode())
        except ValueError:
            assert text not in CASES[name].read
            continue
        assert text not in CASES[name].left
        assert check.accepts(json.loads(text)), text
        assert json_equal(check.plain(value), json.loads(text)), text


@pytest.mark.parametrize("name", CASES)
async def test_routes_decide_as_the_schema_does(name: str, served: Served) -> None:
    accepts = checker(name, served).accepts
    texts = [*CASES[name].read, *CASES[name].left]
    for text, outcome in zip(texts, await served.outcomes(name, texts), strict=True):
        expected = 200 if accepts(json.loads(text)) else 400
        assert (outcome.status, outcome.reports) == (expected, ()), text
        assert expected == 400 or json_equal(outcome.payload, json.loads(text)), text
