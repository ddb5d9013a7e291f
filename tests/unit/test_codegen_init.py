"""``observable-socket init``, as files; that the project runs is an integration test."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from observable_socket_codegen.cli import app

FILES = [
    ".gitignore",
    "Makefile",
    "app.py",
    "pyproject.toml",
    "schema/contract.schema.json",
    "schema/routes/greetings/say.json",
    "test_app.py",
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_new_project_has_all_that_it_takes(here: Path) -> None:
    result = run("init", "my shop")

    assert result.exit_code == 0, result.output
    assert files(here / "my shop") == FILES
    assert "written   my shop/app.py" in result.stdout.splitlines()
    assert "make test" in result.stdout.splitlines()[-1]
    settings = tomllib.loads((here / "my shop/pyproject.toml").read_text())
    assert settings["project"]["name"] == "my-shop"
    assert settings["tool"]["observable-socket"]["python"] == "contract"


def test_without_a_folder_the_current_one_is_the_project(here: Path) -> None:
    assert run("init").exit_code == 0

    assert files(here) == FILES


def test_a_new_project_generates_without_findings(here: Path) -> None:
    run("init")

    result = run("generate")

    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert (here / "contract/routes.py").is_file()
    assert (here / "web/contract.ts").is_file()


def test_files_that_are_there_stay_as_they_are(here: Path) -> None:
    (here / "app.py").write_text("mine\n")
    (here / "pyproject.toml").write_text('[project]\nname = "mine"\n')

    result = run("init")

    assert (here / "app.py").read_text() == "mine\n"
    assert (here / "pyproject.toml").read_text() == '[project]\nname = "mine"\n'
    assert "kept      app.py" in result.stdout.splitlines()


def test_a_configuration_that_is_there_is_told_what_to_add(here: Path) -> None:
    (here / "pyproject.toml").write_text('[project]\nname = "mine"\n')

    advice = run("init").stdout.partition("add this to pyproject.toml:\n")[2].partition("next:")[0]

    table = tomllib.loads(advice)["tool"]["observable-socket"]
    assert table == {"schema": "schema", "python": "contract", "typescript": "web/contract.ts"}


def test_a_second_init_changes_nothing(here: Path) -> None:
    run("init")
    before = {file: (here / file).read_text() for file in FILES}

    result = run("init")

    assert {file: (here / file).read_text() for file in FILES} == before
    assert "written" not in result.stdout
    assert "add this" not in result.stdout


def test_a_file_is_no_project(here: Path) -> None:
    (here / "taken").write_text("")

    result = run("init", "taken")

    assert result.exit_code == 2
    assert "taken is a file" in result.stderr


def test_the_contract_names_the_copy_of_its_schema(here: Path) -> None:
    run("init")

    contract = here / "schema/routes/greetings/say.json"
    named = contract.parent / json.loads(contract.read_text())["$schema"]

    assert named.resolve() == here / "schema/contract.schema.json"
    assert json.loads(named.read_text())["title"] == "Contract file"


def test_generate_brings_the_copy_of_the_schema_up_to_date(here: Path) -> None:
    run("init")
    run("generate")
    copy = here / "schema/contract.schema.json"
    text = copy.read_text()
    copy.write_text(text.replace('"Contract file"', '"An older one"'))

    assert "stale     schema/contract.schema.json" in run("generate", "--check").stdout
    assert run("generate").exit_code == 0

    assert copy.read_text() == text


def test_a_schema_of_that_name_that_is_not_ours_is_let_alone(here: Path) -> None:
    run("init")
    copy = here / "schema/contract.schema.json"
    copy.write_text("{}")

    assert run("generate").exit_code == 0

    assert copy.read_text() == "{}"
