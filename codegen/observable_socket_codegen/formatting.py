"""Gives generated Python its final form, by ruff."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # it has no types

from observable_socket_codegen.parts import PythonPart
from observable_socket_codegen.python_text import LINE_LENGTH

_UNUSED = "F401"

_FIXED = "I001,RUF022,D200,D202,D209,D210,D212"
"""Unsorted names, and the layout of docstrings."""

_OPTIONS = (
    "--isolated",
    "--no-cache",
    "--quiet",
    "--target-version=py311",
    f"--line-length={LINE_LENGTH}",
)
_SORTING = ("--config=lint.isort.split-on-trailing-comma=false",)
_LAYOUT = (*_SORTING, "--config=format.skip-magic-trailing-comma=true")


def format_parts(parts: Sequence[PythonPart]) -> list[PythonPart]:
    """Return parts of modules in their final form, all in one run."""
    if not parts:
        return []
    joint = "\n".join(part.text for part in parts)
    mark = f"# {hashlib.sha256(joint.encode()).hexdigest()}"  # so that no text contains it
    source = "".join(f"{mark}\n{part.text}\n" for part in parts)
    formatted = format_python({"parts.py": source})["parts.py"]
    texts = re.split(rf"(?m)^{mark}$", formatted)[1:]
    return [part._replace(text=text.strip("\n")) for part, text in zip(parts, texts, strict=True)]


def format_python(sources: Mapping[str, str], *, keep_unused: bool = False) -> dict[str, str]:
    """Return Python modules formatted, all in one run.

    The result depends on nothing but the texts and the version of ruff: no configuration of the
    user is read.

    Args:
        sources: The texts, by file name.
        keep_unused: Keep imports that are not used.

    Raises:
        RuntimeError: A text is not Python.
    """
    if not sources:
        return {}
    fixed = _FIXED if keep_unused else f"{_FIXED},{_UNUSED}"
    with TemporaryDirectory() as folder:
        files = {name: Path(folder, name) for name in sources}
        for name, file in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(sources[name], "utf-8", newline="\n")
        # what it leaves as it is, such as a docstring that fits no line, is no failure
        fix = ("--fix", "--ignore-noqa", "--exit-zero", f"--select={fixed}")
        _ruff("check", *fix, *_SORTING, folder=folder)
        _ruff("format", *_LAYOUT, folder=folder)
        return {name: file.read_text("utf-8") for name, file in files.items()}


def _ruff(command: str, *options: str, folder: str) -> None:
    done = subprocess.run(
        [find_ruff_bin(), command, *_OPTIONS, *options, "."],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"ruff {command} failed:\n{done.stdout}{done.stderr}")
