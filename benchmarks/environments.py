"""One virtual environment for each server, and the compiled load tool."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "benchmarks"
ENVIRONMENTS = ROOT / ".venvs"

COMPILERS = ("cc", "gcc", "clang")
INSTALL_SECONDS = 600


class SetupError(Exception):
    """Something that the benchmarks need is missing; the message says what to do."""


def interpreter_version(python: str) -> str:
    """The version of an interpreter, such as ``3.13.0``.

    Raises:
        SetupError: There is no such interpreter.
    """
    script = "import sys; print('%d.%d.%d' % sys.version_info[:3])"
    try:
        done = subprocess.run(
            [python, "-c", script], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SetupError(f"{python} is not a Python interpreter") from error
    return done.stdout.strip()


def _fingerprint(requirements: Path) -> str:
    texts = [requirements.read_text(), (HERE / "requirements/server.txt").read_text()]
    if requirements.stem == "ours":
        texts += [(ROOT / "pyproject.toml").read_text(), str(ROOT)]  # it is installed from there
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def prepare(environment: str, python: str) -> Path:
    """Create the environment unless it stands already.

    Returns:
        Its interpreter.

    Raises:
        SetupError: The packages could not be installed.
    """
    requirements = HERE / "requirements" / f"{environment}.txt"
    minor = interpreter_version(python).rpartition(".")[0]
    folder = ENVIRONMENTS / f"bench-{environment}-{minor}"
    stamp = folder / ".ready"
    interpreter = folder / "bin" / "python"
    fingerprint = _fingerprint(requirements)
    if stamp.exists() and stamp.read_text() == fingerprint:
        return interpreter
    print(f"installing {folder.relative_to(ROOT)} ...", file=sys.stderr, flush=True)
    _run([python, "-m", "venv", "--clear", str(folder)])
    _run([str(interpreter), "-m", "pip", "install", "--quiet", "-r", str(requirements)])
    stamp.write_text(fingerprint)
    return interpreter


def _run(command: list[str]) -> None:
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    try:
        subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            check=True,
            timeout=INSTALL_SECONDS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise SetupError(f"{' '.join(command)} failed\n{error.output or error}") from error


def packages(interpreter: Path) -> dict[str, str]:
    """The distributions of an environment and their versions."""
    script = (
        "import importlib.metadata as m, json;"
        "print(json.dumps({d.name.lower(): d.version for d in m.distributions()}))"
    )
    done = subprocess.run(
        [interpreter, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    found: dict[str, str] = json.loads(done.stdout)
    return {name: found[name] for name in sorted(found) if name not in ("pip", "setuptools")}


def build_load_tool() -> Path:
    """Compile the load tool unless it is up to date.

    Raises:
        SetupError: There is no C compiler, or it refuses the source.
    """
    source, tool = HERE / "load.c", ENVIRONMENTS / "bench-load"
    if tool.exists() and tool.stat().st_mtime >= source.stat().st_mtime:
        return tool
    compiler = next((found for name in COMPILERS if (found := shutil.which(name))), None)
    if compiler is None:
        raise SetupError(
            "no C compiler found (" + ", ".join(COMPILERS) + "): the load tool is written in C, "
            "because one in Python would be slower than the servers. Install one, for example "
            "with: apt-get install gcc libc6-dev"
        )
    ENVIRONMENTS.mkdir(exist_ok=True)
    _run([compiler, "-std=gnu11", "-O2", "-o", str(tool), str(source)])
    return tool
