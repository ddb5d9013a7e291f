"""The proof that the defect tests are about 1.1.1: run against it, every one of them fails.

``python -m tests.support.legacy`` installs fastapi-observable-socket 1.1.1 with pinned versions
into a virtual environment of its own (kept in ``.venvs``), runs
``tests/compat/test_defects_1_1_1.py`` there, and checks that each test fails with the words
that its mark states. It exits with 1, and says which, when one passes or fails otherwise.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.support.legacy_report import Outcome, read

ROOT: Final = Path(__file__).resolve().parents[2]
DEFECTS: Final = ROOT / "tests/compat/test_defects_1_1_1.py"
PINS: Final = ROOT / "tests/compat/requirements-1.1.1.txt"
VENV: Final = ROOT / ".venvs" / f"legacy-{sys.version_info.major}.{sys.version_info.minor}"

SILENCE: Final = 0.5
"""Seconds after which 1.1.1 counts as mute; all that it does answer, it answers in milliseconds."""


def environment() -> Path:
    """The interpreter of the environment with 1.1.1, which is made or renewed where needed.

    Raises:
        subprocess.CalledProcessError: It could not be installed, for instance without a network.
    """
    python = VENV / "bin" / "python"
    ready = VENV / "pins.txt"
    if ready.is_file() and ready.read_bytes() == PINS.read_bytes():
        return python
    _run(sys.executable, "-m", "venv", "--clear", str(VENV))
    _run(str(python), "-m", "pip", "install", "--quiet", "-r", str(PINS))
    ready.write_bytes(PINS.read_bytes())
    return python


def outcomes() -> list[Outcome]:
    """Run the defect tests against 1.1.1 and tell how each of them ended."""
    python = environment()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "outcomes.json"
        command = [python, "-m", "pytest", DEFECTS, "-p", "tests.support.legacy_report"]
        # A warning must not take the place of the failure that is looked for.
        options = ["-o", "filterwarnings=default", "-p", "no:cacheprovider"]
        run = subprocess.run(
            [str(part) for part in [*command, *options]],
            cwd=ROOT,
            env=_variables(report),
            capture_output=True,
            text=True,
            check=False,
        )
        if not report.is_file():
            raise RuntimeError(f"the tests did not run:\n{run.stdout}{run.stderr}")
        return read(report)


def unproven(found: Sequence[Outcome]) -> list[str]:
    """One line for every test that passed on 1.1.1, or failed there for another reason."""
    return [_why(outcome) for outcome in found if not outcome.proven]


def _why(outcome: Outcome) -> str:
    if not outcome.phase:
        return f"{outcome.test}: passes on 1.1.1"
    return (
        f"{outcome.test}: failed in {outcome.phase} with {outcome.failure!r} and log "
        f"{outcome.log!r} instead of {outcome.stated!r} and {outcome.cause!r}"
    )


def main() -> int:
    """Run the proof and print it; the exit code for the shell."""
    try:
        found = outcomes()
    except subprocess.CalledProcessError as error:
        print(error, error.stderr, sep="\n", file=sys.stderr)  # noqa: T201 - the reason is printed
        return 1
    for outcome in found:
        sign = "fails on 1.1.1" if outcome.proven else "NOT PROVEN"
        print(f"{outcome.row:>2}  {sign}: {outcome.test}: {outcome.stated}")  # noqa: T201 - the proof is printed
    problems = unproven(found)
    print(f"{len(found) - len(problems)} of {len(found)} defect tests fail on 1.1.1 as stated")  # noqa: T201 - the proof is printed
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201 - the proof is printed
    return 1 if problems or not found else 0


def _variables(report: Path) -> dict[str, str]:
    variables = {**os.environ, "OBSERVABLE_SOCKET_REPORT": str(report)}
    # Nothing of the calling run may reach in: not its plugins, options or path.
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONPATH", "PYTEST_CURRENT_TEST"):
        variables.pop(name, None)
    variables["OBSERVABLE_SOCKET_PATIENCE"] = str(SILENCE)
    return variables


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main())
