"""A project made by ``observable-socket init``, used as its Makefile says."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.servers import HOST, START_SECONDS, STOP_SECONDS, reserve_port
from websockets.asyncio.client import connect

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work") / "hello"
    command = [sys.executable, "-m", "observable_socket_codegen", "init", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def make(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # the outer run's options are not those of the new project
    environment = {key: value for key, value in os.environ.items() if "MAKE" not in key}
    return subprocess.run(
        ["make", f"PYTHON={sys.executable}", *arguments],
        cwd=project,
        env=environment | {"PYTEST_ADDOPTS": ""},
        check=False,
        capture_output=True,
        text=True,
    )


def test_its_tests_pass(project: Path) -> None:
    done = make(project, "test")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_what_it_generates_is_up_to_date(project: Path) -> None:
    make(project, "generate")

    done = make(project, "check")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "all up to date" in done.stdout


def test_it_serves(project: Path) -> None:
    make(project, "generate")
    port = reserve_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "app:app", f"--port={port}"],
        cwd=project,
        stderr=subprocess.PIPE,
    )
    try:
        reply = asyncio.run(asyncio.wait_for(_greeting(port), START_SECONDS))
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=STOP_SECONDS)

    assert reply == {"uuid": 1, "status": 200, "headers": {}, "payload": {"text": "Hello, Ada"}}


async def _greeting(port: int) -> object:
    request = {"uuid": 1, "route": "greetings/say", "payload": {"name": "Ada"}}
    while True:
        try:
            async with connect(f"ws://{HOST}:{port}/ws") as socket:
                await socket.send(json.dumps(request))
                return json.loads(await socket.recv())
        except ConnectionRefusedError:
            await asyncio.sleep(0)  # the server is starting


def test_make_serve_is_that_server(project: Path) -> None:
    assert "-m uvicorn app:app" in make(project, "--dry-run", "serve").stdout


def test_a_new_route_is_asked_for_its_handler(project: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(project, tmp_path / "copy")
    command = [sys.executable, "-m", "observable_socket_codegen", "new", "call", "greetings/list"]
    subprocess.run(command, cwd=copied, check=True, capture_output=True)

    done = make(copied, "test")

    assert done.returncode != 0
    assert "greetings/list: has no handler" in done.stdout
