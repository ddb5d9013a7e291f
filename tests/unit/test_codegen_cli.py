"""The command line, as users meet it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.codegen import call
from typer.testing import CliRunner, Result

from observable_socket_codegen.cli import app

CONFIG = (
    '[tool.observable-socket]\nschema = "schema"\npython = "app/contract"\ntypescript = "c.ts"\n'
)

GENERATED = ["__init__.py", "handlers.py", "models.py", "routes.py", "schemas.py"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one route, and the current folder."""
    (tmp_path / "pyproject.toml").write_text(CONFIG)
    (tmp_path / "schema" / "routes").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    route(tmp_path, "ping", call("ping", {"type": "string"}))
    return tmp_path


def route(project: Path, name: str, data: object) -> None:
    (project / "schema" / "routes" / f"{name}.json").write_text(json.dumps(data, indent=2))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def files(project: Path) -> Iterator[str]:
    for path in sorted(project.rglob("*")):
        if path.is_file() and "schema/" not in path.as_posix():
            yield path.relative_to(project).as_posix()


def test_generate_writes_everything_and_says_what(project: Path) -> None:
    result = run("generate")

    assert result.exit_code == 0, result.output
    expected = [*(f"app/contract/{name}" for name in GENERATED), "c.ts"]
    assert list(files(project)) == [*expected, "pyproject.toml"]
    assert result.stdout.splitlines() == [f"written   {path}" for path in expected]
    assert result.stderr == ""


def test_a_second_run_has_nothing_to_do(project: Path) -> None:
    run("generate")

    result = run("generate")

    assert result.stdout == "1 route, 6 files, all up to date\n"


def test_check_lists_what_is_stale_and_writes_nothing(project: Path) -> None:
    run("generate")
    route(project, "pong", call("pong"))
    (project / "app" / "contract" / "models.py").rename(project / "app" / "contract" / "old.py")

    result = run("generate", "--check")

    assert result.exit_code == 1
    assert "stale     app/contract/models.py" in result.stdout
    assert "left over app/contract/old.py" in result.stdout
    assert "stale     app/contract/handlers.py" in result.stdout
    assert "observable-socket generate" in result.stderr
    assert not (project / "app" / "contract" / "models.py").exists()


def test_check_is_content_with_what_generate_wrote(project: Path) -> None:
    run("generate")

    result = run("generate", "--check")

    assert (result.exit_code, result.stdout) == (0, "1 route, 6 files, all up to date\n")


def test_all_mistakes_are_reported_and_nothing_is_written(project: Path) -> None:
    route(project, "a", call("a", {"type": "sting"}))
    route(project, "b", call("b", {"$ref": "c.json"}))

    result = run("generate")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "schema/routes/a.json:6:15: error[schema]: " in result.stderr
    assert "schema/routes/b.json:6:15: error[missing-ref]: " in result.stderr
    assert result.stderr.endswith("\n2 errors in 2 files; nothing was written\n")
    assert list(files(project)) == ["pyproject.toml"]


def test_files_are_named_as_seen_from_the_current_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    route(project, "a", call("a", {"type": "sting"}))
    (project / "app").mkdir()
    monkeypatch.chdir(project / "app")

    assert "\n../schema/routes/a.json:6:15: error" in "\n" + run("generate").stderr


def test_warnings_do_not_stop_it(project: Path) -> None:
    route(project, "a", call("a", {"type": "string", "maxItems": 3}))

    result = run("generate")

    assert result.exit_code == 0
    assert "warning[no-effect]" in result.stderr
    assert "app/contract/models.py" in result.stdout


def test_text_is_plain_where_there_is_no_terminal(project: Path) -> None:
    route(project, "a", call("a", {"type": "sting", "description": "[red]x"}))

    assert "\x1b" not in run("generate").output


def test_colours_are_for_terminals(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    route(project, "a", call("a", {"type": "sting"}))
    monkeypatch.setattr("observable_socket_codegen.commands.terminal.err._force_terminal", True)
    monkeypatch.setattr("observable_socket_codegen.commands.terminal.err._color_system", 1)
    monkeypatch.delenv("NO_COLOR", raising=False)

    assert "\x1b[1;31merror[schema]\x1b[0m" in run("generate").stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["generate", "--config", "nowhere.toml"], "nowhere.toml does not exist"),
        (["generate", "--schema", "nowhere"], "nowhere does not exist"),
        (["generate", "--python", "models.py"], "`python` is a folder"),
        (["generate", "--cheque"], "No such option"),
        (["generat"], "No such command"),
    ],
)
def test_wrong_usage_has_an_exit_code_of_its_own(
    project: Path, arguments: list[str], message: str
) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert message in result.stderr


def test_a_file_in_the_way_is_refused(project: Path) -> None:
    (project / "c.ts").write_text("export {};\n")

    result = run("generate")

    assert result.exit_code == 2
    assert "c.ts was not generated" in result.stderr
    assert list(files(project)) == ["c.ts", "pyproject.toml"]


def test_paths_may_be_given_instead_of_configured(project: Path) -> None:
    (project / "pyproject.toml").unlink()

    result = run("generate", "--schema", "schema", "--python", "other")

    assert result.exit_code == 0
    assert list(files(project)) == [f"other/{name}" for name in GENERATED]


def test_ir_prints_what_the_emitters_read(project: Path) -> None:
    result = run("ir")

    printed = json.loads(result.stdout)
    assert printed["routes"][0]["path"] == "ping"
    assert printed["declarations"][0]["type"]["node"] == "ScalarType"
    assert list(files(project)) == ["pyproject.toml"]


def test_without_a_command_it_says_which_there_are(project: Path) -> None:
    result = run()

    assert "generate" in result.output
    assert "ir" in result.output


def test_the_folder_of_a_schema_that_is_outside_of_the_project_is_named_in_full(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "routes").mkdir()
    (outside / "routes" / "a.json").write_text("{")

    result = run("generate", "--schema", str(outside))

    assert f"{Path(os.path.relpath(outside)).as_posix()}/routes/a.json:1:2: error" in result.stderr
