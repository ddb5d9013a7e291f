"""Node for tests: the TypeScript compilers, and what to do where they cannot be had."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "clients/typescript"
MODULES = PACKAGE / "node_modules"

REQUIRE_NODE = "OBSERVABLE_SOCKET_REQUIRE_NODE"
"""Set to 1, a missing Node is a failure; so it is where ``CI`` is set."""

Compiler: TypeAlias = Literal["5.9", "7"]

COMPILERS: tuple[Compiler, ...] = ("5.9", "7")

_SCRIPTS: dict[Compiler, str] = {
    "5.9": "typescript-5.9/bin/tsc",
    "7": "typescript/bin/tsc",
}

_DIAGNOSTIC = re.compile(
    r"(?P<file>[^\s(][^(\n]*)\((?P<line>\d+),\d+\): error "
    r"(?P<code>TS\d+): (?P<message>.*(?:\n .*)*)"
)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error of a compiler; ``file`` is relative to the project."""

    file: str
    line: int
    code: str
    message: str


def require_modules() -> None:
    """Make sure that Node and the pinned packages are there; install them if need be.

    Where that is impossible the test is skipped with a reason that nobody overlooks; it fails
    where `REQUIRE_NODE` or ``CI`` is set.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        _unavailable("Node 20 or newer with npm is not installed")
    # the file itself is the lock: two test runs may start at the same time
    with (PACKAGE / "package-lock.json").open("rb") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        wanted = hashlib.sha256(lock_file.read()).hexdigest()
        stamp = MODULES / ".installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            _install()
            stamp.write_text(wanted)


def compile_project(project: Path, compiler: Compiler, *options: str) -> list[Diagnostic]:
    """Run a compiler over the ``tsconfig.json`` of a folder.

    Returns:
        Its errors in their order.

    Raises:
        AssertionError: The compiler said something else than errors.
    """
    script = MODULES / _SCRIPTS[compiler]
    finished = run_node([str(script), "--project", ".", "--pretty", "false", *options], project)
    diagnostics = [
        Diagnostic(found["file"], int(found["line"]), found["code"], found["message"])
        for found in _DIAGNOSTIC.finditer(finished.stdout)
    ]
    assert bool(diagnostics) == bool(finished.returncode), finished.stdout + finished.stderr
    return diagnostics


def run_node(
    arguments: Sequence[str], folder: Path, *, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run Node in a folder; ``timeout`` in seconds."""
    return subprocess.run(
        ["node", *arguments], cwd=folder, capture_output=True, text=True, timeout=timeout
    )


def _install() -> None:
    finished = subprocess.run(
        ["npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=PACKAGE,
        capture_output=True,
        text=True,
    )
    if finished.returncode:
        _unavailable(f"`npm ci` in clients/typescript failed: {finished.stderr[-1000:]}")


def _unavailable(why: str) -> None:
    reason = f"THE TYPESCRIPT SIDE IS NOT TESTED: {why}"
    if os.environ.get("CI", "").lower() in ("1", "true") or os.environ.get(REQUIRE_NODE) == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
