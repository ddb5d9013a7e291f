"""The emitted TypeScript, judged by the real compilers: what it takes and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.support import node, type_projects
from tests.support.type_projects import Verdicts
from tests.support.type_samples import SAMPLES, Sample

from observable_socket_codegen.emitters import typescript

compilers = pytest.mark.parametrize("compiler", node.COMPILERS)

PROTOCOL = node.PACKAGE / "src/protocol.ts"
CLIENT = {"@fastapi-observable-socket/client": node.PACKAGE / "src/index.ts"}


@compilers
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_type_takes_and_refuses_what_its_schema_does(
    sample: Sample, compiler: node.Compiler, strict: Verdicts
) -> None:
    errors = strict.get((compiler, type_projects.sample_file(sample)), [])
    refused = {error.line for error in errors}
    # the first line is the import, the values follow in order
    first = 2 + len(sample.accepted)
    expected = set(range(first, first + len(sample.refused)))
    values = (*sample.accepted, *sample.refused)
    assert not [values[line - 2] for line in sorted(expected - refused)], "accepted"
    assert not [values[line - 2] for line in sorted(refused - expected)], ("refused", errors)


@compilers
def test_no_declaration_is_an_error_in_itself(compiler: node.Compiler, strict: Verdicts) -> None:
    assert strict.get((compiler, "samples/contract.ts"), []) == []


@compilers
@pytest.mark.parametrize(
    "file",
    [
        "newsroom/contract.ts",
        "newsroom/calls.ts",
        "newsroom/mistakes.ts",
        "newsroom/session.ts",
        "newsroom/readme.ts",
        "face/contract.ts",
        "face/calls.ts",
    ],
)
def test_the_client_s_calls_compile_if_and_only_if_they_fit_the_contract(
    file: str, compiler: node.Compiler, strict: Verdicts
) -> None:
    # what must not compile stands below `@ts-expect-error`, which is an error where there is none
    assert strict.get((compiler, file), []) == []


@compilers
def test_an_error_names_the_routes_and_the_statuses_that_there_are(
    compiler: node.Compiler, strict: Verdicts
) -> None:
    errors = strict[compiler, "newsroom/choices.ts"]
    wrong_route, wrong_status = (error.message for error in errors)
    for route in ("articles/create", "articles/get", "articles/list", "math/sum"):
        assert f'"{route}"' in wrong_route
    for status in (200, 400, 403, 404, 500):
        assert f"{status} |" in wrong_status


@pytest.mark.parametrize(
    "options", [type_projects.LENIENT, type_projects.ORDINARY, type_projects.PEDANTIC]
)
def test_a_contract_compiles_whatever_its_users_switch_on(
    options: Mapping[str, object], node_modules: None, tmp_path: Path
) -> None:
    files = {
        **typescript.emit(type_projects.sample_contract(), "samples.ts"),
        **typescript.emit(type_projects.face_contract(), "face.ts"),
    }
    type_projects.write_project(tmp_path, files, options)
    assert type_projects.verdicts(tmp_path) == {}


def test_a_contract_registers_its_routes_with_our_client(
    node_modules: None, tmp_path: Path
) -> None:
    contract = {"contract.ts": type_projects.NEWSROOM_CONTRACT.read_text("utf-8")}
    _write_client_project(tmp_path, "registered.ts", contract)
    assert type_projects.verdicts(tmp_path) == {}


def test_our_client_is_untyped_without_a_contract(node_modules: None, tmp_path: Path) -> None:
    _write_client_project(tmp_path, "unregistered.ts", {})
    assert type_projects.verdicts(tmp_path) == {}


def test_our_client_package_compiles_as_it_will_be_built(node_modules: None) -> None:
    for compiler in node.COMPILERS:
        assert node.compile_project(node.PACKAGE, compiler, "--noEmit") == []


def test_the_error_payload_is_that_of_the_protocol() -> None:
    emitted = typescript.emit(type_projects.face_contract(), "contract.ts")["contract.ts"]
    protocol = PROTOCOL.read_text("utf-8")
    for name in ("ErrorPayload", "FieldError"):
        assert _interface(name, emitted) == _interface(name, protocol)


def _interface(name: str, text: str) -> str:
    comment = r"/\*\*(?:(?!\*/).)*\*/\n"
    found = re.search(rf"{comment}export interface {name} .*?^}}$", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[0]


def _write_client_project(folder: Path, source: str, files: type_projects.Files) -> None:
    text = (type_projects.FOLDER / "client" / source).read_text("utf-8")
    everything = {**files, source: text, **type_projects.shared_files()}
    type_projects.write_project(folder, everything, type_projects.STRICT, CLIENT)
