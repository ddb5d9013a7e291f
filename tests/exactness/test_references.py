"""References by address: to shared files with an ``$id``, by dynamic names, to JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.served_schemas import Served, serve

from observable_socket_codegen.checking.understanding import understand
from observable_socket_codegen.lint.command import lint
from observable_socket_codegen.reading.load import load

SITE = "https://example.com/schemas/"
DIALECT = "https://json-schema.org/draft/2020-12/"

TYPES: dict[str, Any] = {
    "address.json": {
        "$id": f"{SITE}address",
        "type": "object",
        "properties": {"country": {"$ref": "common#/$defs/Country"}, "zip": {"$ref": "common#zip"}},
        "required": ["country"],
    },
    "deep/common.json": {
        "$id": f"{SITE}common",
        "$defs": {
            "Country": {"type": "string", "minLength": 2, "maxLength": 2},
            "Zip": {"$anchor": "zip", "type": "string", "pattern": "^[0-9]{5}$"},
        },
    },
    "tree.json": {
        "$id": f"{SITE}tree",
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"data": True, "children": {"items": {"$dynamicRef": "#node"}}},
    },
}

SCHEMAS: dict[str, Any] = {
    "byaddress": {"$ref": f"{SITE}address"},
    "bypath": {"$ref": "../../types/address.json"},
    "toadefinition": {"items": {"$ref": f"{SITE}common#/$defs/Country"}},
    "stricttree": {
        "$id": f"{SITE}strict-tree",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
    },
    "genericlist": {
        "$id": f"{SITE}texts",
        "$ref": "list",
        "$defs": {
            "Text": {"$dynamicAnchor": "item", "type": "string"},
            "List": {
                "$id": "list",
                "type": "array",
                "items": {"$dynamicRef": "#item"},
                "$defs": {"Any": {"$dynamicAnchor": "item"}},
            },
        },
    },
    "notinscope": {
        "$id": f"{SITE}outer",
        "if": {"$id": "inner", "$defs": {"X": {"$dynamicAnchor": "x", "type": "null"}}},
        "then": {
            "$id": "then",
            "items": {"$dynamicRef": "inner#x"},
            "$defs": {"X": {"$dynamicAnchor": "x", "type": "integer"}},
        },
    },
    "schema": {"type": "object", "properties": {"schema": {"$ref": f"{DIALECT}schema"}}},
}

CASES: list[tuple[str, Any, bool]] = [
    *((name, {"country": "DE", "zip": "12345", "x": 1}, True) for name in ("byaddress", "bypath")),
    *((name, {"country": "DEU"}, False) for name in ("byaddress", "bypath")),
    *((name, {"country": "DE", "zip": "1"}, False) for name in ("byaddress", "bypath")),
    ("toadefinition", ["DE", "FR"], True),
    ("toadefinition", ["Germany"], False),
    ("stricttree", {"children": [{"data": 1}, {"children": []}]}, True),
    ("stricttree", {"children": [{"daat": 1}]}, False),
    ("stricttree", {"children": [{"children": [{"daat": 1}]}]}, False),
    ("genericlist", ["a", "b"], True),
    ("genericlist", ["a", 1], False),
    ("notinscope", [1], True),
    ("notinscope", [None], False),
    ("schema", {"schema": True}, True),
    ("schema", {"schema": {"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {}}}}, True),
    ("schema", {"schema": {"type": "object", "x-own": [1.5], "default": None}}, True),
    ("schema", {"schema": {"type": "any"}}, False),
    ("schema", {"schema": {"properties": {"a": {"items": {"minLength": -1}}}}}, False),
    ("schema", {"schema": {"pattern": "("}}, False),
    ("schema", {"schema": 5}, False),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return serve(SCHEMAS, tmp_path_factory.mktemp("references"), TYPES)


@pytest.mark.parametrize(("name", "value", "is_valid"), CASES)
async def test_references_lead_where_json_schema_says(
    name: str, value: Any, is_valid: bool, served: Served
) -> None:
    assert served.refused == {}
    (outcome,) = await served.outcomes(name, [json.dumps(value)])
    assert (outcome.status, outcome.reports) == (200 if is_valid else 400, ())
    assert not is_valid or outcome.payload == value


def test_a_copy_of_json_schemas_own_has_precedence(tmp_path: Path) -> None:
    copy = {"$id": f"{DIALECT}schema", "type": "string"}
    served = serve({"it": {"$ref": f"{DIALECT}schema"}}, tmp_path, {"copy.json": copy})
    assert served.package.contract.definitions.keys() == {
        "CasesItPayload",
        "CasesItReply200",
        "Copy",
    }


def test_the_linter_has_nothing_to_say_about_json_schema_itself(tmp_path: Path) -> None:
    serve({"it": {"$ref": f"{DIALECT}schema"}}, tmp_path)
    found = lint(understand(load(tmp_path / "schema", tmp_path)))
    assert {path for path, _ in found} == {"routes/cases/it.json"}
