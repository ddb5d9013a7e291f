"""Read the contract files of a schema folder: all of them, with the position of everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.reading.documents import Document, Position
from observable_socket_codegen.reading.json_text import read_json
from observable_socket_codegen.reading.text_reader import Lines, Reading, UnreadableError
from observable_socket_codegen.reading.yaml_text import read_yaml

ROUTES = "routes"
TYPES = "types"

READERS = {".json": read_json, ".yaml": read_yaml, ".yml": read_yaml}


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that was read.

    Attributes:
        folder: The schema folder, POSIX, relative to the project.
        documents: The files that could be read, by path within the schema folder.
        unreadable: Paths of the files that could not.
        problems: What is wrong with the texts themselves.
    """

    folder: str
    documents: Mapping[str, Document]
    unreadable: frozenset[str] = frozenset()
    problems: tuple[Diagnostic, ...] = ()

    @property
    def routes(self) -> list[Document]:
        """The contract files."""
        return [d for path, d in self.documents.items() if path.startswith(f"{ROUTES}/")]

    @property
    def types(self) -> list[Document]:
        """The files of shared schemas."""
        return [d for path, d in self.documents.items() if path.startswith(f"{TYPES}/")]


def load(schema: Path, project: Path) -> Sources:
    """Read every contract file and every shared schema.

    Args:
        schema: The schema folder, which holds ``routes`` and ``types``.
        project: The folder that reported and generated paths are relative to.
    """
    folder = _posix(schema, project)
    documents: dict[str, Document] = {}
    unreadable: set[str] = set()
    problems: list[Diagnostic] = []
    for file in contract_files(schema):
        path = file.relative_to(schema).as_posix()
        if file.suffix not in READERS:
            problems.append(_ignored(f"{folder}/{path}"))
            continue
        document = _document(file.read_bytes(), path, f"{folder}/{path}", problems)
        if document is not None:
            documents[path] = document
        else:
            unreadable.add(path)
    if not documents and not problems:
        problems.append(_nothing(folder))
    return Sources(folder, documents, frozenset(unreadable), tuple(problems))


def contract_files(schema: Path) -> Iterator[Path]:
    """Yield every file of a schema folder that is read, always in the same order."""
    for name in (ROUTES, TYPES):
        # sorted, because the order of a folder is the file system's
        yield from sorted(
            file
            for file in (schema / name).rglob("*")
            if file.is_file() and not file.name.startswith(".") and file.suffix != ".md"
        )


def _document(content: bytes, path: str, file: str, problems: list[Diagnostic]) -> Document | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        position = Lines(content[: error.start].decode()).position(error.start)
        problems.append(
            Diagnostic(
                file,
                position.line,
                position.column,
                "",
                "syntax",
                "the file is not UTF-8 text",
                "save it as UTF-8",
            )
        )
        return None
    try:
        reading = READERS[Path(path).suffix](text)
    except UnreadableError as error:
        problems.append(
            Diagnostic(file, *error.position, "", "syntax", error.message, error.advice)
        )
        return None
    problems.extend(_reported(reading, file))
    return Document(path, file, reading.data, reading.places)


def _reported(reading: Reading, file: str) -> Iterator[Diagnostic]:
    for problem in reading.problems:
        yield Diagnostic(
            file, *problem.position, problem.pointer, problem.rule, problem.message, problem.help
        )


def _ignored(file: str) -> Diagnostic:
    return Diagnostic(
        file,
        *Position(0, 0),
        "",
        "ignored-file",
        "this file is not read",
        "contract files end with .json, .yaml or .yml, notes with .md",
        "warning",
    )


def _nothing(folder: str) -> Diagnostic:
    return Diagnostic(
        f"{folder}/{ROUTES}",
        *Position(0, 0),
        "",
        "no-contract",
        "there is no contract file",
        f"write one, such as {folder}/{ROUTES}/articles/get.json",
    )


def _posix(path: Path, project: Path) -> str:
    """Return a path as reports and comments name it: relative if it lies in the project."""
    path, project = path.resolve(), project.resolve()
    return (path.relative_to(project) if path.is_relative_to(project) else path).as_posix()
