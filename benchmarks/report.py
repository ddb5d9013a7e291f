"""From the raw rounds to medians, ratios and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from .catalog import BASELINES
from .loadtool import BUSY_LIMIT

STARVED_LIMIT = 0.85
"""Where neither side kept its core this busy although there was work, something else ran there."""

Results = dict[str, Any]
Row = list[str]
Series = dict[str, Any]


def good(series: Series) -> bool:
    """Whether every round of a series counts."""
    return bool(series["rounds"]) and not any(one["error"] for one in series["rounds"])


def value(series: Series, name: str) -> float:
    """The median of one figure over the rounds."""
    return float(median(one[name] for one in series["rounds"]))


def ratio(series: Series, reference: Series | None, name: str = "cpu_us") -> float | None:
    """How many times cheaper a series is than the reference, above 1 if it is.

    Each round is divided by the reference's round of the same number, taken seconds apart; the
    median of these quotients is not bent by a slow minute as a quotient of medians would be.
    """
    if reference is None or not good(series) or not good(reference):
        return None
    pairs = zip(reference["rounds"], series["rounds"], strict=True)
    return float(median(theirs[name] / ours[name] for theirs, ours in pairs))


def flags(series: Series, shape: str) -> str:
    """Remarks that a reader needs, as short words."""
    if not good(series):
        return "VOID"
    found: list[str] = []
    if value(series, "load_busy") > BUSY_LIMIT:
        found.append("load tool at its limit")
    elif shape != "1x1" and value(series, "server_busy") < STARVED_LIMIT:
        found.append("machine shared")
    return ", ".join(found)


def cells(results: Results) -> dict[tuple[str, str], dict[str, Series]]:
    """The load series by work and shape, then by server."""
    found: dict[tuple[str, str], dict[str, Series]] = {}
    for series in results["load"]:
        found.setdefault((series["work"], series["shape"]), {})[series["server"]] = series
    return found


def _times(number: float | None) -> str:
    return "-" if number is None else f"{number:.2f}"


def _table(head: Row, rows: Sequence[Row]) -> str:
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]

    def line(row: Row) -> str:
        first = row[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        return "  ".join((first, *rest)).rstrip()

    return "\n".join([line(head), *(line(row) for row in rows)])


def _ratios(
    by_server: dict[str, Series], series: Series, name: str, bases: Sequence[str] = BASELINES
) -> Row:
    return [_times(ratio(series, by_server.get(base), name)) for base in bases]


def _load_table(shape: str, by_server: dict[str, Series]) -> str:
    head = ["", "CPU us", "req/s", "p50 ms", "p99 ms", *(f"x {name}" for name in BASELINES), ""]
    rows: list[Row] = []
    for server, series in by_server.items():
        if good(series):
            figures = [
                f"{value(series, 'cpu_us'):.1f}",
                f"{value(series, 'requests_per_second'):,.0f}",
                f"{value(series, 'p50_us') / 1000:.2f}",
                f"{value(series, 'p99_us') / 1000:.2f}",
            ]
        else:
            figures = ["-"] * 4
        rows.append([server, *figures, *_ratios(by_server, series, "cpu_us"), flags(series, shape)])
    return _table(head, rows)


def _small_table(
    head: str,
    by_server: dict[str, Series],
    name: str,
    show: Callable[[float], str],
    bases: Sequence[str],
) -> str:
    rows = [
        [
            server,
            show(value(series, name)) if good(series) else "-",
            *_ratios(by_server, series, name, bases),
            "" if good(series) else "VOID",
        ]
        for server, series in by_server.items()
    ]
    return _table(["", head, *(f"x {base}" for base in bases), ""], rows)


def _idle_table(by_server: dict[str, Series]) -> str:
    return _small_table("KB", by_server, "bytes", lambda n: f"{n / 1000:.1f}", BASELINES)


def _alone_table(by_server: dict[str, Series]) -> str:
    return _small_table("CPU us", by_server, "cpu_us", lambda n: f"{n:.2f}", ("1.1.1",))


def errors(results: Results) -> list[str]:
    """One line for each reason why a series does not count."""
    lines: list[str] = []
    for kind in ("load", "idle", "alone"):
        for series in results[kind]:
            where = " ".join(str(v) for k, v in series.items() if k != "rounds")
            reasons = dict.fromkeys(one["error"] for one in series["rounds"] if one["error"])
            lines += [f"VOID {kind} {where}: {reason}" for reason in reasons]
    return lines


def text(results: Results) -> str:
    """The whole report for a terminal."""
    machine, settings = results["machine"], results["settings"]
    head = (
        f"{machine['cpu']}, Python {results['python']}, {settings['rounds']} interleaved rounds of "
        f"{settings['seconds']} s; server and load tool on one core each.\n"
        "CPU us: server CPU microseconds per request. x: how many times cheaper than that server "
        "in the same round."
    )
    parts = [head]
    for (work, shape), by_server in cells(results).items():
        title = results["works"][work]
        parts.append(f"{title}, {shape} (connections x in flight)\n{_load_table(shape, by_server)}")
    if results["idle"]:
        by_server = {series["server"]: series for series in results["idle"]}
        count = results["idle"][0]["connections"]
        parts.append(f"memory of one idle connection, {count} of them\n{_idle_table(by_server)}")
    alone: dict[str, dict[str, Series]] = {}
    for series in results["alone"]:
        alone.setdefault(series["work"], {})[series["server"]] = series
    for work, by_server in alone.items():
        title = f"{results['works'][work]}, application alone (no server)"
        parts.append(f"{title}\n{_alone_table(by_server)}")
    parts += ["\n".join(found)] if (found := errors(results)) else []
    return "\n\n".join(parts)
