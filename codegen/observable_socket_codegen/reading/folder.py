"""A schema folder: which files are read, and which stand where nobody looks for them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from observable_socket_codegen.diagnostics import Diagnostic, Severity
from observable_socket_codegen.words import meant

ROUTES = "routes"
TYPES = "types"

ENDINGS = (".json", ".yaml", ".yml")
"""How the names of contract files end."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a schema folder.

    Attributes:
        folder: What it is called in reports: POSIX, relative to the project.
        files: What is in the files that are read, by path within the folder, always in the same
            order.
        inaccessible: Why other files cannot be read, likewise.
        misplaced: The names of contract files that stand beside the folders that are read.
        names: The names of everything that stands there.
    """

    folder: str
    files: Mapping[str, bytes]
    inaccessible: Mapping[str, str] = field(default_factory=dict[str, str])
    misplaced: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def contracts(self) -> list[str]:
        """The paths of contract files."""
        return [path for path in self.files if posixpath.splitext(path)[1] in ENDINGS]

    def only(self, paths: Collection[str]) -> Contents:
        """Return some of the files, in the same order."""
        return replace(self, files={path: self.files[path] for path in self.files if path in paths})

    def parts(self) -> Iterator[bytes]:
        """Yield all of it, for a hash."""
        yield repr((self.folder, self.inaccessible, self.misplaced, self.names)).encode()
        for path, content in self.files.items():
            yield path.encode()
            yield content

    def problems(self, *, readable: bool) -> Iterator[Diagnostic]:
        """Yield what is wrong with the folder, apart from what is in the files.

        Args:
            readable: Whether there is a contract file that could be read.
        """
        contracts = set(self.contracts)
        for path in self.files:
            if path not in contracts:
                yield _ignored(
                    f"{self.folder}/{path}",
                    "contract files end with .json, .yaml or .yml, notes with .md",
                )
        for path, reason in self.inaccessible.items():
            yield _inaccessible(f"{self.folder}/{path}", reason)
        for name in self.misplaced:
            yield _ignored(
                f"{self.folder}/{name}",
                f"routes stand in {self.folder}/{ROUTES}, shared schemas in {self.folder}/{TYPES}",
            )
        if not any(path.startswith(f"{ROUTES}/") for path in (*contracts, *self.inaccessible)):
            yield self._nothing(grave=not readable)

    def _nothing(self, *, grave: bool) -> Diagnostic:
        near = next((name for name in self.names if meant(name, [ROUTES])), None)
        folder = self.folder
        advice = (
            f"is {folder}/{near} meant? Call it {folder}/{ROUTES}"
            if near is not None and near != ROUTES
            else f"write one, such as {folder}/{ROUTES}/articles/get.json"
        )
        place, message = f"{folder}/{ROUTES}", "there is no contract file"
        severity: Severity = "error" if grave else "warning"
        return Diagnostic(place, 0, 0, "", "no-contract", message, advice, severity)


def contents(schema: Path, project: Path) -> Contents:
    """Read the files of a schema folder.

    Args:
        schema: The schema folder, which holds ``routes`` and ``types``.
        project: The folder that reported and generated paths are relative to.
    """
    files: dict[str, bytes] = {}
    inaccessible: dict[str, str] = {}
    start = len(schema.parts)
    for file in contract_files(schema):
        path = "/".join(file.parts[start:])
        try:
            files[path] = file.read_bytes() if file.suffix in ENDINGS else b""
        except OSError as error:
            inaccessible[path] = error.strerror or str(error)
    beside = sorted(schema.iterdir())
    misplaced = tuple(file.name for file in beside if _is_misplaced(file))
    names = tuple(file.name for file in beside)
    return Contents(_posix(schema, project), files, inaccessible, misplaced, names)


def contract_files(schema: Path) -> Iterator[Path]:
    """Yield every file of a schema folder that is read, always in the same order."""
    for part in (ROUTES, TYPES):
        # sorted, because the order of a folder is the file system's
        yield from sorted(
            file
            for folder, _, names in os.walk(schema / part)
            for file in (Path(folder, name) for name in names)
            if not file.name.startswith(".")
            and file.suffix != ".md"
            and (file.is_file() or _is_dead_link(file))
        )


def _is_dead_link(file: Path) -> bool:
    return file.is_symlink() and file.suffix in ENDINGS and not file.exists()


def _is_misplaced(file: Path) -> bool:
    return file.suffix in ENDINGS and file.is_file() and not file.stem.endswith(".schema")


def _ignored(file: str, advice: str) -> Diagnostic:
    return Diagnostic(file, 0, 0, "", "ignored-file", "this file is not read", advice, "warning")


def _inaccessible(file: str, reason: str) -> Diagnostic:
    message = f"this file cannot be read: {reason}"
    advice = "restore what a link leads to, or see to it that you may read the file"
    return Diagnostic(file, 0, 0, "", "inaccessible-file", message, advice)


def _posix(path: Path, project: Path) -> str:
    """Return a path as reports and comments name it: relative if it lies in the project."""
    path, project = path.resolve(), project.resolve()
    return (path.relative_to(project) if path.is_relative_to(project) else path).as_posix()
