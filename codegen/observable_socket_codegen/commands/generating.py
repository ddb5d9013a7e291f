"""The command ``generate``: once, as a check, as a difference, or again on every change."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import typer
from rich.text import Text

from observable_socket_codegen.commands.rendering import COLOURS, Format, as_text, show
from observable_socket_codegen.commands.terminal import FINDINGS, err, from_here, nearer, out
from observable_socket_codegen.config import Config, ConfigError
from observable_socket_codegen.diagnostics import ContractError, Diagnostic, summary
from observable_socket_codegen.project.generation import Result, difference, run
from observable_socket_codegen.project.output import Changes, ForeignFileError
from observable_socket_codegen.project.progress import progress
from observable_socket_codegen.project.watching import Snapshot, snapshot, turns

ADVICE = "run `observable-socket generate`"

_DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def generate_once(settings: Config, format_: Format, *, check: bool = False) -> int:
    """Generate, or find out what is stale, and say what happened.

    Returns:
        The exit code.
    """
    try:
        with progress(err) as step:
            result = run(settings, check=check, step=step)
    except ContractError as error:
        return show_mistakes(error, settings, format_)
    stale = check and bool(result.stale)
    findings = [*nearer(result.warnings, settings), *(_stale(result) if stale else ())]
    if format_ is Format.TEXT:
        _print(nearer(result.warnings, settings))
        _report(result, check=check)
    else:
        show(findings, format_, out)
    return FINDINGS if stale else 0


def show_difference(settings: Config, format_: Format) -> int:
    """Print what a run would change, as a unified diff, and write nothing.

    Returns:
        The exit code.
    """
    try:
        with progress(err) as step:
            changes = difference(settings, step)
    except ContractError as error:
        return show_mistakes(error, settings, format_)
    for line in () if changes is None else _difference(changes):
        out.print(Text(line, style=_DIFF_COLOURS.get(line[:1], "")))
    return FINDINGS if changes is not None and changes.stale else 0


def generate_on_change(
    read: Callable[[], Config], format_: Format, wait: Callable[[float], None] | None = None
) -> None:
    """Generate now and whenever a contract file or the configuration has changed.

    Ends when the user interrupts it. Mistakes are shown and waited out.

    Args:
        read: Reads the configuration, which may change as well.
        format_: How mistakes are shown.
        wait: Waits for some seconds.
    """
    err.print("watching; Ctrl-C ends")
    settings: Config | None = None

    def look() -> Snapshot:
        return snapshot(settings or read())

    try:
        settings = read()
        for _ in turns(look, wait):
            try:
                settings = read()
                generate_once(settings, format_)
            except (ConfigError, ForeignFileError, OSError) as error:
                err.print(Text.assemble(("error", COLOURS["error"]), f": {error}"))
    except KeyboardInterrupt:
        err.print("stopped")


def show_mistakes(error: ContractError, settings: Config, format_: Format) -> int:
    """Show why nothing can be generated.

    Returns:
        The exit code.
    """
    found = list(nearer(error.diagnostics, settings))
    if format_ is Format.TEXT:
        _print(iter(found))
        err.print(f"\n{summary(found)}; nothing was written")
    else:
        show(found, format_, out)
    return FINDINGS


def _print(findings: Iterator[Diagnostic]) -> None:
    for finding in findings:
        err.print(as_text(finding))


def _report(result: Result, *, check: bool) -> None:
    for path in result.stale:
        kept = path in result.files
        verb = ("stale" if kept else "left over") if check else ("written" if kept else "removed")
        out.print(f"{verb:9} {from_here(path)}")
    routes = f"{result.routes} route{'' if result.routes == 1 else 's'}"
    if not result.stale:
        out.print(f"{routes}, {len(result.files)} files, all up to date")
    elif check:
        err.print(ADVICE)


def _stale(result: Result) -> Iterator[Diagnostic]:
    """Yield stale files as findings, for programs and pull requests."""
    for path in result.stale:
        what = "is not what the contract says" if path in result.files else "is left over"
        yield Diagnostic(from_here(path), 0, 0, "", "stale-file", f"this file {what}", ADVICE)


def _difference(changes: Changes) -> Iterator[str]:
    after: dict[Path, str] = {**changes.written, **dict.fromkeys(changes.removed, "")}
    for path in changes.stale:
        old = path.read_text("utf-8") if path.is_file() else None
        yield from _unified(path, old, after[path], gone=path in changes.removed)


def _unified(path: Path, old: str | None, new: str, *, gone: bool) -> Iterator[str]:
    name = from_here(path)
    before: Sequence[str] = (old or "").splitlines()
    yield from difflib.unified_diff(
        before,
        new.splitlines(),
        "/dev/null" if old is None else f"a/{name}",
        "/dev/null" if gone else f"b/{name}",
        lineterm="",
    )


def ended(code: int) -> None:
    """End the command with an exit code.

    Raises:
        typer.Exit: Always, unless all is well.
    """
    if code:
        raise typer.Exit(code)
