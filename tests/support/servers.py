"""Real servers for tests: an application in a process of its own, on a port of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, TypeAlias

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"

START_SECONDS = 60
"""Longest wait for the first connection; importing is slow on a busy machine."""

STOP_SECONDS = 20
"""Longest wait for the end after SIGTERM; a server that needs longer hangs."""

POLL_SECONDS = 0.02

ServerName: TypeAlias = Literal["uvicorn", "hypercorn", "granian"]


class ServerFailedError(AssertionError):
    """A server did not start, or did not end as it should."""


@dataclass(slots=True)
class Server:
    """A running server.

    Attributes:
        port: Where it listens, on 127.0.0.1.
        process: The server process; tests may look at it and send it signals.
    """

    port: int
    process: subprocess.Popen[bytes]
    log: IO[bytes]
    _last_output: str = ""

    def ws(self, path: str = "/ws") -> str:
        """Return the WebSocket address of a path."""
        return f"ws://{HOST}:{self.port}{path}"

    def http(self, path: str = "/") -> str:
        """Return the HTTP address of a path."""
        return f"http://{HOST}:{self.port}{path}"

    @property
    def output(self) -> str:
        """All that the process has written, to stdout and stderr; there after its end, too."""
        if self.log.closed:
            return self._last_output
        return os.pread(self.log.fileno(), 10_000_000, 0).decode(errors="replace")

    def stop(self) -> None:
        """Send SIGTERM, wait for the end and check that it was a clean one.

        Raises:
            ServerFailedError: It had ended before, hung, or ended with an error.
        """
        if self.process.poll() is not None:
            raise self._failed(f"ended too early, with {self.process.returncode}")
        self.process.terminate()
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise self._failed(f"ran on {STOP_SECONDS} seconds after SIGTERM") from None
        # uvicorn raises the signal again once everything is shut down
        if code not in (0, -signal.SIGTERM):
            raise self._failed(f"ended with {code}")

    def wait_until_listening(self) -> None:
        """Return as soon as a TCP connection is taken.

        Raises:
            ServerFailedError: The process ended, or did not listen within `START_SECONDS`.
        """
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
            except OSError:
                if time.monotonic() > deadline:
                    raise self._failed(f"not listening after {START_SECONDS} seconds") from None
            else:
                return
            try:
                code = self.process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            raise self._failed(f"ended while starting, with {code}")

    def _failed(self, what: str) -> ServerFailedError:
        return ServerFailedError(f"the server {what}; its output:\n{self.output}")


@contextmanager
def serve(
    app: str,
    *,
    server: ServerName = "uvicorn",
    env: Mapping[str, str] | None = None,
    paths: Sequence[Path] = (),
    options: Sequence[str] = (),
) -> Generator[Server]:
    """Run ``app`` in a process and stop it at the end, checking that it ends cleanly.

    If the test fails, what the server wrote is shown with the failure. A test that stops the
    server itself leaves nothing to do.

    Args:
        app: ``module:attribute``, importable from the repository root or ``paths``.
        env: Environment variables on top of ours.
        paths: Folders to put in front of the import path.
        options: Further command line options of that server.
    """
    port = reserve_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*_command(server, port), *options, app],
            cwd=ROOT,
            env={**os.environ, **_import_path(paths), **(env or {})},
            stdout=log,
            stderr=log,
        )
        running = Server(port, process, log)
        try:
            running.wait_until_listening()
            yield running
            if process.returncode is None:
                running.stop()
        except ServerFailedError:
            raise
        except BaseException as error:
            error.add_note(f"output of the server:\n{running.output}")
            raise
        finally:
            process.kill()
            process.wait()
            running._last_output = running.output


def reserve_port() -> int:
    """Return a port that nobody else is given for a minute.

    One accepted and closed connection leaves the port in TIME_WAIT: the system hands it to
    nobody, but a server may bind it, since servers set SO_REUSEADDR.
    """
    with socket.create_server((HOST, 0)) as listener:
        address: tuple[str, int] = listener.getsockname()
        with socket.create_connection(address) as client:
            accepted, _ = listener.accept()
            accepted.close()
            client.recv(1)
    return address[1]


def _command(server: ServerName, port: int) -> list[str]:
    match server:
        case "uvicorn":
            arguments = ["--host", HOST, "--port", str(port)]
        case "hypercorn":
            # 0 workers: serve in the process that the test holds
            arguments = ["--bind", f"{HOST}:{port}", "--workers", "0"]
        case "granian":
            arguments = ["--host", HOST, "--port", str(port), "--interface", "asgi"]
    return [sys.executable, "-m", server, *arguments]


def _import_path(paths: Sequence[Path]) -> dict[str, str]:
    inherited = os.environ.get("PYTHONPATH", "")
    entries = [*map(str, paths), str(ROOT), *filter(None, [inherited])]
    return {"PYTHONPATH": os.pathsep.join(entries), "PYTHONUNBUFFERED": "1"}
