"""Finds out without generating that a project is as an earlier run left it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from observable_socket_codegen.config import Config
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.memory import Memory, generator, hashed
from observable_socket_codegen.project.output import left_over
from observable_socket_codegen.project.schema_copy import copy_in
from observable_socket_codegen.reading.folder import Contents


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made of its input.

    Attributes:
        files: The hash of the text of every generated file.
        routes: How many routes there are.
        warnings: What the authors of the contract may want to know.
    """

    files: Mapping[Path, str]
    routes: int
    warnings: tuple[Diagnostic, ...]


def input_key(config: Config, contents: Contents) -> str:
    """Return a hash of all that decides what is generated: generator, paths, contract files.

    Args:
        config: What to generate from what.
        contents: What is in the schema folder.
    """
    return hashed(_input(config, contents))


def recall(memory: Memory, key: str, package: Path | None) -> Outcome | None:
    """Return what was made of the same input, if every file on disk is still just that.

    Args:
        memory: What earlier runs kept.
        key: The hash of the input.
        package: The folder of the Python package, in which nothing else of ours may be.
    """
    content = memory.recall(key)
    outcome = None if content is None else _read(content)
    if outcome is None or any(file_hash(path) != found for path, found in outcome.files.items()):
        return None
    if package is not None and next(left_over(package, outcome.files), None) is not None:
        return None
    return outcome


def keep(memory: Memory, key: str, outcome: Outcome) -> None:
    """Keep what was made of an input."""
    data = {
        "files": {str(path): found for path, found in outcome.files.items()},
        "routes": outcome.routes,
        "warnings": [asdict(warning) for warning in outcome.warnings],
    }
    memory.keep(key, json.dumps(data).encode())


def text_hash(text: str) -> str:
    """Return the hash of the text of a generated file."""
    return hashlib.sha256(text.encode()).hexdigest()


def file_hash(path: Path) -> str | None:
    """Return the hash of a file, if it is there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _input(config: Config, contents: Contents) -> Iterator[bytes]:
    yield generator().encode()
    for path in (
        config.project,
        config.schema,
        config.python,
        config.typescript,
        copy_in(config.schema),
    ):
        yield str(path).encode()
    yield from contents.parts()


def _read(content: bytes) -> Outcome | None:
    try:
        data = json.loads(content)
        return Outcome(
            files={Path(path): found for path, found in data["files"].items()},
            routes=data["routes"],
            warnings=tuple(Diagnostic(**warning) for warning in data["warnings"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # cut off, or written by hand
