"""The command line: ``observable-socket``.

Exit codes: 0 all is well, 1 mistakes in the contract or stale files, 2 wrong usage.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.text import Text

from observable_socket_codegen import pipeline
from observable_socket_codegen.breaking.command import find_changes
from observable_socket_codegen.breaking.versions import VersionError
from observable_socket_codegen.config import Config, ConfigError, read_config
from observable_socket_codegen.diagnostics import ContractError, Diagnostic, summary
from observable_socket_codegen.emitters import ir_json
from observable_socket_codegen.generation import Result, run
from observable_socket_codegen.load import load
from observable_socket_codegen.output import ForeignFileError
from observable_socket_codegen.rendering import COLOURS, Format, show

FINDINGS = 1
USAGE = 2

app = typer.Typer(
    name="observable-socket",
    help="Models, route descriptors, handler stubs and TypeScript types from contract files.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_out = Console(highlight=False, soft_wrap=True)
_err = Console(highlight=False, soft_wrap=True, stderr=True)

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="The pyproject.toml to read.", show_default="the nearest one"),
]
SchemaOption = Annotated[
    Path | None, typer.Option("--schema", help="The folder that holds routes/ and types/.")
]
FormatOption = Annotated[
    Format, typer.Option("--format", help="For people, for programs, or for pull requests.")
]
RuleOption = Annotated[
    list[str] | None,
    typer.Option("--rule", help="Set the level of a rule: NAME=off|info|warning|error."),
]


@app.callback()
def _commands() -> None:
    """Keep the commands named, however many there are."""


@app.command()
def generate(
    config: ConfigOption = None,
    schema: SchemaOption = None,
    python: Annotated[
        Path | None, typer.Option("--python", help="The folder of the Python package to write.")
    ] = None,
    typescript: Annotated[
        Path | None, typer.Option("--typescript", help="The TypeScript file to write.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; list what is stale and exit 1.")
    ] = False,
) -> None:
    """Generate code from the contract files of this project."""
    with _exit_codes():
        settings = read_config(config, schema=schema, python=python, typescript=typescript)
        with _contract_errors(settings):
            result = run(settings, check=check)
    _show(_nearer(result.warnings, settings))
    _report(result, check=check)
    if check and result.stale:
        raise typer.Exit(FINDINGS)


@app.command()
def ir(config: ConfigOption = None, schema: SchemaOption = None) -> None:
    """Print what the emitters read, as JSON."""
    with _exit_codes():
        settings = read_config(config, schema=schema, python=Path())
        with _contract_errors(settings):
            compiled = pipeline.compile_contract(load(settings.schema, settings.project))
    typer.echo(ir_json.emit(compiled.contract, "")[""], nl=False)


@app.command()
def breaking(
    against: Annotated[
        str | None,
        typer.Option(
            "--against", help="The old version: a git commit, branch or tag, or a folder."
        ),
    ] = None,
    config: ConfigOption = None,
    schema: SchemaOption = None,
    format_: FormatOption = Format.TEXT,
    rule: RuleOption = None,
    fail_on: Annotated[
        Literal["error", "warning"], typer.Option("--fail-on", help="What makes the exit code 1.")
    ] = "error",
) -> None:
    """Compare the contract with an old version: what breaks those who know only that one?"""
    with _exit_codes():
        settings = read_config(config, schema=schema, python=Path())
        _judge(lambda: find_changes(settings, against, rule or ()), settings, format_, fail_on)


def _judge(
    find: Callable[[], Sequence[Diagnostic]], settings: Config, format_: Format, fail_on: str
) -> None:
    """Show findings, mistakes in the contract among them; exit 1 if there are grave ones."""
    try:
        found = find()
    except ContractError as error:
        found = error.diagnostics
    show(list(_nearer(found, settings)), format_, _out)
    grave = ("error",) if fail_on == "error" else ("error", "warning")
    if any(diagnostic.severity in grave for diagnostic in found):
        raise typer.Exit(FINDINGS)


@contextmanager
def _exit_codes() -> Generator[None]:
    """Turn what can go wrong besides the contract into a message and an exit code."""
    try:
        yield
    except (ConfigError, ForeignFileError, OSError, VersionError) as error:
        _err.print(Text.assemble(("error", COLOURS["error"]), f": {error}"))
        raise typer.Exit(USAGE) from None


@contextmanager
def _contract_errors(settings: Config) -> Generator[None]:
    """Turn mistakes in the contract into a report and an exit code."""
    try:
        yield
    except ContractError as error:
        _show(_nearer(error.diagnostics, settings))
        _err.print(f"\n{summary(error.diagnostics)}; nothing was written")
        raise typer.Exit(FINDINGS) from None


def _show(diagnostics: Iterable[Diagnostic]) -> None:
    for diagnostic in diagnostics:
        text = Text(str(diagnostic))
        text.highlight_words(
            [f"{diagnostic.severity}[{diagnostic.rule}]"], COLOURS[diagnostic.severity]
        )
        text.highlight_words([diagnostic.place], "bold")
        _err.print(text)


def _nearer(diagnostics: Iterable[Diagnostic], settings: Config) -> Iterator[Diagnostic]:
    """Yield findings with their files named from the current folder, as terminals need it."""
    for diagnostic in diagnostics:
        yield replace(diagnostic, file=_from_here(settings.project / diagnostic.file))


def _report(result: Result, *, check: bool) -> None:
    for path in result.stale:
        kept = path in result.files
        verb = ("stale" if kept else "left over") if check else ("written" if kept else "removed")
        _out.print(f"{verb:9} {_from_here(path)}")
    routes = f"{result.routes} route{'' if result.routes == 1 else 's'}"
    if not result.stale:
        _out.print(f"{routes}, {len(result.files)} files, all up to date")
    elif check:
        _err.print("run `observable-socket generate`")


def _from_here(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()
