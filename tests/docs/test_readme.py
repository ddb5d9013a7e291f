"""The README is executed: every file that it shows is written, every command is run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.servers import ROOT, serve
from websockets.sync.client import connect

README = (ROOT / "README.md").read_text()
BIN = Path(sys.executable).parent

_BLOCK = re.compile(
    r"(?P<before>[^\n]*(?:\n[^\n]+)*)\n\n```(?P<language>\w+)\n(?P<text>.*?)```", re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced block and the paragraph in front of it."""

    before: str
    language: str
    text: str

    @property
    def file(self) -> str | None:
        named = re.search(r", in `([^`]+)`", self.before)
        return named[1] if named and self.language != "console" else None


BLOCKS = [Block(**found.groupdict()) for found in _BLOCK.finditer(README)]
COMMANDS = [
    line.removeprefix("$ ")
    for block in BLOCKS
    if block.language == "console"
    for line in block.text.splitlines()
]


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quick start's folder, as a reader has it after following every step."""
    folder = tmp_path_factory.mktemp("quickstart")
    for block in BLOCKS:
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
    done = run("observable-socket", "generate", folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_readme_shows_every_file_of_the_quick_start() -> None:
    shown = [block.file for block in BLOCKS if block.file]
    assert shown == [
        "schema/routes/greetings/say.json",
        "pyproject.toml",
        "app.py",
        "test_app.py",
    ]


def test_the_readme_names_no_command_that_is_not_tried() -> None:
    assert COMMANDS == [
        # Setting up an environment is what `make demo` and `make test` do; here it is done.
        "pip install 'fastapi-observable-socket[codegen]' 'uvicorn[standard]'",
        "observable-socket generate",
        "uvicorn app:app",
        # So is the extra, with the development environment.
        "pip install 'fastapi-observable-socket[fast]'",
        "uvicorn app:app --ws fastapi_observable_socket.uvicorn:ObservableProtocol",
        "make demo",
        "make test",
    ]


def test_the_quick_start_is_generated_in_both_languages(project: Path) -> None:
    assert (project / "contract" / "__init__.py").is_file()
    assert '"greetings/say"' in (project / "web" / "contract.ts").read_text()


def exchanges() -> Iterator[tuple[str, str]]:
    """The request that the README sends, the one that it describes, and their replies."""
    sent = re.search(r"Send `(\{.*?\})`, and this comes back", README)
    assert sent is not None
    answers = [block.text for block in BLOCKS if block.language == "json" and not block.file]
    empty_name = sent[1].replace('"uuid": 1', '"uuid": 2').replace('"Ada"', '""')
    return zip([sent[1], empty_name], answers, strict=True)


SERVING = [command for command in COMMANDS if command.startswith("uvicorn")]


@pytest.mark.parametrize("command", SERVING)
def test_the_quick_start_answers_what_the_readme_prints(project: Path, command: str) -> None:
    _, app, *options = command.split()
    with serve(app, paths=[project], options=options) as server, connect(server.ws()) as socket:
        for request, reply in exchanges():
            socket.send(request)
            assert json.loads(socket.recv(timeout=10)) == json.loads(reply)


def test_the_quick_starts_own_test_passes(project: Path) -> None:
    done = run("pytest", "-q", "-p", "no:cacheprovider", "test_app.py", folder=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("checker", ["mypy --strict", "pyright"])
def test_the_quick_start_is_typed(project: Path, checker: str) -> None:
    done = run(*checker.split(), "app.py", "test_app.py", folder=project)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_handler_of_the_wrong_type_is_an_error(project: Path) -> None:
    wrong = (project / "app.py").read_text().replace("text=text.upper()", "txt=text.upper()")
    (project / "wrong.py").write_text(wrong)
    assert run("mypy", "--strict", "wrong.py", folder=project).returncode == 1


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", README))
def test_a_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 220
