"""A contract file in memory: its data, and where in the text each value and key stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from observable_socket_codegen.diagnostics import Diagnostic, Severity
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.pointers import ancestors as ancestors
from observable_socket_codegen.json_schema.pointers import child as child
from observable_socket_codegen.json_schema.pointers import lookup as lookup
from observable_socket_codegen.json_schema.pointers import parent as parent
from observable_socket_codegen.json_schema.pointers import tokens as tokens


class Position(NamedTuple):
    """A place in a text; line and column count from 1, the column in characters."""

    line: int
    column: int


@dataclass(slots=True)
class Places:
    """Where values and keys begin, by JSON pointer.

    Attributes:
        fill: Finds the places when they are first asked for: most files are without mistakes.
    """

    values: dict[str, Position] = field(default_factory=dict[str, Position])
    keys: dict[str, Position] = field(default_factory=dict[str, Position])
    fill: Callable[[Places], None] | None = None

    def found(self) -> Places:
        """Return itself with all places in it."""
        if self.fill is not None:
            self.fill(self)
            self.fill = None
        return self


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read.

    Attributes:
        path: POSIX path within the schema folder, such as ``routes/articles/get.json``.
        file: POSIX path relative to the project, as reports and comments name it.
        data: What it says.
        places: Where it says so.
    """

    path: str
    file: str
    data: Json
    places: Places

    def problem(
        self,
        pointer: str,
        rule: str,
        message: str,
        help: str = "",  # noqa: A002 - the word that the report prints
        *,
        at_key: bool = False,
        severity: Severity = "error",
    ) -> Diagnostic:
        """Return a finding about a value, or with ``at_key`` about the key in front of it."""
        position = self.position(pointer, at_key=at_key)
        return Diagnostic(
            self.file, position.line, position.column, pointer, rule, message, help, severity
        )

    def position(self, pointer: str, *, at_key: bool = False) -> Position:
        """Return where a value stands; that of the nearest parent where it has no place."""
        places = self.places.found()
        if at_key and pointer in places.keys:
            return places.keys[pointer]
        while pointer and pointer not in places.values:
            pointer = parent(pointer)
        return places.values.get(pointer, Position(1, 1))

    def place(self, pointer: str) -> str:
        """Return ``file:line:column`` of a value, for messages that name a second place."""
        position = self.position(pointer, at_key=True)
        return f"{self.file}:{position.line}:{position.column}"
