"""One run of the generator: the same for the command line and for programs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from observable_socket_codegen import pipeline
from observable_socket_codegen.config import Config, checked, project_of
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.load import load
from observable_socket_codegen.output import changes


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did.

    Attributes:
        files: Every generated file, sorted.
        stale: Those of them that differed or were missing, and left over files of earlier runs.
            They have been brought up to date, unless the run was only a check.
        routes: How many routes there are.
        warnings: What the authors of the contract may want to know.
    """

    files: tuple[Path, ...]
    stale: tuple[Path, ...]
    routes: int
    warnings: tuple[Diagnostic, ...] = ()


def generate(
    schema: str | os.PathLike[str],
    python: str | os.PathLike[str] | None = None,
    typescript: str | os.PathLike[str] | None = None,
    *,
    check: bool = False,
) -> Result:
    """Generate code from a folder of contract files.

    Args:
        schema: The folder that holds ``routes`` and ``types``.
        python: The folder of the Python package to write; none for no Python.
        typescript: The TypeScript file to write; none for no TypeScript.
        check: Write nothing, only find out what is stale.

    Raises:
        ContractError: There are mistakes in the contract. Nothing has been written.
        ConfigError: The paths make no sense.
        ForeignFileError: A file in the way was not generated. Nothing has been written.
    """
    folder = Path(schema).resolve()
    config = Config(
        project=project_of(folder),
        schema=folder,
        python=None if python is None else Path(python).resolve(),
        typescript=None if typescript is None else Path(typescript).resolve(),
    )
    return run(checked(config), check=check)


def run(config: Config, *, check: bool = False) -> Result:
    """Generate what a configuration asks for.

    Raises:
        ContractError: There are mistakes in the contract. Nothing has been written.
        ForeignFileError: A file in the way was not generated. Nothing has been written.
    """
    compiled = pipeline.compile_contract(load(config.schema, config.project))
    texts = pipeline.emit(
        compiled.contract,
        _location(config.python, config.project),
        _location(config.typescript, config.project),
    )
    files = {config.project / path: text for path, text in texts.items()}
    found = changes(files, config.python)
    if not check:
        found.apply()
    return Result(
        files=tuple(sorted(files)),
        stale=found.stale,
        routes=len(compiled.contract.routes),
        warnings=compiled.warnings,
    )


def _location(path: Path | None, project: Path) -> str | None:
    """Return a path as the emitters know it: relative to the project, if it lies there."""
    if path is None:
        return None
    return (path.relative_to(project) if path.is_relative_to(project) else path).as_posix()
