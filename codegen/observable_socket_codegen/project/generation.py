"""One run of the generator: the same for the command line and for programs."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from observable_socket_codegen.config import Config, checked, project_of
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.memory import Memory, memory
from observable_socket_codegen.project import unchanged
from observable_socket_codegen.project.output import Changes, changes
from observable_socket_codegen.project.progress import STEPS, Step, unseen
from observable_socket_codegen.project.schema_copy import copy_in, copy_text
from observable_socket_codegen.reading.folder import Contents, contents


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


def run(config: Config, *, check: bool = False, step: Step = unseen) -> Result:
    """Generate what a configuration asks for.

    Args:
        config: What to generate from what.
        check: Write nothing, only find out what is stale.
        step: Is told what the run does now.

    Raises:
        ContractError: There are mistakes in the contract. Nothing has been written.
        ForeignFileError: A file in the way was not generated. Nothing has been written.
    """
    step(STEPS[0])
    read = contents(config.schema, config.project)
    known = memory()
    key = unchanged.input_key(config, read)
    found = _recalled(config, known, key)
    if found is not None:
        return found
    planned = plan(config, read, step)
    if not check:
        planned.changes.apply()
    unchanged.keep(known, key, planned.outcome)
    return _result(planned.outcome, planned.changes.stale)


def difference(config: Config, step: Step = unseen) -> Changes | None:
    """Return what a run would change; nothing if it is known without generating that it is nothing.

    Raises:
        ContractError: There are mistakes in the contract.
        ForeignFileError: A file in the way was not generated.
    """
    step(STEPS[0])
    read = contents(config.schema, config.project)
    if _recalled(config, memory(), unchanged.input_key(config, read)) is not None:
        return None
    return plan(config, read, step).changes


def _recalled(config: Config, known: Memory, key: str) -> Result | None:
    outcome = unchanged.recall(known, key, config.python)
    return None if outcome is None else _result(outcome, ())


def _result(outcome: unchanged.Outcome, stale: tuple[Path, ...]) -> Result:
    return Result(tuple(sorted(outcome.files)), stale, outcome.routes, outcome.warnings)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do.

    Attributes:
        outcome: What is made of the contract.
        changes: What has to happen to the files on disk.
    """

    outcome: unchanged.Outcome
    changes: Changes


def plan(config: Config, read: Contents, step: Step = unseen) -> Plan:
    """Generate everything and write nothing.

    Args:
        config: What to generate from what.
        read: What is in the schema folder.
        step: Is told what the run does now.

    Raises:
        ContractError: There are mistakes in the contract.
        ForeignFileError: A file in the way was not generated.
    """
    # imported here, because a run that finds nothing changed is over before it would be
    from observable_socket_codegen.project.changed import generated

    with _no_collections():
        found = generated(
            read,
            _location(config.python, config.project),
            _location(config.typescript, config.project),
            memory(),
            step,
        )
    files = {config.project / path: text for path, text in found.files.items()}
    copy = copy_in(config.schema)
    if copy is not None:
        files[copy] = copy_text()
    outcome = unchanged.Outcome(
        files={path: unchanged.text_hash(text) for path, text in files.items()},
        routes=found.routes,
        warnings=found.warnings,
    )
    return Plan(outcome, changes(files, config.python))


@contextmanager
def _no_collections() -> Generator[None]:
    """Collect no garbage meanwhile: there is next to none, and looking for it takes long."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _location(path: Path | None, project: Path) -> str | None:
    """Return a path as the emitters know it: relative to the project, if it lies there."""
    if path is None:
        return None
    return (path.relative_to(project) if path.is_relative_to(project) else path).as_posix()
