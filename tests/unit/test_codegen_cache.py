"""What a run remembers of earlier ones, and that it never trusts it too much."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.support.codegen import call

from observable_socket_codegen import generate, memory
from observable_socket_codegen.compiling import pipeline
from observable_socket_codegen.emitters.pydantic_models import generator, pieces
from observable_socket_codegen.emitters.pydantic_models.generator import Model
from observable_socket_codegen.memory import Memory, hashed
from observable_socket_codegen.project import changed, generation, unchanged
from observable_socket_codegen.project.generation import Result


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what is remembered."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(memory.VARIABLE, str(folder))
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "schema/routes").mkdir(parents=True)
    write(folder, call("ping", {"type": "string"}))
    return folder


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for every contract that was really compiled."""
    found: list[None] = []
    compile_contract = pipeline.compile_contract

    def counted(*arguments: Any) -> object:
        found.append(None)
        return compile_contract(*arguments)

    monkeypatch.setattr(pipeline, "compile_contract", counted)
    return found


def write(project: Path, data: object) -> None:
    (project / "schema/routes/ping.json").write_text(json.dumps(data))


def run(project: Path, *, check: bool = False) -> Result:
    return generate(project / "schema", project / "contract", project / "c.ts", check=check)


def test_a_run_with_nothing_changed_compiles_nothing(
    project: Path, compilations: list[None]
) -> None:
    first = run(project)

    assert run(project, check=True).stale == ()
    assert run(project).files == first.files
    assert run(project).routes == 1
    assert len(compilations) == 1


def test_warnings_are_not_forgotten(project: Path) -> None:
    (project / "schema/routes/odd.txt").write_text("")

    first = run(project)

    assert first.warnings
    assert run(project).warnings == first.warnings


def edit(project: Path) -> None:
    with (project / "contract/models.py").open("a") as file:
        file.write("# mine\n")


def restore_times(project: Path) -> None:
    """Edit without a trace in size or time."""
    file = project / "contract/models.py"
    before = file.stat()
    file.write_text(file.read_text().replace("PingPayload", "PongPayload"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def delete(project: Path) -> None:
    (project / "c.ts").unlink()


def leave_over(project: Path) -> None:
    (project / "contract/old.py").write_text((project / "contract/models.py").read_text())


@pytest.mark.parametrize("harm", [edit, restore_times, delete, leave_over])
def test_harm_to_the_output_is_noticed_and_mended(
    project: Path, harm: Callable[[Path], None]
) -> None:
    run(project)
    before = {file: file.read_text() for file in run(project).files}
    harm(project)

    assert run(project, check=True).stale
    run(project)

    assert {file: file.read_text() for file in before} == before
    assert not (project / "contract/old.py").exists()


def test_going_back_to_an_earlier_contract_is_noticed(project: Path) -> None:
    run(project)
    write(project, call("ping", {"type": "integer"}))
    run(project)
    write(project, call("ping", {"type": "string"}))

    assert run(project, check=True).stale


def test_another_generator_starts_anew(
    project: Path, compilations: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(project)
    for module in (unchanged, changed):
        monkeypatch.setattr(module, "generator", lambda: "another version")

    run(project)

    assert len(compilations) == 2


def test_a_damaged_memory_is_none(project: Path, kept: Path, compilations: list[None]) -> None:
    run(project)
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:-1])

    assert run(project).stale == ()
    assert len(compilations) == 2


def test_a_contract_that_changes_under_way_is_not_remembered(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = generation.plan

    def slow(*arguments: object) -> object:
        planned = plan(*arguments)  # type: ignore[arg-type]
        write(project, call("ping", {"type": "integer"}))
        return planned

    monkeypatch.setattr(generation, "plan", slow)
    run(project)
    monkeypatch.undo()

    assert run(project, check=True).stale


def test_without_a_folder_nothing_is_kept(
    project: Path, kept: Path, compilations: list[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(memory.VARIABLE, "")

    run(project)
    run(project)

    assert len(compilations) == 2
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_is_no_failure(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv(memory.VARIABLE, str(tmp_path / "taken"))

    assert run(project).stale
    assert run(project).stale == ()


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(memory.VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))

    memory.memory().keep("key", b"text")

    assert (tmp_path / "x/observable-socket/key").read_bytes() == b"text"


def test_what_nobody_asked_for_in_a_month_is_dropped(kept: Path) -> None:
    known = Memory(kept)
    known.keep("old", b"1")
    known.keep("asked", b"2")
    for name in ("old", "asked"):
        os.utime(kept / name, (0, 0))

    assert known.recall("asked") == b"2"
    known.keep("new", b"3")

    assert known.recall("old") is None
    assert sorted(file.name for file in kept.iterdir()) == ["asked", "new"]


def test_a_hash_tells_where_parts_end() -> None:
    assert hashed([b"ab", b"c"]) != hashed([b"a", b"bc"])


def types(depth: int) -> object:
    """Return a tree type, which refers to itself, with a member that tells it from others."""
    return {
        "type": "object",
        "properties": {
            "children": {"type": "array", "items": {"$ref": "#"}},
            "depth": {"type": "integer", "maximum": depth},
        },
    }


def linked(project: Path, depth: int, route: str) -> None:
    """Write a contract with aliases, recursion and a shared type."""
    (project / "schema/types").mkdir(exist_ok=True)
    (project / "schema/types/tree.json").write_text(json.dumps(types(depth)))
    payload = {"type": "array", "items": {"$ref": "../types/tree.json"}}
    for name, schema in (("plant", payload), ("fell", {"$ref": "../types/tree.json"})):
        (project / f"schema/routes/{name}.json").write_text(json.dumps(call(name, schema)))
    write(project, call("ping", {"enum": [route, 1]}))


def texts(project: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in run(project).files}


@pytest.mark.parametrize(("depth", "route"), [(1, "b"), (2, "a"), (2, "b")])
def test_what_is_generated_in_steps_is_what_is_generated_at_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, depth: int, route: str
) -> None:
    linked(project, 1, "a")
    run(project)
    linked(project, depth, route)
    in_steps = texts(project)

    monkeypatch.setenv(memory.VARIABLE, "")
    for file in run(project).files:
        file.unlink()

    assert texts(project) == in_steps


def test_only_models_that_changed_are_generated(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[str]] = []
    generate_models = generator.generate_models

    def counted(models: Iterable[Model]) -> str:
        listed = list(models)
        asked.append({model.name for model in listed})
        return generate_models(listed)

    monkeypatch.setattr(pieces, "generate_models", counted)
    linked(project, 1, "a")
    run(project)
    linked(project, 1, "b")
    run(project)
    linked(project, 2, "b")
    run(project)

    assert asked == [
        {"FellPayload", "PingPayload", "PlantPayload", "Tree"},
        {"PingPayload"},
        {"FellPayload", "PlantPayload", "Tree"},
    ]


def test_aliases_stand_after_what_they_stand_for(project: Path) -> None:
    linked(project, 1, "a")

    models = texts(project)["models.py"]

    assert models.index("class Tree(") < models.index("FellPayload = ")
    exec(compile(models, "models.py", "exec"), {"__name__": "models"})
