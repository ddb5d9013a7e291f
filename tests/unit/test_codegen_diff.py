"""``observable-socket generate --diff`` and ``--format``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.codegen import call
from typer.testing import CliRunner, Result

from observable_socket_codegen.cli import app


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.observable-socket]\nschema = "schema"\npython = "contract"\n'
    )
    (tmp_path / "schema/routes").mkdir(parents=True)
    route(tmp_path, call("ping", {"type": "string"}))
    return tmp_path


def route(project: Path, data: object) -> None:
    (project / "schema/routes/ping.json").write_text(json.dumps(data, indent=2))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_nothing_to_change_is_no_difference() -> None:
    run("generate")

    result = run("generate", "--diff")

    assert result.exit_code == 0
    assert result.stdout == ""


def test_the_difference_is_shown_and_not_written(project: Path) -> None:
    run("generate")
    models = (project / "contract/models.py").read_text()
    route(project, call("ping", {"type": "integer"}))

    result = run("generate", "--diff")

    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "--- a/contract/models.py" in lines
    assert "+++ b/contract/models.py" in lines
    assert '-PingPayload = TypeAliasType("PingPayload", str)' in lines
    assert '+PingPayload = TypeAliasType("PingPayload", int)' in lines
    assert (project / "contract/models.py").read_text() == models


def test_new_and_left_over_files_are_differences_to_nothing(project: Path) -> None:
    run("generate")
    (project / "contract/schemas.py").rename(project / "contract/old.py")

    lines = run("generate", "--diff").stdout.splitlines()

    first = lines.index("--- /dev/null")
    assert lines[first + 1] == "+++ b/contract/schemas.py"
    second = lines.index("--- a/contract/old.py")
    assert lines[second + 1] == "+++ /dev/null"


def test_only_one_way_to_run_can_be_chosen() -> None:
    result = run("generate", "--diff", "--check")

    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


@pytest.mark.parametrize("option", [[], ["--check"], ["--diff"]])
def test_mistakes_are_shown_as_json(project: Path, option: list[str]) -> None:
    route(project, call("ping", {"type": "sting"}))

    result = run("generate", "--format", "json", *option)

    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)["findings"]
    assert finding["rule"] == "schema"
    assert finding["file"] == "schema/routes/ping.json"


def test_mistakes_are_shown_to_github(project: Path) -> None:
    route(project, call("ping", {"type": "sting"}))

    assert run("generate", "--format", "github").stdout.startswith(
        "::error file=schema/routes/ping.json,line="
    )


def test_stale_files_are_findings_for_programs() -> None:
    result = run("generate", "--check", "--format", "json")

    assert result.exit_code == 1
    rules = {finding["rule"] for finding in json.loads(result.stdout)["findings"]}
    assert rules == {"stale-file"}


def test_nothing_found_is_json_too() -> None:
    run("generate")

    result = run("generate", "--check", "--format", "json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["findings"] == []
