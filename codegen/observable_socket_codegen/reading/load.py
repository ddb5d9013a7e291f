"""Read the contract files of a schema folder: all of them, with the position of everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.reading.documents import Document, Position
from observable_socket_codegen.reading.json_text import read_json
from observable_socket_codegen.reading.standard import ADDRESS, standard_schemas
from observable_socket_codegen.reading.text_reader import (
    Lines,
    Reading,
    UnreadableError,
    damage,
)
from observable_socket_codegen.reading.yaml_text import read_yaml
from observable_socket_codegen.words import meant

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
    referring: list[Document] = []
    for file in contract_files(schema):
        path = file.relative_to(schema).as_posix()
        if file.suffix not in READERS:
            problems.append(_ignored(f"{folder}/{path}"))
            continue
        try:
            content = file.read_bytes()
        except OSError as error:
            problems.append(_inaccessible(f"{folder}/{path}", error.strerror or str(error)))
            unreadable.add(path)
            continue
        document = _document(content, path, f"{folder}/{path}", problems)
        if document is not None:
            documents[path] = document
            if ADDRESS.encode() in content:
                referring.append(document)
        else:
            unreadable.add(path)
    problems.extend(_missed(schema, folder))
    if not any(path.startswith(f"{ROUTES}/") for path in (*documents, *unreadable)):
        problems.append(_nothing(schema, folder, grave=not documents))
    documents |= {standard.path: standard for standard in standard_schemas(referring)}
    return Sources(folder, documents, frozenset(unreadable), tuple(problems))


def contract_files(schema: Path) -> Iterator[Path]:
    """Yield every file of a schema folder that is read, always in the same order."""
    for name in (ROUTES, TYPES):
        # sorted, because the order of a folder is the file system's
        yield from sorted(
            file
            for file in (schema / name).rglob("*")
            if (file.is_file() or _is_dead_link(file))
            and not file.name.startswith(".")
            and file.suffix != ".md"
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
        cause = damage(text) or error
        problems.append(
            Diagnostic(file, *cause.position, "", "syntax", cause.message, cause.advice)
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


def _inaccessible(file: str, reason: str) -> Diagnostic:
    message = f"this file cannot be read: {reason}"
    advice = "restore what a link leads to, or see to it that you may read the file"
    return Diagnostic(file, *Position(0, 0), "", "inaccessible-file", message, advice)


def _is_dead_link(file: Path) -> bool:
    return file.is_symlink() and file.suffix in READERS and not file.exists()


def _missed(schema: Path, folder: str) -> Iterator[Diagnostic]:
    """Find contract files that stand beside the folders where they are looked for."""
    for file in sorted(schema.iterdir()):
        if file.suffix in READERS and file.is_file() and not file.stem.endswith(".schema"):
            yield Diagnostic(
                f"{folder}/{file.name}",
                *Position(0, 0),
                "",
                "ignored-file",
                "this file is not read",
                f"routes stand in {folder}/{ROUTES}, shared schemas in {folder}/{TYPES}",
                "warning",
            )


def _nothing(schema: Path, folder: str, *, grave: bool) -> Diagnostic:
    near = next((p.name for p in sorted(schema.iterdir()) if meant(p.name, [ROUTES])), None)
    advice = (
        f"is {folder}/{near} meant? Call it {folder}/{ROUTES}"
        if near is not None and near != ROUTES
        else f"write one, such as {folder}/{ROUTES}/articles/get.json"
    )
    return Diagnostic(
        f"{folder}/{ROUTES}",
        *Position(0, 0),
        "",
        "no-contract",
        "there is no contract file",
        advice,
        "error" if grave else "warning",
    )


def _posix(path: Path, project: Path) -> str:
    """Return a path as reports and comments name it: relative if it lies in the project."""
    path, project = path.resolve(), project.resolve()
    return (path.relative_to(project) if path.is_relative_to(project) else path).as_posix()
