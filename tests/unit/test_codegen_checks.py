"""What is said about contract files and schemas that are wrong; tests/golden has whole reports."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # no types
from tests.support.codegen import call, compiled, problems

from fastapi_observable_socket.routing.values import formats as routing_formats
from observable_socket_codegen.diagnostics import ContractError, Diagnostic
from observable_socket_codegen.json_schema.keyword_values import EXPECTED
from observable_socket_codegen.json_schema.keywords import (
    ANNOTATIONS,
    FORMATS,
    IN_PLACE,
    KEYWORDS,
    OF_TYPE,
    walk,
)


def only(schema: Any) -> Diagnostic:
    """Return the one mistake of a request payload."""
    (found,) = problems({"routes/t.json": call("t", schema)})
    return found


def warnings(schema: Any) -> list[Diagnostic]:
    return list(compiled({"routes/t.json": call("t", schema)}).warnings)


CLOSED = {"properties": {"a": {}}, "additionalProperties": False}

VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 1.5, -0.5, "", "a", [], ["a"], ["a", "a"], ["a", "b"], [1],
    [{}], [True], {}, {"a": {}}, {"a": True}, {"a": []}, {"a": ["b"]}, {"a": ["b", "b"]},
]  # fmt: skip

META = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)

HAS_A_SYNTAX = {"$anchor", "$dynamicAnchor", "$id", "$schema", "type"}
"""Keywords whose texts the meta-schema looks into; they are checked one by one."""


@pytest.mark.parametrize("keyword", sorted(KEYWORDS.keys() - HAS_A_SYNTAX - {"$vocabulary"}))
def test_values_of_keywords_are_judged_as_by_the_meta_schema(keyword: str) -> None:
    expected = EXPECTED.get(KEYWORDS[keyword])

    for value in VALUES:
        schema = {keyword: value}
        fits = expected is None or expected.fits(value)
        nested = (place for place, found in walk(schema, "") if not isinstance(found, dict | bool))
        assert (fits and not any(nested)) == META.is_valid(schema), value


def test_the_table_of_keywords_has_every_keyword_of_the_dialect() -> None:
    resolver = REGISTRY.resolver("https://json-schema.org/draft/2020-12/schema")
    vocabularies = [resolver.lookup(part["$ref"]) for part in META.META_SCHEMA["allOf"]]

    known = {keyword for found in vocabularies for keyword in found.contents["properties"]}

    assert set(KEYWORDS) == known
    assert set(KEYWORDS) >= ANNOTATIONS.union(*OF_TYPE.values(), IN_PLACE)


@pytest.mark.parametrize(
    ("schema", "rule", "hint"),
    [
        ({"type": "strng"}, "schema", "`string`"),
        ({"type": ["string", "nul"]}, "schema", "`null`"),
        ({"type": "str"}, "schema", "`string`"),
        ({"type": "date"}, "schema", '"format": "date"'),
        ({"type": "colour"}, "schema", "null, boolean"),
        ({"propertys": {}}, "unknown-keyword", "`properties`"),
        ({"minlength": 1}, "unknown-keyword", "`minLength`"),
        ({"max": 1}, "unknown-keyword", "`maximum`"),
        ({"ref": "#"}, "unknown-keyword", "`$ref`"),
        ({"format": "date_time"}, "unknown-format", "`date-time`"),
        ({"pattern": "["}, "pattern", "JavaScript"),
        ({"nullable": True}, "old-draft", '["string", "null"]'),
        ({"items": [{}]}, "old-draft", "`prefixItems`"),
        ({"minimum": 1, "exclusiveMinimum": True}, "old-draft", "remove `minimum`"),
        ({"$vocabulary": {}}, "unsupported", "standard vocabulary"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "old-draft", "2020-12"),
        ({**CLOSED, "required": ["b"]}, "required", "add it"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_and_its_remedy_too(schema: Any, rule: str, hint: str) -> None:
    found = only(schema)

    assert found.rule == rule
    assert hint in found.help


@pytest.mark.parametrize(
    "schema",
    [
        {"x-anything": {"type": "nonsense"}},
        {"properties": {"requred": {"type": "string"}, "nullable": {}}, "type": "object"},
        {"const": {"type": "nonsense"}, "default": {"type": "nonsense"}},
        {"enum": [{"$ref": "nowhere"}]},
        {"$schema": "https://json-schema.org/draft/2020-12/schema"},
        {"format": "int32"},
        {"type": ["integer", "null"], "format": "int64"},
        {"$comment": "c", "title": "t", "readOnly": True},
        {"minLength": 2.0},
        {"type": "object", "properties": {"a": {}}, "required": ["zzz"]},
        {**CLOSED, "patternProperties": {"^b": {}}, "required": ["b"], "type": "object"},
        {"pattern": r"^(?=.*\d)\p{L}+$"},
    ],
)  # fmt: skip
def test_what_is_no_mistake_is_not_reported(schema: Any) -> None:
    assert not [found for found in warnings(schema) if found.rule != "default"]


@pytest.mark.parametrize(
    ("schema", "rule"),
    [
        ({"type": "string", "maximum": 3}, "no-effect"),
        ({"type": ["string", "null"], "items": {}}, "no-effect"),
        ({"type": "integer", "format": "date"}, "no-effect"),
        ({"unheardOf": 1}, "unknown-keyword"),
        ({"_enum": ["a"]}, "unknown-keyword"),
        ({"properties": {"a": {}}}, "no-type"),
        ({"type": "integer", "default": "x"}, "default"),
    ],
)
def test_what_is_legal_but_hardly_meant_is_a_warning(schema: Any, rule: str) -> None:
    (found,) = warnings(schema)

    assert (found.rule, found.severity) == (rule, "warning")


@pytest.mark.parametrize("format_", FORMATS)
def test_the_judge_checks_every_format_that_we_call_one(format_: str) -> None:
    # a space in front and a bracket are in no text of any of these formats
    example = {"payload": " [", "status": 200}
    found = problems(
        {"routes/t.json": call("t", {"type": "string", "format": format_}, examples=[example])}
    )

    assert [(one.rule, one.pointer) for one in found] == [("example", "/examples/0/payload")]


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("date", "0-00-02-15"),
        ("time", "12:00:00+24:00"),
        ("date-time", "2024-02-29 12:00:00Z"),
        ("date-time", "2024-02-29T12:00:60Z"),
        ("email", "Joe <joe@example.com>"),
    ],
)
def test_what_the_run_time_would_refuse_is_no_example(format_: str, text: str) -> None:
    assert not routing_formats.FORMATS[format_](text)
    schema = {"type": "string", "format": format_, "examples": [text]}

    found = problems({"routes/t.json": call("t", schema)})

    assert [one.pointer for one in found] == ["/request/payload/examples/0"]


@pytest.mark.parametrize(
    ("members", "pointer", "hint"),
    [
        ({"sumary": "s"}, "/sumary", "`summary`"),
        ({"request": {"body": {}}}, "/request/body", "`payload`"),
        ({"kind": "cal"}, "/kind", "`call`"),
        ({"route": "Upper/case"}, "/route", "lower-case"),
        ({"route": "a//b"}, "/route", "separated by `/`"),
        ({"replies": {"404": {}}}, "/replies", "success"),
        ({"replies": {"200": {}, "600": {}}}, "/replies/600", '"100" to "599"'),
        ({"policy": {"timeout": "3"}}, "/policy/timeout", "Seconds"),
        ({"tags": "a"}, "/tags", "documentation"),
        ({"item": {}}, "/item", "`stream`"),
    ],
)
def test_mistakes_in_the_contract_itself_are_placed(
    members: dict[str, Any], pointer: str, hint: str
) -> None:
    (found,) = problems({"routes/t.json": call("t", None) | members})

    assert found.pointer == pointer
    assert hint in found.help


@pytest.mark.parametrize("data", [None, 1, "x", [], True])
def test_a_contract_file_is_an_object(data: Any) -> None:
    (found,) = problems({"routes/t.json": data})

    assert "a contract file is an object" in found.message


def test_mistakes_of_all_files_are_found_in_one_run_and_sorted() -> None:
    with pytest.raises(ContractError) as raised:
        compiled(
            {
                "routes/b.json": call("b", {"type": "x"}),
                "routes/a.json": {"route": "a"},
                "types/c.json": {"$ref": "nowhere.json", "type": 3},
            }
        )

    places = [(found.file, found.line) for found in raised.value.diagnostics]
    assert places == sorted(places)
    assert {file for file, _ in places} == {
        "schema/routes/a.json", "schema/routes/b.json", "schema/types/c.json",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["stream", "topic", "push", "ask"])
def test_a_kind_that_is_not_served_yet_is_refused(kind: str) -> None:
    members: dict[str, dict[str, Any]] = {
        "stream": {"item": {}},
        "topic": {"item": {}},
        "push": {"payload": {}},
        "ask": {"replies": {"200": {}}},
    }

    (found,) = problems({"routes/t.json": {"route": "t", "kind": kind, **members[kind]}})

    assert found.rule == "kind-not-served"
