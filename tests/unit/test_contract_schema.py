"""What editors read: the schema of contract files, complete and by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.support.golden import PROBLEMS, golden_folders

from observable_socket_codegen.json_schema.keywords import FORMATS, KEYWORDS, TYPES
from observable_socket_codegen.reading.load import load

ROOT = Path(__file__).resolve().parents[2]
CONTRACT: dict[str, Any] = json.loads(
    (ROOT / "schema" / "protocol" / "contract.schema.json").read_text("utf-8")
)
SCHEMA = CONTRACT["$defs"]["Schema"]
OF_OURS = {"x-integer", "x-lint-ignore"}


def references(value: Any) -> Iterator[str]:
    """Yield every reference within a JSON value."""
    if isinstance(value, dict):
        members: dict[str, Any] = value
        if isinstance(members.get("$ref"), str):
            yield members["$ref"]
        for member in members.values():
            yield from references(member)
    elif isinstance(value, list):
        items: list[Any] = value
        for item in items:
            yield from references(item)


def contracts() -> Iterator[Any]:
    """Yield every contract file that there is nothing to say against."""
    folders = [folder for folder in golden_folders() if not (folder / PROBLEMS).exists()]
    for folder in (ROOT, *folders):
        for document in load(folder / "schema", folder).routes:
            yield pytest.param(document.data, id=document.file)


def test_an_editor_needs_no_other_file() -> None:
    assert all(reference.startswith("#/$defs/") for reference in references(CONTRACT))


def test_every_keyword_is_offered_and_explained() -> None:
    offered: dict[str, Any] = SCHEMA["properties"]

    assert offered.keys() == (KEYWORDS.keys() - {"$vocabulary"}) | OF_OURS
    assert all(keyword["description"] for keyword in offered.values())


def test_types_and_formats_are_offered() -> None:
    assert tuple(SCHEMA["properties"]["type"]["anyOf"][0]["enum"]) == TYPES
    assert set(SCHEMA["properties"]["format"]["anyOf"][0]["enum"]) == set(FORMATS)


@pytest.mark.parametrize("contract", [*contracts()])
def test_an_editor_marks_nothing_in_a_contract_that_is_in_order(contract: Any) -> None:
    errors = jsonschema_rs.Draft202012Validator(CONTRACT).iter_errors(contract)

    assert [error.message for error in errors] == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "strin"},
        {"propertys": {}},
        {"type": "object", "properties": {"a": {"maxlength": 3}}},
        {"items": [{"type": "string"}]},
        {"type": "string", "nullable": True},
        {"minLength": "3"},
        {"multipleOf": 0},
        {"required": "a"},
        "string",
    ],
)
def test_an_editor_marks_what_is_wrong_in_a_schema(schema: Any) -> None:
    contract = {
        "route": "a/b",
        "kind": "call",
        "request": {"payload": schema},
        "replies": {"200": {}},
    }

    assert not jsonschema_rs.Draft202012Validator(CONTRACT).is_valid(contract)
