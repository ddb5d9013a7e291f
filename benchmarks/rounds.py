"""The order of measuring: A B C A B C ..., so that a slow minute of the machine hits everyone.

Every window gets a fresh server process. A server that keeps something of each closed connection
(1.1.1 does) would otherwise be measured slower the later its turn comes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from .catalog import Server
from .environments import ROOT
from .loadtool import LoadError, Measured, idle_connections, measure
from .processes import Running, ServerError, cores, environment, serve
from .work import Shape, Work

ALONE_TIMEOUT = 120.0
SETTLE_SECONDS = 5.0
SETTLE_STEP = 0.25


@dataclass(frozen=True)
class Plan:
    """What to measure and for how long.

    Attributes:
        servers: The servers, in the order of a round.
        cells: The pairs of work and shape.
        rounds: How often each server is measured in each cell.
        seconds: The length of one window.
        warmup: Seconds of load before each window.
        idle: How many idle connections to hold for the memory figure; 0 for none.
        idle_rounds: How often; memory varies far less than time.
        alone: The servers whose application is measured without a server as well.
    """

    servers: tuple[Server, ...]
    cells: tuple[tuple[Work, Shape], ...]
    rounds: int
    seconds: float
    warmup: float
    idle: int
    idle_rounds: int
    alone: tuple[Server, ...]

    @property
    def works(self) -> tuple[Work, ...]:
        """Every work of the cells, once."""
        return tuple(dict.fromkeys(work for work, _ in self.cells))


@dataclass
class Series:
    """The rounds of one server in one cell.

    Attributes:
        key: What identifies the cell and the server.
        rounds: One entry for each round, in order; the same index is the same round everywhere.
    """

    key: dict[str, Any]
    rounds: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def as_json(self) -> dict[str, Any]:
        return {**self.key, "rounds": self.rounds}


Interpreters = dict[str, Path]


def _interleave(series: list[Series], rounds: int, take: Callable[[Series], Any]) -> None:
    for number in range(rounds):
        for one in series:
            _progress(f"round {number + 1}/{rounds}  {' '.join(map(str, one.key.values()))}")
            one.rounds.append(take(one))
    _progress("")


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text:<70}\r", end="", file=sys.stderr, flush=True)


def load(plan: Plan, interpreters: Interpreters, tool: Path) -> Iterator[Series]:
    """Measure every cell under load."""
    servers = {server.name: server for server in plan.servers}

    def window(work: Work, shape: Shape, one: Series) -> dict[str, Any]:
        server = servers[one.key["server"]]
        try:
            with serve(server, interpreters[server.name]) as running:
                return measure(tool, running, work, shape, plan.warmup, plan.seconds).as_json()
        except (LoadError, ServerError) as error:
            return Measured.void(str(error)).as_json()

    for work, shape in plan.cells:
        key = {"work": work.name, "shape": str(shape)}
        series = [Series({**key, "server": name}) for name in servers]
        _interleave(series, plan.rounds, partial(window, work, shape))
        yield from series


def idle(plan: Plan, interpreters: Interpreters, tool: Path) -> list[Series]:
    """Measure the memory of idle connections."""
    servers = {server.name: server for server in plan.servers}
    series = [Series({"connections": plan.idle, "server": name}) for name in servers]

    def window(one: Series) -> dict[str, Any]:
        server = servers[one.key["server"]]
        try:
            with serve(server, interpreters[server.name]) as running:
                return _memory(tool, running, plan.idle)
        except (LoadError, ServerError) as error:
            return {"bytes": 0, "error": str(error)}

    if plan.idle:
        _interleave(series, plan.idle_rounds, window)
    return series if plan.idle else []


def _memory(tool: Path, running: Running, count: int) -> dict[str, Any]:
    # What the first connections load once is not theirs.
    with idle_connections(tool, running, 20):
        pass
    before = _settled(running)
    with idle_connections(tool, running, count):
        after = _settled(running)
    return {"bytes": round((after - before) / count), "error": None}


def _settled(running: Running) -> int:
    """The memory once it has stopped changing."""
    deadline = time.monotonic() + SETTLE_SECONDS
    last, now = -1, running.memory()
    while now != last and time.monotonic() < deadline:
        time.sleep(SETTLE_STEP)
        last, now = now, running.memory()
    return now


def alone(plan: Plan, interpreters: Interpreters) -> Iterator[Series]:
    """Measure the applications without a server around them."""
    for work in plan.works:
        series = [Series({"work": work.name, "server": server.name}) for server in plan.alone]
        _interleave(series, plan.rounds, lambda one: _inside(one.key, plan.seconds, interpreters))
        yield from series


def _inside(key: dict[str, Any], seconds: float, interpreters: Interpreters) -> dict[str, Any]:
    command = [str(interpreters[key["server"]]), "-m", "benchmarks.inside"]
    done = subprocess.run(
        [*command, key["server"], key["work"], str(seconds)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=ALONE_TIMEOUT,
        preexec_fn=lambda: os.sched_setaffinity(0, {cores()[0]}),
    )
    if done.returncode:
        return {"cpu_us": 0.0, "error": done.stderr.strip()[-500:]}
    result: dict[str, Any] = json.loads(done.stdout)
    return result
