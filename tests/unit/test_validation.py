"""The judge decides as the schema says; the model only builds the value."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field
from tests.support.library_contract import (
    DEFINITIONS,
    Book,
    BooksAddPayload,
    BooksListReply200,
    Shelf,
)

from fastapi_observable_socket import MISSING, Part
from fastapi_observable_socket.routing.values.checker import Checker
from fastapi_observable_socket.routing.values.judge import MAX_VALUES, standalone

ID = "12345678-1234-1234-1234-123456789abc"


def checker(name: str, type_: Any, max_errors: int = 32) -> Checker:
    return Checker(Part(type_, name), DEFINITIONS, max_errors)


def judging(schema: Any, type_: Any = Any, max_errors: int = 32) -> Checker:
    return Checker(Part(type_, "It"), {"It": schema}, max_errors)


def findings(schema: Any, data: Any) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in judging(schema).errors(data, "/payload")]


adding = checker("BooksAddPayload", BooksAddPayload)


@pytest.mark.parametrize(
    "data",
    [
        {"title": "Emma"},
        {"title": "Emma", "note": None},
        {"title": "Emma", "published": "1815-12-23T00:00:00Z"},
        {"title": "Emma", "published": "1815-12-23t00:00:00+01:00", "note": ""},
    ],
)
def test_what_the_schema_accepts_is_built(data: dict[str, Any]) -> None:
    assert adding.accepts(data)
    assert isinstance(adding.build(data), BooksAddPayload)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"title": ""},
        {"title": 5},
        {"title": "Emma", "note": 5},
        {"title": "Emma", "published": None},
        {"title": "Emma", "published": 0},
        {"title": "Emma", "published": "1815-12-23"},
        {"title": "Emma", "published": "1815-02-30T00:00:00Z"},
        {"title": "Emma", "other": 1},
    ],
)
def test_what_the_schema_refuses_is_not_accepted_even_if_the_model_would_take_it(data: Any) -> None:
    assert not adding.accepts(data)
    assert adding.errors(data, "/payload")


def test_absent_null_and_given_members_are_told_apart() -> None:
    absent = adding.build({"title": "Emma"})
    null = adding.build({"title": "Emma", "note": None})
    assert absent.note is MISSING
    assert null.note is None
    assert absent.published is MISSING
    given = adding.build({"title": "Emma", "published": "1815-12-23T00:00:00Z"})
    assert given.published == datetime(1815, 12, 23, tzinfo=UTC)


def test_aliases_and_recursive_types_are_built() -> None:
    books = checker("BooksListReply200", BooksListReply200).build([{"id": ID, "title": "Emma"}])
    assert books == [Book(id=UUID(ID), title="Emma")]
    shelf = checker("Shelf", Shelf).build({"name": "a", "shelves": [{"name": "b"}]})
    assert shelf == Shelf(name="a", shelves=[Shelf(name="b")])


@pytest.mark.parametrize(
    ("schema", "data", "expected"),
    [
        ({"required": ["a"]}, {}, [("/payload/a", "required")]),
        (
            {"required": ["a", "b/c", "~"]},
            {},
            [
                ("/payload/a", "required"),
                ("/payload/b~1c", "required"),
                ("/payload/~0", "required"),
            ],
        ),
        (
            {"additionalProperties": False, "properties": {"a": {}}},
            {"a": 1, "b": 1, "c/d": 1},
            [("/payload/b", "additionalProperties"), ("/payload/c~1d", "additionalProperties")],
        ),
        (
            {"unevaluatedProperties": False, "properties": {"a": {}}},
            {"a": 1, "b": 1},
            [("/payload/b", "unevaluatedProperties")],
        ),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, [("/payload/b", "required")]),
        ({"properties": {"a": {"type": "string"}}}, {"a": 1}, [("/payload/a", "type")]),
        ({"items": {"minimum": 3}}, [5, 1], [("/payload/1", "minimum")]),
        ({"items": {"properties": {"a": {"const": 1}}}}, [{"a": 2}], [("/payload/0/a", "const")]),
        ({"enum": [1, 2]}, 3, [("/payload", "enum")]),
        ({"format": "date-time"}, "tomorrow", [("/payload", "format")]),
        ({"pattern": "^a"}, "b", [("/payload", "pattern")]),
        ({"uniqueItems": True}, [1, 1], [("/payload", "uniqueItems")]),
        ({"maxItems": 1}, [1, 1], [("/payload", "maxItems")]),
        ({"multipleOf": 2}, 3, [("/payload", "multipleOf")]),
        ({"not": {}}, 3, [("/payload", "not")]),
        ({"anyOf": [{"type": "null"}, {"minimum": 5}]}, 3, [("/payload", "anyOf")]),
        ({"oneOf": [{"type": "integer"}, {"minimum": 1}]}, 3, [("/payload", "oneOf")]),
        ({"contains": {"const": 1}}, [2], [("/payload", "contains")]),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, [("/payload", "propertyNames")]),
        (
            {"properties": {"a": {"additionalProperties": False}}},
            {"a": {"b": 1, "c": 1}},
            [("/payload/a/b", "additionalProperties"), ("/payload/a/c", "additionalProperties")],
        ),
        ({"properties": {"a": False}}, {"a": 1}, [("/payload/a", "properties")]),
        (
            {"properties": {"additionalProperties": False}},
            {"additionalProperties": 1},
            [("/payload/additionalProperties", "properties")],
        ),
        ({"prefixItems": [{}], "items": False}, [1, 2], [("/payload/1", "items")]),
        ({"prefixItems": [False]}, [1], [("/payload/0", "prefixItems")]),
        ({"propertyNames": False}, {"a": 1}, [("/payload", "propertyNames")]),
        ({"patternProperties": {"^a": False}}, {"ab": 1}, [("/payload/ab", "patternProperties")]),
        (False, 5, [("/payload", "not")]),
    ],
)
def test_findings_name_the_place_and_the_keyword(
    schema: Any, data: Any, expected: list[tuple[str, str]]
) -> None:
    assert sorted(findings(schema, data)) == sorted(expected)


def test_pointers_begin_where_they_are_told() -> None:
    (finding,) = adding.errors({}, "/elsewhere")
    assert finding.pointer == "/elsewhere/title"


def test_no_more_findings_are_given_than_are_wanted() -> None:
    data = [""] * 100
    schema = {"items": {"minLength": 1}}
    assert len(judging(schema, max_errors=5).errors(data, "/payload")) == 5
    extra = {str(number): 1 for number in range(100)}
    closed = judging({"additionalProperties": False}, max_errors=5)
    assert len(closed.errors(extra, "/payload")) == 5


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object"},
        {"const": "a"},
        {"maxLength": 3},
        {"pattern": "^[0-9]+$"},
        {"format": "uuid"},
        {"enum": [1]},
        {"anyOf": [{"type": "null"}, {"type": "object"}]},
        {"oneOf": [{"type": "null"}, {"type": "object"}]},
        {"not": {"type": "string"}},
    ],
)
def test_findings_do_not_repeat_what_was_sent(schema: Any) -> None:
    (finding,) = judging(schema).errors("hunter2-secret", "/payload")
    assert "hunter2" not in finding.message


class Narrow(BaseModel):
    """A model that is stricter than the schema that it stands for: a defect of its generator."""

    size: Annotated[int, Field(lt=10)]
    name: str = "unknown"


def test_of_very_many_values_only_the_first_error_is_looked_for() -> None:
    integers = {"type": "array", "items": {"type": "integer"}}
    assert len(findings(integers, ["x"] * 30)) == 30
    assert findings(integers, ["x"] * MAX_VALUES) == [("/payload/0", "type")]
    assert findings(integers, [[["x"] * 100] * 100]) == [("/payload/0", "type")]


def test_findings_are_small_however_long_the_names_are_that_were_sent() -> None:
    schema = {"additionalProperties": {"type": "array", "items": {"type": "integer"}}}
    found = judging(schema).errors({"k" * 100_000: ["x"] * 32}, "/payload")
    assert {one.pointer for one in found} == {"/payload"}
    closed = judging({"type": "object", "additionalProperties": False})
    (one,) = closed.errors({"k" * 100_000: 1}, "/payload")
    assert (one.pointer, one.code) == ("/payload", "additionalProperties")
    assert len(one.message) < 100


def test_a_model_that_refuses_what_its_schema_accepts_is_our_fault_and_no_error_of_the_caller(
    caplog: pytest.LogCaptureFixture,
) -> None:
    narrow = judging({"type": "object", "required": ["size"]}, Narrow)
    built = narrow.build({"size": 50})
    assert isinstance(built, Narrow)
    assert (built.size, built.name) == (50, "unknown")
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "It refuses what its schema accepts, at ['size']" in record.getMessage()


def test_a_type_that_refuses_what_its_schema_accepts_leaves_the_data_as_they_are(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert judging({}, Annotated[int, Field(lt=10)]).build(50) == 50
    assert "It refuses" in caplog.text


def test_a_schema_comes_with_just_the_definitions_that_it_needs() -> None:
    definitions: dict[str, Any] = {
        "A": {"properties": {"b": {"$ref": "#/$defs/B"}, "$ref": {"type": "string"}}},
        "B": {"items": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/C"}]},
        "C": {},
        "D": {"$ref": "#/$defs/A"},
    }
    assert standalone(definitions, "A") == {
        "$ref": "#/$defs/A",
        "$defs": {name: definitions[name] for name in "ABC"},
    }


def test_numbers_are_judged_as_json_schema_sees_them() -> None:
    integers = judging({"type": "integer"}, int)
    assert integers.accepts(1.0)
    assert integers.accepts(10**40)
    assert not integers.accepts(True)
    assert not integers.accepts("1")
    assert integers.build(10**40) == 10**40


@pytest.mark.parametrize("number", [1e22, 1e25, 7.2e27])
def test_a_multiple_that_is_written_as_a_large_float_is_built(
    number: float, caplog: pytest.LogCaptureFixture
) -> None:
    tens = judging(
        {"type": "integer", "multipleOf": 10}, Annotated[int, Field(strict=True, multiple_of=10)]
    )
    assert tens.accepts(number)
    built = tens.build(number)
    assert type(built) is int
    assert built % 10 == 0
    assert float(built) == number
    assert (tens.refusals, caplog.records) == (0, [])
