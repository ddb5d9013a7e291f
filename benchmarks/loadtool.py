"""Runs the load tool against a running server and judges what came back."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .dialects import TOKEN
from .processes import Running, cores
from .work import Shape, Work

BUSY_LIMIT = 0.90
"""Above this share of busy time the load tool, not the server, sets the pace."""

DRAIN_SECONDS = 10.0
"""How long the last answers are waited for before they count as lost."""

TOOL_SECONDS = 120.0


class LoadError(Exception):
    """The load tool could not do its work."""


@dataclass(frozen=True)
class Measured:
    """One window of load on one server.

    Attributes:
        requests_per_second: Replies in the window, by its length.
        cpu_us: CPU microseconds of the server's processes for each reply.
        p50_us: Median time from request to reply, in microseconds.
        p99_us: The same, 99th percentile.
        load_busy: The share of the window in which the load tool found work.
        server_busy: CPU seconds of the server by seconds of the window.
        error: Why the window does not count; ``None`` for a good one.
    """

    requests_per_second: float
    cpu_us: float
    p50_us: float
    p99_us: float
    load_busy: float
    server_busy: float
    error: str | None = None

    @classmethod
    def void(cls, error: str) -> Measured:
        """A window that could not be measured."""
        return cls(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, error)

    def as_json(self) -> dict[str, Any]:
        """Rounded to what can be told apart."""
        values = asdict(self)
        return {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in values.items()
        }


def measure(
    tool: Path, running: Running, work: Work, shape: Shape, warmup: float, seconds: float
) -> Measured:
    """Load a server for ``warmup`` + ``seconds`` seconds.

    Raises:
        LoadError: The load tool failed, for example because the server refused it.
    """
    dialect = running.server.dialect
    request = dialect.request(work)
    with tempfile.TemporaryDirectory() as folder:
        frame, samples = Path(folder, "request"), Path(folder, "samples")
        frame.write_bytes(request.encode())
        command = [
            *_common(tool, running, shape),
            *("--in-flight", str(shape.in_flight), "--warmup", str(warmup)),
            *("--seconds", str(seconds), "--drain", str(DRAIN_SECONDS)),
            *("--request", str(frame), "--samples", str(samples)),
            *(
                "--marker",
                dialect.marker,
                "--token-at",
                str(request.encode().index(TOKEN.encode())),
            ),
            *(part for pid in running.processes() for part in ("--cpu-of", str(pid))),
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=TOOL_SECONDS, preexec_fn=_pin
        )
        if done.returncode:
            raise LoadError(f"{running.server.name}, {work.name} {shape}: {done.stderr.strip()}")
        replies = samples.read_text().splitlines()
    return _judge(json.loads(done.stdout), running, work, replies)


def _common(tool: Path, running: Running, shape: Shape) -> list[str]:
    dialect = running.server.dialect
    hello = [] if dialect.hello is None else ["--hello", dialect.hello]
    return [
        str(tool),
        *("--port", str(running.port), "--path", dialect.path),
        *("--connections", str(shape.connections), "--greetings", str(dialect.greetings)),
        *hello,
    ]


def _pin() -> None:
    os.sched_setaffinity(0, {cores()[1]})


def _judge(raw: dict[str, Any], running: Running, work: Work, replies: list[str]) -> Measured:
    count = raw["replies"]
    cpu = raw["server_cpu_seconds"]
    wrong = [reply for reply in replies if not running.server.dialect.is_right(work, reply)]
    problems = [
        f"{raw[kind]} {kind}" for kind in ("different", "stray", "lost", "closed") if raw[kind]
    ]
    if wrong or not replies:
        problems.append(f"wrong answer {wrong[0][:200]}" if wrong else "no answer")
    return Measured(
        requests_per_second=count / raw["seconds"],
        cpu_us=cpu * 1e6 / count if count else 0.0,
        p50_us=raw["p50_us"],
        p99_us=raw["p99_us"],
        load_busy=raw["busy"],
        server_busy=cpu / raw["seconds"],
        error=", ".join(problems) or None,
    )


@contextmanager
def idle_connections(tool: Path, running: Running, count: int) -> Iterator[None]:
    """Hold ``count`` connections on which nothing happens.

    Raises:
        LoadError: They could not be opened.
    """
    command = [*_common(tool, running, Shape(count, 1)), "--idle"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=_pin
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        # The tool itself gives up after a while, so this ends.
        if process.stdout.readline().strip() != "ready":
            raise LoadError(f"{running.server.name}: {count} connections could not be opened")
        yield
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=TOOL_SECONDS)
