"""``python -m benchmarks``: measure, print the tables, write the results and the chart."""

from __future__ import annotations

import argparse
import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import chart, machine, report, rounds
from .catalog import QUICK, ROUTERS, SERVERS, Server, server_named
from .environments import HERE, SetupError, build_load_tool, interpreter_version, packages, prepare
from .processes import cores
from .rounds import Plan
from .work import WORKS, Shape, Work, work_named

QUICK_CELLS = "sum:50x1,sum:1x64"
CONNECTIONS_TO_SPARE = 100


def _list(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = ", ".join(server.name for server in SERVERS)
    works = ", ".join(work.name for work in WORKS)
    parser.add_argument("--quick", action="store_true", help="few servers and shapes, some minutes")
    parser.add_argument("--servers", type=_list, help=f"comma-separated, of: {names}")
    parser.add_argument("--work", type=_list, help=f"comma-separated, of: {works}")
    parser.add_argument("--shape", type=_list, help="comma-separated CONNECTIONSxIN_FLIGHT")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, help="length of one window (2; quick: 1)")
    parser.add_argument("--idle", type=int, help="idle connections (5000; quick: 1000; 0: none)")
    parser.add_argument("--no-alone", action="store_true", help="leave out the application alone")
    parser.add_argument("--python", default=sys.executable, help="interpreter for the servers")
    parser.add_argument("--results", type=Path, default=HERE / "results", help="output folder")
    return parser.parse_args(arguments)


def _cells(options: argparse.Namespace) -> tuple[tuple[Work, Shape], ...]:
    quick = options.quick and not options.work and not options.shape
    if quick:
        pairs = (cell.split(":") for cell in _list(QUICK_CELLS))
        return tuple((work_named(work), Shape.parse(shape)) for work, shape in pairs)
    works = [work_named(name) for name in options.work or [work.name for work in WORKS]]
    shapes = [Shape.parse(text) for text in options.shape or []]
    return tuple((work, shape) for work in works for shape in shapes or work.shapes)


def _plan(options: argparse.Namespace) -> Plan:
    names = options.servers or (QUICK if options.quick else [server.name for server in SERVERS])
    servers = tuple(server_named(name) for name in names)
    return Plan(
        servers=servers,
        cells=_cells(options),
        rounds=max(1, options.rounds),
        seconds=options.seconds or (1.0 if options.quick else 2.0),
        warmup=0.3,
        idle=options.idle if options.idle is not None else (1000 if options.quick else 5000),
        idle_rounds=min(options.rounds, 1 if options.quick else 3),
        alone=() if options.no_alone else tuple(s for s in servers if s.name in ROUTERS),
    )


def _allow_connections(plan: Plan) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = CONNECTIONS_TO_SPARE + max([plan.idle, *(s.connections for _, s in plan.cells)])
    if 0 < hard < needed:
        raise SetupError(f"{needed} open files are needed, the limit is {hard} (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))


def _tool() -> Path | None:
    try:
        return build_load_tool()
    except SetupError as error:
        print(f"{error}\nMeasuring the applications alone, without servers.", file=sys.stderr)
        return None


def _server_facts(server: Server, interpreter: Path) -> dict[str, Any]:
    return {
        "title": server.title,
        "websocket_class": server.websocket_class,
        "packages": packages(interpreter),
    }


def measure(plan: Plan, python: str) -> dict[str, Any]:
    """Run the plan.

    Returns:
        Everything that `benchmarks/results/latest.json` holds.

    Raises:
        SetupError: Something is missing on this machine.
    """
    _allow_connections(plan)
    interpreters = {s.name: prepare(s.environment, python) for s in plan.servers}
    tool = _tool()
    facts = machine.facts()
    servers = {s.name: _server_facts(s, interpreters[s.name]) for s in plan.servers}
    load = list(rounds.load(plan, interpreters, tool)) if tool else []
    idle = rounds.idle(plan, interpreters, tool) if tool else []
    alone = list(rounds.alone(plan, interpreters))
    return {
        "taken": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": facts,
        "python": interpreter_version(python),
        "settings": {"rounds": plan.rounds, "seconds": plan.seconds, "warmup": plan.warmup},
        "works": {work.name: work.title for work in plan.works},
        "servers": servers,
        "load": [series.as_json() for series in load],
        "idle": [series.as_json() for series in idle],
        "alone": [series.as_json() for series in alone],
    }


def main(arguments: list[str] | None = None) -> int:
    """Returns 0, 1 when a figure is void, 2 when the run could not start."""
    options = _arguments(arguments)
    try:
        plan = _plan(options)
    except (KeyError, ValueError) as error:
        print(f"unknown server, work or shape: {error}", file=sys.stderr)
        return 2
    if len(set(cores())) < 2:
        print("only one core: server and load tool share it", file=sys.stderr)
    try:
        results = measure(plan, options.python)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    print(report.text(results))
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / "latest.json").write_text(json.dumps(results, indent=1) + "\n")
    (options.results / "latest.svg").write_text(chart.svg(results))
    return 1 if report.errors(results) else 0


if __name__ == "__main__":
    sys.exit(main())
