"""Where a project keeps its contract and wants its code: ``[tool.observable-socket]``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from pathlib import Path
from typing import Any

from observable_socket_codegen.words import kind, listed, meant

FILE = "pyproject.toml"
TABLE = "tool.observable-socket"
MEMBERS = ("schema", "python", "typescript")
TABLES = ("lint", "breaking")
"""Tables within ours that commands read by themselves."""

_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


class ConfigError(Exception):
    """The generator was not told, or was told wrongly, what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """What to generate from what.

    Attributes:
        project: The folder that paths in reports and comments are relative to.
        schema: The folder that holds ``routes`` and ``types``.
        python: The folder of the Python package; none for no Python.
        typescript: The TypeScript file; none for no TypeScript.
        tables: What the tables within ours say, by name.
    """

    project: Path
    schema: Path
    python: Path | None = None
    typescript: Path | None = None
    tables: Mapping[str, Any] = field(default_factory=dict[str, Any])


def read_config(
    file: Path | None = None, *, generates: bool = True, **overrides: Path | None
) -> Config:
    """Return the configuration of the project that the current folder belongs to.

    Args:
        file: The configuration file; without it, the nearest ``pyproject.toml`` with the table
            ``[tool.observable-socket]``, from the current folder upwards.
        generates: Whether it matters where generated code goes.
        overrides: ``schema``, ``python`` and ``typescript``, relative to the current folder; they
            take the place of what the file says.

    Raises:
        ConfigError: Something is missing or wrong.
    """
    given = {name: path.resolve() for name, path in overrides.items() if path is not None}
    tables: dict[str, Any] = {}
    found = file or next(_candidates(), None)
    if found is None:
        if "schema" not in given:
            raise ConfigError(
                f"there is no {FILE} with a table [{TABLE}] in this folder or above\n"
                f'  help: write one:\n\n[{TABLE}]\nschema = "schema"\npython = "app/contract"'
            )
        project = project_of(given["schema"])
    else:
        given = {**_paths(found), **given}
        tables = _tables(found)
        project = found.resolve().parent
    if "schema" not in given:
        raise ConfigError(f"{found}: [{TABLE}] does not say where the `schema` is")
    if not generates:
        given = {"schema": given["schema"]}
    elif not given.keys() & {"python", "typescript"}:
        raise ConfigError(
            f"{found or 'no file'}: neither `python` nor `typescript` is asked for\n"
            '  help: say where the code goes, such as python = "app/contract"'
        )
    return checked(Config(project, **given, tables=tables))


def checked(config: Config) -> Config:
    """Return a configuration whose folders make sense.

    Raises:
        ConfigError: They do not.
    """
    if config.schema.exists() and not config.schema.is_dir():
        raise ConfigError(f"the schema folder {config.schema} is a file")
    if not config.schema.is_dir():
        raise ConfigError(
            f"the schema folder {config.schema} does not exist\n"
            f"  help: correct `schema` in {FILE}, or begin with `observable-socket init`"
        )
    if config.python is not None:
        _check_package(config.python, config)
    if config.typescript is not None:
        _check_module(config.typescript, config)
    return config


def _check_package(folder: Path, config: Config) -> None:
    if folder.suffix == ".py":
        raise ConfigError(f"`python` is a folder, not a module: {folder}")
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"`python` is a folder, but {folder} is a file")
    if folder == config.project or config.schema.is_relative_to(folder):
        raise ConfigError(
            f"`python` needs a folder of its own, not {folder}\n"
            f'  help: write python = "{config.project.name.replace("-", "_")}/contract"'
        )
    _check_apart(folder, "python", config)
    if not folder.name.isidentifier() or iskeyword(folder.name):
        words = re.sub(r"\W", "_", folder.name)
        choice = f"{words}_" if iskeyword(words) else words
        advice = f"call it `{choice}`" if choice.isidentifier() else "begin its name with a letter"
        raise ConfigError(
            f"`python` is a package, and none can be imported as `{folder.name}`\n  help: {advice}"
        )


def _check_module(file: Path, config: Config) -> None:
    if file.suffix != ".ts":
        raise ConfigError(f"`typescript` is a file that ends with .ts: {file}")
    if file.is_dir():
        raise ConfigError(f"`typescript` is a file, but {file} is a folder")
    _check_apart(file, "typescript", config)


def _check_apart(path: Path, member: str, config: Config) -> None:
    if any(path.is_relative_to(config.schema / folder) for folder in ("routes", "types")):
        raise ConfigError(
            f"`{member}` lies among the contract files: {path}\n"
            "  help: keep generated code apart from what it is generated from"
        )


def has_table(file: Path) -> bool:
    """Whether a project file says something about us.

    Raises:
        ConfigError: It cannot be read.
    """
    return _table(file) is not None


def project_of(folder: Path) -> Path:
    """Return the project that a folder belongs to: the nearest one above with a project file."""
    folder = folder.resolve()
    return next((up for up in folder.parents if (up / FILE).is_file()), folder.parent)


def _candidates() -> Iterator[Path]:
    """Yield the project files with our table, from the current folder upwards."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        file = folder / FILE
        if file.is_file() and has_table(file):
            yield file


def _paths(file: Path) -> dict[str, Path]:
    table = _table(file)
    if table is None:
        raise ConfigError(f"{file}: there is no table [{TABLE}]")
    paths = {member: value for member, value in table.items() if member not in TABLES}
    for member, value in paths.items():
        place = f"{file}:{_line(file, member)}"
        if member not in MEMBERS:
            choice = meant(member, MEMBERS)
            advice = f"did you mean `{choice}`?" if choice else f"there is {listed(MEMBERS)}"
            raise ConfigError(f"{place}: [{TABLE}] has no member `{member}`\n  help: {advice}")
        if not isinstance(value, str):
            raise ConfigError(f"{place}: `{member}` must be a path in quotes, not {kind(value)}")
    return {member: (file.parent / path).resolve() for member, path in paths.items()}


def _tables(file: Path) -> dict[str, Any]:
    table = _table(file) or {}
    for name in TABLES:
        if not isinstance(table.get(name, {}), dict):
            raise ConfigError(f"{file}: [{TABLE}.{name}] is a table, not {kind(table[name])}")
    return {name: table.get(name, {}) for name in TABLES}


def _table(file: Path) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{file} does not exist") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        position = _POSITION.search(str(error))
        place = f"{file}:{position[1]}:{position[2]}" if position else str(file)
        raise ConfigError(f"{place}: {_POSITION.sub('', str(error)).strip()}") from None
    table: dict[str, Any] | None = data.get("tool", {}).get("observable-socket")
    return table


def _line(file: Path, member: str) -> int:
    """Return the line of a member of our table."""
    inside = False
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        text = line.strip()
        if text.startswith("["):
            inside = text.partition("]")[0].strip("[ ") == TABLE
        elif inside and text.partition("=")[0].strip().strip("\"'") == member:
            return number
    return 1
