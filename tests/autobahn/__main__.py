"""Runs the Autobahn test-suite against our protocol class and uvicorn's default one.

    python -m tests.autobahn        (or: make autobahn)

Ends with 1 if ours does worse in any case, with 2 if the suite cannot run here. The suite needs
Python 2.7, which is looked for on the PATH, in ``$PYTHON27`` and in pyenv.
"""

# ruff: noqa: T201 - the results are printed
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.support.servers import ROOT, Server, serve

ENVIRONMENT: Final = ROOT / ".venvs" / "autobahn"
REPORTS: Final = ENVIRONMENT / "reports"
REQUIREMENTS: Final = Path(__file__).with_name("requirements.txt")
SUITE_SECONDS: Final = 300
"""Longest run of the suite; it takes about ten seconds."""

CLASSES: Final = {
    "ours": "fastapi_observable_socket.uvicorn:ObservableProtocol",
    "uvicorn's default": "websockets-sansio",
}

LEFT_OUT: Final = ["12.*", "13.*"]
"""Compression, which our class never negotiates."""

RANK: Final = {"OK": 0, "INFORMATIONAL": 0, "NON-STRICT": 1, "FAILED": 2}
"""How bad an outcome is; whatever else the suite may say is failed."""


def main() -> int:
    """Run both, compare, print; return the exit status."""
    wstest = _set_up()
    if wstest is None:
        print("AUTOBAHN CANNOT RUN: there is no Python 2.7 here.", file=sys.stderr)
        print("Install one, for example with pyenv, or name it in PYTHON27.", file=sys.stderr)
        return 2
    outcomes: dict[str, dict[str, str]] = {}
    for name, protocol_class in CLASSES.items():
        with serve("tests.autobahn.echo:app", options=_options(protocol_class)) as server:
            outcomes[name] = _run_suite(wstest, server, name)
    return _report(outcomes)


def _options(protocol_class: str) -> list[str]:
    return ["--ws", protocol_class, "--log-level", "critical"]


def _set_up() -> Path | None:
    """Return the suite's command, installed first if need be; None without Python 2.7."""
    wstest = ENVIRONMENT / "bin" / "wstest"
    if wstest.exists():
        return wstest
    python = next(_pythons_27(), None)
    if python is None:
        return None
    print(f"setting up {ENVIRONMENT} with {python} (once)")
    tools = ENVIRONMENT.with_name("autobahn-tools")
    # the last line of virtualenv that can make an environment of Python 2.7
    _call(sys.executable, "-m", "venv", tools)
    _call(tools / "bin" / "pip", "install", "--quiet", "virtualenv<20.22")
    _call(tools / "bin" / "virtualenv", "--quiet", "--python", python, ENVIRONMENT)
    _call(ENVIRONMENT / "bin" / "pip", "install", "--quiet", "--requirement", REQUIREMENTS)
    return wstest


def _pythons_27() -> Iterator[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = [os.environ.get("PYTHON27"), shutil.which("python2.7"), shutil.which("python2")]
    candidates = [Path(path) for path in found if path]
    candidates += sorted(pyenv.glob("versions/2.7*/bin/python2.7"))
    program = "import sys; sys.exit(sys.version_info[:2] != (2, 7))"
    for candidate in candidates:
        try:
            done = subprocess.run([candidate, "-c", program], capture_output=True, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            yield candidate


def _call(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True)


def _run_suite(wstest: Path, server: Server, name: str) -> dict[str, str]:
    """Return how each case ended; the closing of the connection counts as much as the rest."""
    folder = REPORTS / name.replace("'", "").replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    specification = folder / "fuzzingclient.json"
    servers = [{"agent": name, "url": server.ws("/")}]
    cases = {"cases": ["*"], "exclude-cases": LEFT_OUT, "exclude-agent-cases": {}}
    specification.write_text(json.dumps({"outdir": str(folder), "servers": servers, **cases}))
    command = [wstest, "--mode", "fuzzingclient", "--spec", specification]
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=SUITE_SECONDS,
        cwd=folder,
    )
    index = json.loads((folder / "index.json").read_text())[name]
    return {case: _outcome(result) for case, result in index.items()}


def _outcome(result: dict[str, Any]) -> str:
    both = (result["behavior"], result["behaviorClose"])
    return max((one if one in RANK else "FAILED" for one in both), key=RANK.__getitem__)


def _report(outcomes: dict[str, dict[str, str]]) -> int:
    for name, cases in outcomes.items():
        counts = Counter(cases.values())
        print(f"{name:18}", ", ".join(f"{counts[kind]} {kind}" for kind in RANK if counts[kind]))
    ours, theirs = outcomes.values()
    different = sorted(
        (case for case in ours if ours[case] != theirs.get(case)),
        key=lambda case: [int(part) for part in case.split(".")],
    )
    if different:
        print(f"\n{'case':8} {'ours':14} uvicorn's default")
    for case in different:
        print(f"{case:8} {ours[case]:14} {theirs.get(case, 'not run')}")
    worse = [case for case in different if RANK[ours[case]] > RANK[theirs.get(case, "FAILED")]]
    if worse or not ours:
        print(f"\nours is worse in {len(worse)} of {len(ours)} cases: {', '.join(worse)}")
        return 1
    print(f"\nours is no worse in any of {len(ours)} cases; details: {REPORTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
