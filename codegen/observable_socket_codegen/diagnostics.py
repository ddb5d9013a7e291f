"""What is wrong with a contract: where it is written, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One mistake at one place.

    Attributes:
        file: The file, POSIX, relative to the project.
        line: Line, from 1; 0 where the file as a whole is meant.
        column: Column in characters, from 1; 0 where the file as a whole is meant.
        pointer: JSON pointer to the place; empty for the whole document.
        rule: The rule that is broken, as a short name.
        message: What is wrong, without a full stop.
        help: What to do about it.
        severity: Only an ``error`` stops the generator.
        example: The JSON text of a value that shows it; empty if there is none.
    """

    file: str
    line: int
    column: int
    pointer: str
    rule: str
    message: str
    help: str = ""
    severity: Severity = "error"
    example: str = ""

    @property
    def place(self) -> str:
        """The place as editors and terminals understand it: ``file:line:column``."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __str__(self) -> str:
        """Two lines of text: what is wrong, and what to do."""
        where = f" (at {self.pointer})" if self.pointer else ""
        first = f"{self.place}: {self.severity}[{self.rule}]: {self.message}{where}"
        return f"{first}\n  help: {self.help}" if self.help else first


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return those that stop the generator."""
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return them by place, each once."""
    return tuple(sorted(set(diagnostics)))


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return how many there are, as a sentence: ``2 errors in 1 file``."""
    found = errors(diagnostics) or diagnostics
    files = {diagnostic.file for diagnostic in found}
    return f"{_count(len(found), found[0].severity)} in {_count(len(files), 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class ContractError(Exception):
    """The contract cannot be generated from.

    Attributes:
        diagnostics: Every finding of the run, sorted by place; at least one is an error.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = ordered(diagnostics)
        lines = [str(diagnostic) for diagnostic in self.diagnostics]
        super().__init__("\n".join([*lines, summary(self.diagnostics)]))
