"""`make demo` and `make serve`: one script that shows, and proves, that everything works."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.servers import ROOT
from websockets.sync.client import connect

DEMO = ROOT / "examples" / "newsroom" / "demo.py"


def run_demo(script: Path = DEMO) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def transcript() -> str:
    done = run_demo()
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


ROUTES = ["PING", "math/sum", "articles/get", "articles/create", "articles/list"]


@pytest.mark.parametrize("route", ROUTES)
def test_the_transcript_shows_every_route(transcript: str, route: str) -> None:
    assert re.search(rf"^\w+ > {route}\b", transcript, re.MULTILINE)


def test_every_request_has_its_answer_and_every_status_is_there(transcript: str) -> None:
    requests = re.findall(r"^\w+ > ", transcript, re.MULTILINE)
    answers = re.findall(r"^ +< (\w+)", transcript, re.MULTILINE)
    assert len(requests) == len(answers)
    assert set(answers) == {"PONG", "200", "201", "400", "403", "404", "409"}


def test_a_400_shows_its_field_errors(transcript: str) -> None:
    assert '"pointer": "/payload/author/homepage"' in re.sub(r"\s+", " ", transcript)


def test_the_transcript_is_plain_text_that_fits_a_terminal(transcript: str) -> None:
    assert "\x1b" not in transcript
    assert max(map(len, transcript.splitlines())) <= 100
    assert transcript.endswith("Every answer was as it should be.\n")


def test_an_answer_that_is_not_the_expected_one_fails_the_demo(tmp_path: Path) -> None:
    for part in ("newsroom", "visitor.py"):
        (tmp_path / part).symlink_to(DEMO.with_name(part))
    wrong = DEMO.read_text().replace('gets(200, {"sum": 10})', 'gets(200, {"sum": 11})')
    assert wrong != DEMO.read_text()
    (tmp_path / "demo.py").write_text(wrong)
    done = run_demo(tmp_path / "demo.py")
    assert done.returncode == 1
    assert "FAILED" in done.stderr
    assert '{"sum": 11}' in done.stderr
    assert '{"sum": 10' in done.stderr


def test_a_server_that_does_not_start_fails_the_demo(tmp_path: Path) -> None:
    (tmp_path / "visitor.py").symlink_to(DEMO.with_name("visitor.py"))
    (tmp_path / "newsroom").mkdir()
    (tmp_path / "newsroom" / "app.py").write_text("raise RuntimeError('broken on purpose')\n")
    (tmp_path / "demo.py").write_text(DEMO.read_text())
    done = run_demo(tmp_path / "demo.py")
    assert done.returncode == 1
    assert "broken on purpose" in done.stderr


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serving_prints_the_address_and_ends_cleanly(end: signal.Signals) -> None:
    command = [sys.executable, str(DEMO), "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            assert re.fullmatch(r"ws://127\.0\.0\.1:\d+/ws", address)
            with connect(address, open_timeout=60) as client:
                client.send('{"uuid": 1, "route": "PING"}')
                assert '"PONG"' in client.recv(60, decode=True).replace(" ", "")
                os.kill(server.pid, end)
                assert server.wait(60) == 0
        finally:
            server.kill()
