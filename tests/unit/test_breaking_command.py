"""`observable-socket breaking` and `lint` as their users meet them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from observable_socket_codegen.cli import app
from observable_socket_codegen.commands.rendering import as_annotation, as_text, counted
from observable_socket_codegen.diagnostics import Diagnostic

CONFIG = '[tool.observable-socket]\nschema = "api/schema"\npython = "contract"\n'


def route(**properties: Any) -> dict[str, Any]:
    members = {name: {"description": name, **schema} for name, schema in properties.items()}
    return {
        "route": "things/get",
        "kind": "call",
        "summary": "Get it",
        "request": {
            "payload": {"type": "object", "properties": members, "additionalProperties": False}
        },
        "replies": {"200": {"description": "It.", "payload": {"type": "boolean"}}},
        "examples": [{"payload": {}, "reply": True}],
    }


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose old version, committed and tagged, knows the member `name`."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, CONFIG, route(name={"type": "string", "maxLength": 20}))
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one")
    git(tmp_path, "tag", "v1")
    return tmp_path


def write(folder: Path, config: str, data: object) -> None:
    file = folder / "api/schema/routes/things/get.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, indent=2), "utf-8")
    (folder / "pyproject.toml").write_text(config, "utf-8")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def invoke(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def narrow(project: Path, config: str = "") -> None:
    write(project, CONFIG + config, route(name={"type": "string", "maxLength": 10}))


def test_nothing_changed(project: Path) -> None:
    assert invoke("breaking", "--against", "v1") == (0, "nothing found\n", "")


def test_a_breaking_change_is_shown_where_it_is_with_an_example(project: Path) -> None:
    narrow(project)
    code, text, _ = invoke("breaking", "--against", "v1")
    assert code == 1
    assert text.startswith("api/schema/routes/things/get.json:12:11: error[narrowed-length]: ")
    assert 'example: {"name": "' in text
    assert text.endswith("1 error\n")


def test_findings_come_as_json_for_programs(project: Path) -> None:
    narrow(project)
    code, text, _ = invoke("breaking", "--against", "v1", "--format", "json")
    report = json.loads(text)
    (finding,) = report["findings"]
    assert (code, report["counts"]) == (1, {"error": 1, "warning": 0, "info": 0})
    assert (finding["rule"], finding["line"]) == ("narrowed-length", 12)
    assert len(finding["example"]["name"]) > 10


def test_findings_come_as_annotations_for_pull_requests(project: Path) -> None:
    narrow(project)
    _, text, _ = invoke("breaking", "--against", "v1", "--format", "github")
    place = "file=api/schema/routes/things/get.json,line=12,col=11,title=narrowed-length"
    assert text.startswith(f"::error {place}::old clients may send strings longer than")


def test_the_old_version_may_be_a_folder(project: Path) -> None:
    old = project / "old"
    (old / "routes").mkdir(parents=True)
    (old / "routes/get.json").write_text(json.dumps(route(name={"type": "string"})), "utf-8")
    code, text, _ = invoke("breaking", "--against", "old")
    assert (code, "narrowed-length" in text) == (1, True)


def test_the_old_version_may_be_configured_with_levels_and_exemptions(project: Path) -> None:
    table = '[tool.observable-socket.breaking]\nagainst = "v1"\n'
    narrow(project, table + 'rules = { "narrowed-*" = "warning" }\n')
    code, text, _ = invoke("breaking")
    assert (code, text.splitlines()[-1]) == (0, "1 warning")
    assert invoke("breaking", "--fail-on", "warning")[0] == 1
    place = 'rule = "narrowed-length", place = "routes/things/*#*/name/*", reason = "told them"'
    narrow(project, table + f"ignore = [{{ {place} }}]\n")
    assert invoke("breaking")[:2] == (0, "nothing found\n")


def test_a_level_can_be_set_for_one_run(project: Path) -> None:
    narrow(project)
    code, text, _ = invoke("breaking", "--against", "v1", "--rule", "narrowed-length=info")
    assert (code, text.splitlines()[-1]) == (0, "1 note")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["breaking"], "there is nothing to compare with"),
        (["breaking", "--against", "v7"], "v7 is neither a folder nor a commit"),
        (["breaking", "--against", "contract"], "contract is neither a folder nor a commit"),
        (["breaking", "--against", "api/schema/routes"], "holds no contract"),
        (["breaking", "--against", "v1", "--rule", "narowed-length=off"], "did you mean"),
        (["breaking", "--against", "v1", "--rule", "narrowed-length=bad"], "is not a level"),
        (["lint", "--rule", "open-object"], "write NAME=LEVEL"),
    ],
)
def test_wrong_usage_exits_2_with_advice(project: Path, arguments: list[str], message: str) -> None:
    code, _, text = invoke(*arguments)
    assert code == 2
    assert message in text


def test_outside_a_repository_there_is_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write(tmp_path, CONFIG, route())
    code, _, text = invoke("breaking", "--against", "main")
    assert code == 2
    assert "is not in a git repository" in text
    assert "--against ../old/schema" in text


def test_a_commit_without_the_contract_is_named(project: Path) -> None:
    write(project, CONFIG.replace("api/", "new/"), route())
    (project / "api").rename(project / "new")
    code, _, text = invoke("breaking", "--against", "v1")
    assert code == 2
    assert "there is no folder new/schema in v1" in text


def test_mistakes_in_the_contract_are_findings(project: Path) -> None:
    write(project, CONFIG, {**route(), "kind": "coll"})
    for command in (["breaking", "--against", "v1"], ["lint"]):
        code, text, _ = invoke(*command)
        assert code == 1
        assert "did you mean `call`?" in text


def test_the_linter_exits_1_on_warnings_unless_told_otherwise(project: Path) -> None:
    write(project, CONFIG, route(name={"type": "string"}))
    code, text, _ = invoke("lint")
    assert (code, text.splitlines()[-1]) == (1, "1 warning")
    assert invoke("lint", "--fail-on", "error")[0] == 0
    assert invoke("lint", "--rule", "unbounded-string=off")[:2] == (0, "nothing found\n")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[tool.observable-socket.lint]\nrule = "a"', "has no member `rule`"),
        ('[tool.observable-socket.lint]\nrules = "a"', "must be a table of levels"),
        ('[tool.observable-socket.lint.rules]\nopen-objects = "off"', "did you mean `open-object`"),
        ("[tool.observable-socket.lint]\nignore = [{rule = 'open-object'}]", "is not complete"),
        ("[tool.observable-socket.lint]\nignore = ['open-object']", "holds tables"),
        ("[tool.observable-socket.lint]\nignore = 'a'", "must be an array"),
        ('[tool.observable-socket]\nlint = "a"', "is a table, not a string"),
    ],
)
def test_a_mistake_in_the_configuration_is_told(project: Path, table: str, message: str) -> None:
    if table.startswith("[tool.observable-socket]"):
        config = CONFIG + table.partition("\n")[2]
    else:
        config = f"{CONFIG}{table}\n"
    write(project, config, route())
    code, _, text = invoke("lint")
    assert code == 2
    assert message in text


def test_annotations_escape_what_would_end_them() -> None:
    finding = Diagnostic("a,b.json", 1, 2, "", "rule", "50%\nof it", severity="info", example='"x"')
    assert as_annotation(finding) == (
        '::notice file=a%2Cb.json,line=1,col=2,title=rule::50%25%0Aof it%0Aexample: "x"'
    )


def test_long_examples_are_shortened_for_people_only() -> None:
    finding = Diagnostic("a.json", 1, 1, "", "rule", "long", example=json.dumps("a" * 5_000))
    assert len(as_text(finding).plain) < 400
    assert "(5002 characters)" in as_text(finding).plain


def test_findings_are_counted_by_level() -> None:
    finding = Diagnostic("a.json", 1, 1, "", "rule", "it")
    assert counted([finding, finding]) == "2 errors"
    assert counted([]) == "nothing found"


def test_a_change_that_many_routes_share_is_told_once(project: Path) -> None:
    for version, length in (("old", 20), ("new", 30)):
        for name in ("a", "b", "c"):
            data = route()
            data["replies"]["200"]["payload"] = {"$ref": "../types/text.json"}
            data |= {"route": name, "examples": []}
            file = project / version / "routes" / f"{name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(data), "utf-8")
        (project / version / "types").mkdir()
        text = json.dumps({"type": "string", "maxLength": length})
        (project / version / "types/text.json").write_text(text, "utf-8")
    code, text, _ = invoke("breaking", "--schema", "new", "--against", "old")
    assert (code, text.count("error[widened-length]")) == (1, 1)
    assert "in the payload of reply 200 of `a`, and in 2 other places" in text
