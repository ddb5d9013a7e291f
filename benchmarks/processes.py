"""Servers as child processes on a core of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .catalog import Server
from .environments import ROOT

START_SECONDS = 20.0


class ServerError(Exception):
    """A server did not start or died; the message has the end of what it printed."""


def cores() -> tuple[int, int]:
    """The core of the servers and the core of the load tool."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[1 % len(usable)]


@dataclass(frozen=True)
class Running:
    """A server that accepts connections.

    Attributes:
        server: What it is.
        port: Where it listens, on the loopback interface.
        pid: Its first process.
    """

    server: Server
    port: int
    pid: int

    def processes(self) -> list[int]:
        """The process and all its descendants."""
        found = [self.pid]
        for pid in found:  # grows while it is walked
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found.extend(int(child) for child in children.read_text().split())
        return found

    def memory(self) -> int:
        """Bytes that its processes have for themselves."""
        return sum(_private_bytes(pid) for pid in self.processes())


def _private_bytes(pid: int) -> int:
    total = 0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(("Private_", "Swap:")):
            total += int(line.split()[1]) * 1024
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def environment() -> dict[str, str]:
    """What servers find in their environment: no packages but those of their interpreter."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@contextmanager
def serve(server: Server, interpreter: Path) -> Iterator[Running]:
    """Run a server on the first core until the block ends.

    Raises:
        ServerError: It does not accept connections in time.
    """
    port = _free_port()
    core, _ = cores()
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [interpreter, *server.command(port)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _accepts(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise ServerError(f"{server.name} did not start\n{log.read()[-2000:]}")
                time.sleep(0.05)
            yield Running(server, port, process.pid)
        finally:
            # Not asked politely: a server that waits for its connections never ends.
            process.kill()
            process.wait()
