"""What references lead to."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.codegen import call, problems, sources

from observable_socket_codegen.checking.resolve import resolve
from observable_socket_codegen.reading.sites import Site, roots

ARTICLE = {
    "type": "object",
    "properties": {"id": {"type": "integer"}},
    "$defs": {"Slug": {"$anchor": "slug", "type": "string"}, "a/b~c%": {"type": "null"}},
}


def target(reference: str, **more: Any) -> Site:
    """Return what a reference of a payload's member leads to."""
    payload = {"properties": {"x": {"$ref": reference}, "y": True}, **more}
    files = {
        "routes/a/b.json": call("a/b", payload, **{"$defs": {"InFile": True, "Both": True}}),
        "routes/c.json": call("c", {"type": "string"}),
        "types/article.json": ARTICLE,
        "types/deep/er.json": {"$id": "https://example.org/er", "$defs": {"E": True}},
    }
    read = sources(files)
    resolution, found = resolve(read, list(roots(read)))
    assert not found
    return resolution.targets[Site("routes/a/b.json", "/request/payload/properties/x")]


@pytest.mark.parametrize(
    ("reference", "path", "pointer"),
    [
        ("../../types/article.json", "types/article.json", ""),
        ("../../types/article.json#", "types/article.json", ""),
        ("/types/article.json", "types/article.json", ""),
        ("../../types/./deep/../article.json#/$defs/Slug", "types/article.json", "/$defs/Slug"),
        ("../../types/article.json#/%24defs/Slug", "types/article.json", "/$defs/Slug"),
        ("../../types/article.json#/properties/id", "types/article.json", "/properties/id"),
        ("../../types/article.json#slug", "types/article.json", "/$defs/Slug"),
        ("../../types/article.json#/$defs/a~1b~0c%25", "types/article.json", "/$defs/a~1b~0c%"),
        ("https://example.org/er#/$defs/E", "types/deep/er.json", "/$defs/E"),
        ("../c.json#/request/payload", "routes/c.json", "/request/payload"),
        ("#", "routes/a/b.json", "/request/payload"),
        ("#/properties/y", "routes/a/b.json", "/request/payload/properties/y"),
        ("#/request/payload/properties/y", "routes/a/b.json", "/request/payload/properties/y"),
        ("#/$defs/InFile", "routes/a/b.json", "/$defs/InFile"),
    ],
)
def test_a_reference_leads_to_a_schema(reference: str, path: str, pointer: str) -> None:
    assert target(reference) == Site(path, pointer)


def test_a_definition_of_the_payload_comes_before_one_of_the_file() -> None:
    found = target("#/$defs/Both", **{"$defs": {"Both": {"type": "string"}}})

    assert found == Site("routes/a/b.json", "/request/payload/$defs/Both")


def test_references_within_a_named_schema_are_relative_to_its_name() -> None:
    item = {"$id": "https://example.org/items/", "properties": {"next": {"$ref": "other"}}}
    other = {"$id": "https://example.org/items/other", "type": "null"}
    read = sources({"routes/a.json": call("a", {"$defs": {"Item": item, "Other": other}})})

    resolution, found = resolve(read, list(roots(read)))

    assert not found
    assert list(resolution.targets.values()) == [
        Site("routes/a.json", "/request/payload/$defs/Other")
    ]


def test_two_documents_may_use_one_name_until_a_third_refers_to_it() -> None:
    same = {"$id": "https://example.org/same", "type": "string"}
    files = {"types/a.json": same, "types/b.json": same}
    read = sources(files)
    assert not resolve(read, list(roots(read)))[1]

    referring = call("r", {"$ref": "https://example.org/same"})
    (found,) = problems({**files, "routes/r.json": referring})

    assert found.rule == "ambiguous-ref"
    assert "types/a.json" in found.message
    assert "types/b.json" in found.message


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"not": {"$ref": "#"}},
        {"if": {"$ref": "#"}},
        {"dependentSchemas": {"a": {"$ref": "#"}}},
        {"$defs": {"A": {"anyOf": [True, {"$ref": "#/$defs/B"}]}, "B": {"$ref": "#/$defs/A"}}},
    ],
)  # fmt: skip
def test_a_schema_that_needs_itself_is_reported_once_for_each_circle(schema: Any) -> None:
    (found,) = problems({"types/a.json": schema, "routes/r.json": call("r")})

    assert found.rule == "endless-ref"
    assert found.pointer.endswith("/$ref")


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "#"}}},
        {"items": {"$ref": "#"}},
        {"additionalProperties": {"$ref": "#"}},
        {"contains": {"$ref": "#"}},
        {"allOf": [{"properties": {"a": {"$ref": "#"}}}]},
    ],
)
def test_recursion_through_members_and_items_is_fine(schema: Any) -> None:
    read = sources({"types/a.json": schema})

    assert not resolve(read, list(roots(read)))[1]


def test_a_reference_into_a_file_that_cannot_be_read_is_not_reported_as_well() -> None:
    read = sources({"types/a.json": {"$ref": "b.json"}})
    broken = type(read)(read.folder, read.documents, frozenset({"types/b.json"}))

    assert not resolve(broken, list(roots(broken)))[1]
