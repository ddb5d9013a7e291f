"""Which files of a schema folder are read, and what is said about the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.reading.load import load

ROUTE = '{"route": "a/b", "kind": "call", "replies": {"200": {}}}'


def problems(folder: Path) -> dict[str, Diagnostic]:
    """Return what is wrong with a schema folder, by file."""
    return {problem.file: problem for problem in load(folder / "schema", folder).problems}


@pytest.fixture
def routes(tmp_path: Path) -> Path:
    """The folder for routes, with one route in it."""
    folder = tmp_path / "schema" / "routes"
    folder.mkdir(parents=True)
    (folder / "b.json").write_text(ROUTE)
    return folder


@pytest.mark.parametrize("target", ["nowhere.json", "dead.json"])
def test_a_link_that_leads_nowhere_is_a_mistake(routes: Path, tmp_path: Path, target: str) -> None:
    (routes / "dead.json").symlink_to(target)

    found = problems(tmp_path)["schema/routes/dead.json"]

    assert (found.severity, found.rule) == ("error", "inaccessible-file")


def test_a_folder_that_is_called_like_a_file_is_a_folder(routes: Path, tmp_path: Path) -> None:
    (routes / "c.json").mkdir()
    (routes / "c.json" / "d.json").write_text(ROUTE)

    sources = load(tmp_path / "schema", tmp_path)

    assert list(sources.documents) == ["routes/b.json", "routes/c.json/d.json"]
    assert not sources.problems


def test_a_contract_file_beside_the_folders_is_warned_of(routes: Path, tmp_path: Path) -> None:
    (routes.parent / "b.yaml").write_text("route: a/c\n")
    (routes.parent / "contract.schema.json").write_text("{}")

    found = problems(tmp_path)

    assert list(found) == ["schema/b.yaml"]
    assert found["schema/b.yaml"].severity == "warning"


def test_a_misspelt_folder_is_named(routes: Path, tmp_path: Path) -> None:
    routes.rename(routes.with_name("route"))

    found = problems(tmp_path)["schema/routes"]

    assert found.severity == "error"
    assert found.help == "is schema/route meant? Call it schema/routes"


def test_shared_schemas_alone_are_warned_of(tmp_path: Path) -> None:
    (tmp_path / "schema" / "types").mkdir(parents=True)
    (tmp_path / "schema" / "types" / "thing.json").write_text("{}")

    assert problems(tmp_path)["schema/routes"].severity == "warning"


def test_a_conflict_explains_more_than_what_the_reader_stumbled_over(
    routes: Path, tmp_path: Path
) -> None:
    (routes / "b.json").write_text("{\n<<<<<<< HEAD\n  1\n=======\n  2\n>>>>>>> other\n}\n")

    found = problems(tmp_path)["schema/routes/b.json"]

    assert (found.line, found.column) == (2, 1)
    assert "lines 2 to 6" in found.help
