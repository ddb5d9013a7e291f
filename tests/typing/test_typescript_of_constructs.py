"""The constructs that are served elsewhere, compiled: every accepted value has its type."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping

import pytest
from tests.support import node, type_projects
from tests.support.codegen import call, compiled
from tests.support.constructs import CONSTRUCTS, Construct

from observable_socket_codegen.emitters import typescript
from observable_socket_codegen.json_schema.keywords import ANNOTATIONS, walk

compilers = pytest.mark.parametrize("compiler", node.COMPILERS)
by_name = pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda one: one.name)

Refused = Mapping[tuple[node.Compiler, str], set[str]]

SAID = ANNOTATIONS | {
    *("type", "const", "enum", "properties", "required", "additionalProperties", "items"),
    *("prefixItems", "allOf", "anyOf", "$ref", "$defs", "default"),
}
"""Keywords that types can say; where there are no others, types refuse what the schema refuses."""

LESS = {
    "any_of_overlapping_objects": "the compiler takes members of either type of a union",
    "const_big_integer": "literals are rounded as all numbers are",
    "defaults_of_any_of_several": "the compiler takes members of either type of a union",
    "keywords_without_type": "any value may come that is no object",
    "tuple_of_unlike_numbers": "no type is whole numbers only",
    "typed_additional": "an index signature has to admit the members that are named, too",
}
"""Where types say less all the same, and why."""


def texts(construct: Construct) -> list[str]:
    """The values that can stand in a source file."""
    return [text for text in (*construct.accepted, *construct.refused) if _is_plain(text)]


def _is_plain(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    is_finite = not isinstance(value, float) or math.isfinite(value)
    return is_finite and len(text) < 2000


@pytest.fixture(scope="module")
def refused(node_modules: None, tmp_path_factory: pytest.TempPathFactory) -> Refused:
    """By compiler and construct: the values that do not compile."""
    folder = tmp_path_factory.mktemp("constructs")
    routes = {f"routes/{one.route}.json": call(one.route, one.schema) for one in CONSTRUCTS}
    files = dict(typescript.emit(compiled(routes).contract, "contract.ts"))
    for one in CONSTRUCTS:
        type_ = f'Routes["{one.route}"]["payload"]'
        lines = [
            'import type { Routes } from "./contract.js";',
            *(
                f"export const value{at}: {type_} = {type_projects.expression(json.loads(text))};"
                for at, text in enumerate(texts(one))
            ),
        ]
        files[f"{one.route}.ts"] = "\n".join(lines) + "\n"
    type_projects.write_project(folder, files, type_projects.STRICT)
    errors = type_projects.verdicts(folder)
    assert not any(file == "contract.ts" for _, file in errors)
    return {
        (compiler, one.name): {
            texts(one)[error.line - 2] for error in errors.get((compiler, f"{one.route}.ts"), [])
        }
        for compiler in node.COMPILERS
        for one in CONSTRUCTS
    }


@compilers
@by_name
def test_what_a_schema_accepts_compiles(
    construct: Construct, compiler: node.Compiler, refused: Refused
) -> None:
    assert not refused[compiler, construct.name] & set(construct.accepted)


def sayable() -> Iterator[Construct]:
    for one in CONSTRUCTS:
        schemas = [schema for _, schema in walk(one.schema, "") if isinstance(schema, dict)]
        whole_numbers = any("integer" in str(schema.get("type")) for schema in schemas)
        keywords = {keyword for schema in schemas for keyword in schema}
        fractions = whole_numbers and any("." in text or "e-" in text for text in one.refused)
        if keywords <= SAID and not fractions:
            yield one


@compilers
@pytest.mark.parametrize("construct", [*sayable()], ids=lambda one: one.name)
def test_what_a_schema_refuses_does_not_compile_if_types_can_say_it(
    construct: Construct, compiler: node.Compiler, refused: Refused
) -> None:
    compiling = {*texts(construct)} & {*construct.refused} - refused[compiler, construct.name]

    assert bool(compiling) is (construct.name in LESS), compiling


def test_most_of_what_contracts_are_made_of_can_be_said() -> None:
    assert len(list(sayable())) > 50
