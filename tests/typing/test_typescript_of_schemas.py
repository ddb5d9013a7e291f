"""From a JSON Schema to a TypeScript type: what compiles is what the schema accepts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.support import node, type_projects
from tests.support.schema_samples import SCHEMA_SAMPLES, SchemaSample, changed

from observable_socket_codegen import ir
from observable_socket_codegen.compiling.pipeline import compile_contract
from observable_socket_codegen.emitters import typescript
from observable_socket_codegen.reading.load import load

compilers = pytest.mark.parametrize("compiler", node.COMPILERS)
samples = pytest.mark.parametrize("sample", SCHEMA_SAMPLES, ids=lambda sample: sample.name)


def route_of(sample: SchemaSample) -> str:
    return "samples/" + sample.name.replace(" ", "-")


def values_of(sample: SchemaSample) -> list[ir.Json]:
    """The instances, and everything that differs from one of them in one place."""
    values = list(sample.instances)
    for instance in sample.instances:
        values += changed(instance)
    # by their text, since to Python 1 is True
    return list({json.dumps(value): value for value in values}.values())


@pytest.fixture(scope="module")
def refused(
    node_modules: None, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[node.Compiler, str], set[int]]:
    """By compiler and sample: the positions of the values that do not compile."""
    folder = tmp_path_factory.mktemp("schemas")
    files = {**typescript.emit(_contract(folder / "schema"), "contract.ts")}
    for position, sample in enumerate(SCHEMA_SAMPLES):
        lines = [
            'import type { Routes } from "./contract.js";',
            *(
                f'export const value{number}: Routes["{route_of(sample)}"]["payload"] ='
                f" {type_projects.expression(value)};"
                for number, value in enumerate(values_of(sample))
            ),
        ]
        files[f"{position}.ts"] = "\n".join(lines) + "\n"
    type_projects.write_project(folder, files, type_projects.STRICT)
    errors = type_projects.verdicts(folder)
    return {
        (compiler, sample.name): {
            error.line - 2 for error in errors.get((compiler, f"{position}.ts"), [])
        }
        for compiler in node.COMPILERS
        for position, sample in enumerate(SCHEMA_SAMPLES)
    }


def _contract(schema: Path) -> ir.Contract:
    for sample in SCHEMA_SAMPLES:
        path = schema / "routes" / f"{route_of(sample)}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        route = {
            "route": route_of(sample),
            "kind": "call",
            "request": {"payload": sample.schema},
            "replies": {"200": {}},
        }
        path.write_text(json.dumps(route))
    return compile_contract(load(schema, schema.parent)).contract


@samples
def test_the_instances_of_a_sample_are_valid(sample: SchemaSample) -> None:
    judge = Draft202012Validator(sample.schema)
    assert [value for value in sample.instances if not judge.is_valid(value)] == []


@compilers
@samples
def test_what_a_schema_accepts_compiles(
    sample: SchemaSample,
    compiler: node.Compiler,
    refused: Mapping[tuple[node.Compiler, str], set[int]],
) -> None:
    judge = Draft202012Validator(sample.schema)
    values = values_of(sample)
    wrong = [values[number] for number in sorted(refused[compiler, sample.name])]
    assert [value for value in wrong if judge.is_valid(value)] == []


@compilers
@samples
def test_what_a_schema_refuses_does_not_compile_where_a_type_can_say_it(
    sample: SchemaSample,
    compiler: node.Compiler,
    refused: Mapping[tuple[node.Compiler, str], set[int]],
) -> None:
    judge = Draft202012Validator(sample.schema)
    accepted = [
        value
        for number, value in enumerate(values_of(sample))
        if number not in refused[compiler, sample.name]
    ]
    wrong = [value for value in accepted if not judge.is_valid(value)]
    # a sample that is called inexact without need would prove less than it could
    assert bool(wrong) is not sample.exact, wrong
