"""The emitted TypeScript, judged by the real compilers: what it takes and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from tests.support import contracts, node, type_projects
from tests.support.type_samples import SAMPLES, Sample

from observable_socket_codegen import ir
from observable_socket_codegen.emitters import typescript
from observable_socket_codegen.emitters.typescript.names import type_names

pytestmark = pytest.mark.usefixtures("_node_modules")

compilers = pytest.mark.parametrize("compiler", node.COMPILERS)

Verdicts = Mapping[tuple[node.Compiler, str], list[node.Diagnostic]]


@dataclass(frozen=True, slots=True)
class SampleRun:
    """What the compilers said of every sample.

    Attributes:
        expected: By sample: the line of each value, and whether it must compile.
        verdicts: The errors of each file, by compiler and file name.
    """

    expected: Mapping[str, Mapping[int, tuple[ir.Json, bool]]]
    verdicts: Verdicts


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, _node_modules: None) -> SampleRun:
    declarations = [
        declared
        for sample in SAMPLES
        for declared in (contracts.declare(sample.name, sample.type), *sample.beside)
    ]
    names = type_names(declarations)
    files = typescript.emit(contracts.contract(*declarations), "contract.ts")
    expected = {}
    for sample in SAMPLES:
        text, lines = type_projects.assignments(sample, names[sample.name])
        files[_file(sample)] = text
        expected[sample.name] = lines
    folder = tmp_path_factory.mktemp("samples")
    project = type_projects.write_project(folder, files, type_projects.STRICT)
    verdicts: dict[tuple[node.Compiler, str], list[node.Diagnostic]] = {}
    for compiler in node.COMPILERS:
        for diagnostic in node.compile_project(project, compiler):
            verdicts.setdefault((compiler, diagnostic.file), []).append(diagnostic)
    return SampleRun(expected, verdicts)


@compilers
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_type_takes_and_refuses_what_its_schema_does(
    sample: Sample, compiler: node.Compiler, samples: SampleRun
) -> None:
    errors = samples.verdicts.get((compiler, _file(sample)), [])
    refused = {error.line for error in errors}
    wrong = [
        f"{'refused' if accepted else 'accepted'}: {value!r}"
        for line, (value, accepted) in samples.expected[sample.name].items()
        if (line in refused) is accepted
    ]
    assert not wrong, [*wrong, *(f"{error.line}: {error.message}" for error in errors)]
    assert refused <= samples.expected[sample.name].keys()


@compilers
def test_no_declaration_is_an_error_in_itself(compiler: node.Compiler, samples: SampleRun) -> None:
    assert samples.verdicts.get((compiler, "contract.ts"), []) == []


def _file(sample: Sample) -> str:
    """A name that differs from others by more than its case."""
    return f"sample{SAMPLES.index(sample)}.ts"
