"""``observable-socket generate --watch``: the waiting is the test's."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console
from tests.support.codegen import call

from observable_socket_codegen.commands import generating
from observable_socket_codegen.commands.rendering import Format
from observable_socket_codegen.config import read_config
from observable_socket_codegen.project.progress import STEPS, progress
from observable_socket_codegen.project.watching import PAUSE, REST, Snapshot, turns


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.observable-socket]\nschema = "schema"\npython = "contract"\n'
    )
    (tmp_path / "schema/routes").mkdir(parents=True)
    route(tmp_path, call("ping", {"type": "string"}))
    return tmp_path


def route(project: Path, data: object) -> None:
    (project / "schema/routes/ping.json").write_text(json.dumps(data))


def watch(*events: Callable[[], object]) -> None:
    """Watch while the user does one thing after another, a pause each, and then interrupts."""
    waiting: Iterator[Callable[[], object]] = iter(events)

    def wait(seconds: float) -> None:
        if seconds == PAUSE:
            event = next(waiting, None)
            if event is None:
                raise KeyboardInterrupt
            event()

    generating.generate_on_change(partial(read_config), Format.TEXT, wait)


def test_every_change_is_generated(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watch(
        lambda: route(project, call("ping", {"type": "integer", "minimum": 1})),
        lambda: None,
        lambda: route(project, call("ping", {"type": "boolean"})),
    )

    assert 'TypeAliasType("PingPayload", bool)' in (project / "contract/models.py").read_text()
    printed = capsys.readouterr()
    assert printed.out.count("written   contract/models.py") == 3
    assert printed.err.splitlines()[-1] == "stopped"


def test_mistakes_are_shown_and_waited_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch(
        lambda: route(project, call("ping", {"type": "sting"})),
        lambda: route(project, call("ping", {"type": "number"})),
    )

    assert "error[schema]" in capsys.readouterr().err
    assert "PingPayload" in (project / "contract/models.py").read_text()
    assert "Number" in (project / "contract/models.py").read_text()


def test_a_broken_configuration_is_waited_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = project / "pyproject.toml"
    text = settings.read_text()

    watch(
        lambda: settings.write_text("[tool.observable-socket"),
        lambda: settings.write_text(text.replace('"contract"', '"code"')),
    )

    assert "pyproject.toml" in capsys.readouterr().err
    assert (project / "code/models.py").is_file()


def test_a_change_is_complete_when_nothing_follows_it() -> None:
    looks: Iterator[int] = iter([0, 0, 1, 2, 3, 3, 3])
    waits: list[float] = []

    def look() -> Snapshot:
        return {Path("a"): (next(looks), 0)}

    turn = turns(look, waits.append)
    next(turn)
    next(turn)

    assert waits == [PAUSE, REST, REST, REST]


def test_what_changes_while_it_is_generated_is_generated_next() -> None:
    state = [0]
    turn = turns(lambda: {Path("a"): (state[0], 0)}, lambda _: None)
    next(turn)

    state[0] = 1

    assert next(turn, "ended") is None


class Terminal(io.StringIO):
    """What was written to a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_run_that_takes_long_shows_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()

    with progress(Console(file=screen, force_terminal=True), patience=0) as step:
        step(STEPS[1])
        while STEPS[1] not in screen.getvalue():
            pass

    assert STEPS[1] in screen.getvalue()


def test_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    screen = Terminal()

    with progress(Console(file=screen, force_terminal=True), patience=60) as step:
        step(STEPS[1])

    assert screen.getvalue() == ""


def test_nothing_moves_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    screen = Terminal()

    with progress(Console(file=screen, force_terminal=True), patience=0) as step:
        step(STEPS[1])

    assert screen.getvalue() == ""
