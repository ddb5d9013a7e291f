"""The Python signatures, judged by two type checkers: what they take and what they refuse."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.support.servers import ROOT

FILES = sorted((ROOT / "tests/typing/python").glob("*.py"))
MARK = re.compile(r"# error$", re.MULTILINE)

Findings: TypeAlias = dict[Path, dict[int, str]]
"""The first error of each line that has any, by file."""


def mypy(files: Sequence[Path]) -> Findings:
    lines = run("mypy", "--strict", "--output", "json", *map(str, files)).splitlines()
    found: Findings = {}
    for one in map(json.loads, lines):
        if one["severity"] == "error":
            found.setdefault(ROOT / one["file"], {}).setdefault(one["line"], one["message"])
    return found


def pyright(files: Sequence[Path]) -> Findings:
    report = json.loads(run("pyright", "--outputjson", *map(str, files)))
    found: Findings = {}
    for one in report["generalDiagnostics"]:
        line = one["range"]["start"]["line"] + 1
        found.setdefault(Path(one["file"]), {}).setdefault(line, one["message"])
    return found


def run(tool: str, *arguments: str) -> str:
    command = [sys.executable, "-m", tool, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=[mypy, pyright], ids=lambda tool: tool.__name__)
def findings(request: pytest.FixtureRequest) -> Findings:
    checker: Callable[[Sequence[Path]], Findings] = request.param
    return checker(FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_line_is_an_error_if_and_only_if_it_says_so(file: Path, findings: Findings) -> None:
    lines = file.read_text().splitlines()
    marked = {number for number, line in enumerate(lines, 1) if MARK.search(line)}
    found: dict[int, Any] = findings.get(file, {})
    assert {number: found[number] for number in found.keys() - marked} == {}
    assert [lines[number - 1].strip() for number in sorted(marked - found.keys())] == []


def test_the_files_hold_what_has_to_be_refused_and_what_has_to_be_accepted() -> None:
    marks = {file.stem: len(MARK.findall(file.read_text())) for file in FILES}
    assert marks == {"accepted": 0, "refused": 38}
