"""What cannot be supported is refused, at its place, and never dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.served_schemas import serve

REFUSED: dict[str, tuple[Any, str, str]] = {
    "remote reference": ({"$ref": "https://example.com/x.json"}, "/$ref", "remote-ref"),
    "reference to JSON Schema's own, but to nothing": (
        {"$ref": "https://json-schema.org/draft/2020-12/meta/nothing"},
        "/$ref",
        "remote-ref",
    ),
    "reference to another draft": (
        {"$ref": "http://json-schema.org/draft-07/schema#"},
        "/$ref",
        "remote-ref",
    ),
    "reference to nothing": ({"$ref": "#/$defs/X"}, "/$ref", "missing-ref"),
    "reference to itself": ({"$ref": "#"}, "/$ref", "endless-ref"),
    "reference that depends on the way to it": (
        {
            "properties": {"any": {"$ref": "tree"}, "strict": {"$ref": "strict-tree"}},
            "$defs": {
                "Tree": {
                    "$id": "tree",
                    "$dynamicAnchor": "node",
                    "properties": {"next": {"$dynamicRef": "#node"}},
                },
                "StrictTree": {
                    "$id": "strict-tree",
                    "$dynamicAnchor": "node",
                    "$ref": "tree",
                    "unevaluatedProperties": False,
                },
            },
        },
        "/$defs/Tree/properties/next/$dynamicRef",
        "dynamic-ref",
    ),
    "two references": (
        {"$ref": "#/$defs/a", "$dynamicRef": "#/$defs/a", "$defs": {"a": True}},
        "/$dynamicRef",
        "unsupported",
    ),
    "other vocabulary": ({"$vocabulary": {}}, "/$vocabulary", "unsupported"),
    "older draft": (
        {"$schema": "http://json-schema.org/draft-07/schema#"},
        "/$schema",
        "old-draft",
    ),
    "keyword of an older draft": ({"dependencies": {}}, "/dependencies", "old-draft"),
    "no regular expression": ({"pattern": "("}, "/pattern", "pattern"),
    "no schema": ({"items": 5}, "/items", "schema"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_supported_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    schema, pointer, rule = REFUSED[case]
    served = serve({"it": schema}, tmp_path)
    first = served.refused["it"][0]
    assert (first.pointer, first.rule) == (f"/request/payload{pointer}", rule)
    assert first.file == "schema/routes/cases/it.json"
    assert first.line > 1
    assert first.column >= 1
    assert first.help
