"""Gives generated Python its final form, by ruff."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from observable_socket_codegen.python_text import LINE_LENGTH

_FIXED = "F401,I001,RUF022,D200,D202,D209,D210,D212"
"""Unused and unsorted names, and the layout of docstrings."""

_OPTIONS = (
    "--isolated",
    "--no-cache",
    "--quiet",
    "--target-version=py311",
    f"--line-length={LINE_LENGTH}",
)
_SORTING = ("--config=lint.isort.split-on-trailing-comma=false",)
_LAYOUT = (*_SORTING, "--config=format.skip-magic-trailing-comma=true")


def format_python(sources: Mapping[str, str]) -> dict[str, str]:
    """Return Python modules formatted, all in one run.

    The result depends on nothing but the texts and the version of ruff: no configuration of the
    user is read.

    Raises:
        RuntimeError: A text is not Python.
    """
    with TemporaryDirectory() as folder:
        files = {name: Path(folder, name) for name in sources}
        for name, file in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(sources[name], "utf-8", newline="\n")
        # what it leaves as it is, such as a docstring that fits no line, is no failure
        fix = ("--fix", "--ignore-noqa", "--exit-zero", f"--select={_FIXED}")
        _ruff("check", *fix, *_SORTING, folder=folder)
        _ruff("format", *_LAYOUT, folder=folder)
        return {name: file.read_text("utf-8") for name, file in files.items()}


def _ruff(command: str, *options: str, folder: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", command, *_OPTIONS, *options, "."],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"ruff {command} failed:\n{done.stdout}{done.stderr}")
