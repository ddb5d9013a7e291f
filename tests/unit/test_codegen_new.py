"""``observable-socket new``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from observable_socket_codegen.cli import app


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.observable-socket]\nschema = "schema"\npython = "contract"\n'
    )
    (tmp_path / "schema").mkdir()
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_a_new_route_generates_without_findings(project: Path) -> None:
    result = run("new", "call", "articles/get")

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[:2] == [
        "written   schema/routes/articles/get.json",
        "written   schema/contract.schema.json",
    ]
    generated = run("generate")
    assert generated.exit_code == 0, generated.output
    assert generated.stderr == ""
    assert "articles_get" in (project / "contract/routes.py").read_text()


def test_the_next_step_is_named() -> None:
    assert "observable-socket generate" in run("new", "call", "articles/get").stdout


@pytest.mark.parametrize("route", ["ping", "articles/get", "a/b/c/d"])
def test_its_schema_is_found_from_any_depth(project: Path, route: str) -> None:
    run("new", "call", route)

    file = project / f"schema/routes/{route}.json"
    named = file.parent / json.loads(file.read_text())["$schema"]

    assert named.resolve() == project / "schema/contract.schema.json"


def test_a_file_that_is_there_stays_as_it_is(project: Path) -> None:
    file = project / "schema/routes/ping.json"
    file.parent.mkdir()
    file.write_text("mine")

    result = run("new", "call", "ping")

    assert result.exit_code == 2
    assert "schema/routes/ping.json is there already" in result.stderr
    assert file.read_text() == "mine"


def test_a_route_that_another_file_declares_is_refused(project: Path) -> None:
    file = project / "schema/routes/other.yaml"
    file.parent.mkdir()
    file.write_text("route: ping\nkind: call\nreplies: {'200': {}}\n")

    result = run("new", "call", "ping")

    assert result.exit_code == 2
    assert "schema/routes/other.yaml is there already" in result.stderr


@pytest.mark.parametrize(
    ("kind", "route", "message"),
    [
        ("stream", "a/b", "routes of kind `stream` are not served by this version yet"),
        ("cal", "a/b", "did you mean `call`?"),
        ("call", "Articles/Get", "`Articles/Get` cannot be a route"),
        ("call", "../secret", "`../secret` cannot be a route"),
        ("call", "a//b", "`a//b` cannot be a route"),
        ("call", "a" * 257, "cannot be a route"),
    ],
)
def test_what_cannot_be_is_refused(project: Path, kind: str, route: str, message: str) -> None:
    result = run("new", kind, route)

    assert result.exit_code == 2
    assert message in result.stderr
    assert list((project / "schema").rglob("*")) == []
