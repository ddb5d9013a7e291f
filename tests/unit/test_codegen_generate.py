"""The generator from Python, and what an installation without its extra says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.codegen import call

import observable_socket_codegen
from observable_socket_codegen import ConfigError, ContractError, generate


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    """A schema folder with one route."""
    folder = tmp_path / "schema"
    (folder / "routes").mkdir(parents=True)
    (folder / "routes" / "ping.json").write_text(json.dumps(call("ping", {"type": "string"})))
    return folder


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout


def test_it_writes_and_says_what(schema: Path, tmp_path: Path) -> None:
    package, types = tmp_path / "contract", tmp_path / "contract.ts"

    first = generate(schema, python=package, typescript=types)
    second = generate(schema=str(schema), python=str(package), typescript=str(types))

    assert first.stale == first.files == second.files
    assert set(first.files) == {types, *package.iterdir()}
    assert (first.routes, second.stale) == (1, ())


def test_a_check_writes_nothing(schema: Path, tmp_path: Path) -> None:
    result = generate(schema, python=tmp_path / "contract", check=True)

    assert len(result.stale) == len(result.files) == 5
    assert not (tmp_path / "contract").exists()


def test_each_language_can_be_left_out(schema: Path, tmp_path: Path) -> None:
    assert [path.name for path in generate(schema, typescript=tmp_path / "c.ts").files] == ["c.ts"]


def test_mistakes_are_raised_with_their_places(schema: Path, tmp_path: Path) -> None:
    (schema / "routes" / "ping.json").write_text('{"route": "ping", "kind": "cal"}')

    with pytest.raises(ContractError) as raised:
        generate(schema, python=tmp_path / "contract")

    (found,) = raised.value.diagnostics
    assert (found.file, found.line, found.column) == ("schema/routes/ping.json", 1, 27)
    assert str(raised.value).endswith("\n1 error in 1 file")
    assert not (tmp_path / "contract").exists()


def test_an_empty_schema_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="no contract file"):
        generate(tmp_path, python=tmp_path / "contract")


def test_a_schema_folder_that_is_missing_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        generate(tmp_path / "nowhere", python=tmp_path / "contract")


def test_what_is_offered_is_there() -> None:
    for name in observable_socket_codegen.__all__:
        assert getattr(observable_socket_codegen, name)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = observable_socket_codegen.nothing


def test_importing_the_generator_imports_neither_the_command_line_nor_the_model_generator() -> None:
    code = (
        "import sys, observable_socket_codegen\n"
        "from observable_socket_codegen import generate\n"
        "print(sorted({'typer', 'rich', 'datamodel_code_generator'} & sys.modules.keys()))"
    )

    assert python(code) == "[]\n"


def test_importing_the_package_needs_nothing_of_its_extra() -> None:
    code = (
        "import sys; before = set(sys.modules); import observable_socket_codegen\n"
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before}"
        " - sys.stdlib_module_names))"
    )

    assert python(code) == "['observable_socket_codegen']\n"


@pytest.mark.parametrize("missing", ["typer", "jinja2", "yaml", "jsonschema", "rich"])
def test_a_base_install_says_in_one_line_which_extra_is_missing(missing: str) -> None:
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from observable_socket_codegen.__main__ import main\n"
        "main()"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert missing in line
    assert "pip install 'fastapi-observable-socket[codegen]'" in line
