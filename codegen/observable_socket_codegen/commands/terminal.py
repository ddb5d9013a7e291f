"""What all commands share: where they print, and how they end."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from observable_socket_codegen.breaking.versions import VersionError
from observable_socket_codegen.commands.rendering import COLOURS
from observable_socket_codegen.config import Config, ConfigError
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.project.output import ForeignFileError

FINDINGS = 1
"""The exit code for mistakes in the contract, stale files and the like."""

USAGE = 2
"""The exit code for wrong usage."""

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)


@contextmanager
def exit_codes() -> Generator[None]:
    """Turn what can go wrong besides the contract into a message and an exit code."""
    try:
        yield
    except (ConfigError, ForeignFileError, OSError, VersionError) as error:
        fail(str(error), USAGE)


def fail(message: str, code: int) -> None:
    """Say why a command cannot go on, and end it.

    Raises:
        typer.Exit: Always.
    """
    err.print(Text.assemble(("error", COLOURS["error"]), f": {message}"))
    raise typer.Exit(code) from None


def nearer(diagnostics: Iterable[Diagnostic], settings: Config) -> Iterator[Diagnostic]:
    """Yield findings with their files named from the current folder, as terminals need it."""
    for diagnostic in diagnostics:
        yield replace(diagnostic, file=from_here(settings.project / diagnostic.file))


def from_here(path: Path) -> str:
    """Return a path as one would type it in the current folder."""
    return Path(os.path.relpath(path)).as_posix()
