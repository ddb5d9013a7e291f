"""The command line: ``observable-socket``.

Exit codes: 0 all is well, 1 mistakes in the contract or stale files, 2 wrong usage.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from observable_socket_codegen.commands.generating import (
    ended,
    generate_on_change,
    generate_once,
    show_difference,
    show_mistakes,
)
from observable_socket_codegen.commands.rendering import Format, show
from observable_socket_codegen.commands.terminal import FINDINGS, exit_codes, nearer, out
from observable_socket_codegen.config import Config, ConfigError, read_config
from observable_socket_codegen.diagnostics import ContractError, Diagnostic

# What only one command needs is imported by it, so that the others start sooner.

app = typer.Typer(
    name="observable-socket",
    help="Models, route descriptors, handler stubs and TypeScript types from contract files.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

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
    watch: Annotated[
        bool, typer.Option("--watch", help="Generate again whenever a contract file changes.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; print what would change and exit 1.")
    ] = False,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Generate code from the contract files of this project."""
    with exit_codes():
        if check + watch + diff > 1:
            raise ConfigError("--check, --watch and --diff exclude each other")
        read = functools.partial(
            read_config, config, schema=schema, python=python, typescript=typescript
        )
        if watch:
            generate_on_change(read, format_)
        elif diff:
            ended(show_difference(read(), format_))
        else:
            ended(generate_once(read(), format_, check=check))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder of the project.")] = Path(),
) -> None:
    """Write a project that runs: a contract, its configuration, an app, a test, a Makefile.

    Files that are there stay as they are.
    """
    from observable_socket_codegen.commands.scaffold import init_project

    with exit_codes():
        init_project(folder)


@app.command()
def new(
    kind: Annotated[str, typer.Argument(help="The kind of the route: call.")],
    route: Annotated[str, typer.Argument(help="Its name on the wire, such as articles/get.")],
    config: ConfigOption = None,
    schema: SchemaOption = None,
) -> None:
    """Write the contract file of a new route, ready to be filled in."""
    from observable_socket_codegen.commands.scaffold import new_route

    with exit_codes():
        new_route(read_config(config, schema=schema, generates=False), kind, route)


@app.command()
def ir(config: ConfigOption = None, schema: SchemaOption = None) -> None:
    """Print what the emitters read, as JSON."""
    from observable_socket_codegen.compiling.pipeline import compile_contract
    from observable_socket_codegen.emitters import ir_json
    from observable_socket_codegen.reading.load import load

    with exit_codes():
        settings = read_config(config, schema=schema, generates=False)
        try:
            compiled = compile_contract(load(settings.schema, settings.project))
        except ContractError as error:
            ended(show_mistakes(error, settings, Format.TEXT))
            return
    typer.echo(ir_json.emit(compiled.contract, "")[""], nl=False)


@app.command()
def lint(
    config: ConfigOption = None,
    schema: SchemaOption = None,
    format_: FormatOption = Format.TEXT,
    rule: RuleOption = None,
    fail_on: Annotated[
        Literal["error", "warning"], typer.Option("--fail-on", help="What makes the exit code 1.")
    ] = "warning",
) -> None:
    """Look for what is legal in a contract, but what its users will regret."""
    from observable_socket_codegen.lint.command import find_lint

    with exit_codes():
        settings = read_config(config, schema=schema, generates=False)
        _judge(lambda: find_lint(settings, rule or ()), settings, format_, fail_on)


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
    from observable_socket_codegen.breaking.command import find_changes

    with exit_codes():
        settings = read_config(config, schema=schema, generates=False)
        _judge(lambda: find_changes(settings, against, rule or ()), settings, format_, fail_on)


@app.command()
def report(
    config: ConfigOption = None,
    schema: SchemaOption = None,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Say for each route and role who decides about values: exact, judged or widened, and why."""
    from observable_socket_codegen.commands.exactness_report import find_exactness

    with exit_codes():
        settings = read_config(config, schema=schema, generates=False)
        _judge(lambda: find_exactness(settings), settings, format_, "error")


def _judge(
    find: Callable[[], Sequence[Diagnostic]], settings: Config, format_: Format, fail_on: str
) -> None:
    """Show findings, mistakes in the contract among them; exit 1 if there are grave ones."""
    try:
        found = find()
    except ContractError as error:
        found = error.diagnostics
    show(list(nearer(found, settings)), format_, out)
    grave = ("error",) if fail_on == "error" else ("error", "warning")
    if any(diagnostic.severity in grave for diagnostic in found):
        raise typer.Exit(FINDINGS)
