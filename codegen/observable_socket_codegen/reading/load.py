"""Read the contract files of a schema folder: all of them, with the position of everything."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.reading.documents import Document
from observable_socket_codegen.reading.folder import ROUTES, TYPES, Contents, contents
from observable_socket_codegen.reading.json_text import read_json
from observable_socket_codegen.reading.standard import ADDRESS, standard_schemas
from observable_socket_codegen.reading.text_reader import (
    Lines,
    Reading,
    UnreadableError,
    damage,
)


def _read_yaml(text: str) -> Reading:
    # imported here, because few contracts are written in YAML
    from observable_socket_codegen.reading.yaml_text import read_yaml

    return read_yaml(text)


READERS = {".json": read_json, ".yaml": _read_yaml, ".yml": _read_yaml}


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
    return read(contents(schema, project))


def read(contents: Contents) -> Sources:
    """Read contract files."""
    documents: dict[str, Document] = {}
    problems: list[Diagnostic] = []
    referring: list[Document] = []
    for path in contents.contracts:
        content = contents.files[path]
        document = _document(content, path, f"{contents.folder}/{path}", problems)
        if document is not None:
            documents[path] = document
            if ADDRESS.encode() in content:
                referring.append(document)
    unreadable = {*contents.contracts, *contents.inaccessible} - documents.keys()
    problems.extend(contents.problems(readable=bool(documents)))
    documents |= {standard.path: standard for standard in standard_schemas(referring)}
    return Sources(contents.folder, documents, frozenset(unreadable), tuple(problems))


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
        reading = READERS[posixpath.splitext(path)[1]](text)
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
