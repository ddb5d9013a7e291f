"""The table ``[tool.observable-socket]``, and what is said when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from observable_socket_codegen.config import ConfigError, project_of, read_config


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with a schema folder, and the current folder."""
    (tmp_path / "schema").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(project: Path, *lines: str) -> Path:
    file = project / "pyproject.toml"
    file.write_text("\n".join(["[tool.observable-socket]", *lines]))
    return file


def test_paths_are_relative_to_the_file(project: Path) -> None:
    write(project, 'schema = "schema"', 'python = "app/contract"', 'typescript = "web/c.ts"')

    config = read_config()

    assert config.project == project
    assert config.schema == project / "schema"
    assert config.python == project / "app" / "contract"
    assert config.typescript == project / "web" / "c.ts"


def test_the_file_is_found_from_a_folder_below(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, 'schema = "schema"', 'python = "contract"')
    (project / "deep" / "down").mkdir(parents=True)
    (project / "deep" / "pyproject.toml").write_text("[tool.other]\n")
    monkeypatch.chdir(project / "deep" / "down")

    assert read_config().schema == project / "schema"


def test_the_command_line_takes_the_place_of_the_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, 'schema = "nowhere"', 'python = "contract"')
    (project / "below" / "other").mkdir(parents=True)
    monkeypatch.chdir(project / "below")

    config = read_config(schema=Path("other"), typescript=None)

    assert config.schema == project / "below" / "other"
    assert config.python == project / "contract"


def test_no_file_is_needed_if_the_command_line_says_everything(project: Path) -> None:
    config = read_config(schema=Path("schema"), python=Path("out"))

    assert (config.schema, config.python) == (project / "schema", project / "out")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['schema = "schema"'], "neither `python` nor `typescript`"),
        (['python = "out"'], "does not say where the `schema` is"),
        (['schema = "missing"', 'python = "out"'], "missing does not exist"),
        (['schema = "schema"', "", 'pyhton = "out"'], "pyproject.toml:4: "),
        (['schema = "schema"', 'pyhton = "out"'], "did you mean `python`?"),
        (['schema = "schema"', "colour = 1"], "there is `schema`, `python`, `typescript`"),
        (["schema = 3", 'python = "out"'], "pyproject.toml:2: `schema` must be a path"),
        (['schema = "schema"', 'python = "models.py"'], "`python` is a folder"),
        (['schema = "schema"', 'typescript = "web"'], "ends with .ts"),
        (['schema = "schema', 'python = "out"'], "pyproject.toml:2:"),
        (['schema = "pyproject.toml"', 'python = "out"'], "is a file"),
        (['schema = "schema"', 'python = "pyproject.toml"'], "pyproject.toml is a file"),
        (['schema = "schema"', 'python = "."'], "a folder of its own"),
        (['schema = "schema"', 'python = "schema"'], "a folder of its own"),
        (['schema = "schema"', 'python = "schema/types/out"'], "among the contract files"),
        (['schema = "schema"', 'typescript = "schema/routes/c.ts"'], "among the contract files"),
        (['schema = "schema"', 'python = "my-contract"'], "call it `my_contract`"),
        (['schema = "schema"', 'python = "class"'], "call it `class_`"),
        (['schema = "schema"', 'python = "3d"'], "begin its name with a letter"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(project: Path, lines: list[str], message: str) -> None:
    file = write(project, *lines)

    with pytest.raises(ConfigError) as raised:
        read_config(file)

    assert message in str(raised.value)


def test_where_code_goes_does_not_matter_to_those_who_write_none(project: Path) -> None:
    write(project, 'schema = "schema"', 'python = "class"')

    assert read_config(generates=False).python is None


def test_without_a_file_it_says_what_to_write(project: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[tool.observable-socket\]\nschema = "):
        read_config()


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "does not exist"), (b"[tool]\n", "no table"), (b"\xff", "not UTF-8")],
)
def test_a_file_that_cannot_be_used_is_refused(
    project: Path, content: bytes | None, message: str
) -> None:
    file = project / "other.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigError, match=message):
        read_config(file)


def test_a_folder_belongs_to_the_nearest_project_above(tmp_path: Path) -> None:
    (tmp_path / "a" / "b" / "schema").mkdir(parents=True)
    assert project_of(tmp_path / "a" / "b" / "schema") == tmp_path / "a" / "b"

    (tmp_path / "a" / "pyproject.toml").touch()

    assert project_of(tmp_path / "a" / "b" / "schema") == tmp_path / "a"
