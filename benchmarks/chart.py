"""The results as an SVG bar chart for light and dark pages.

Run as ``python -m benchmarks.chart results.json chart.svg`` to draw old results again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from . import report
from .report import Results, Series

PANELS = (("sum", "50x1"), ("article", "50x8"))
"""What the chart shows, where the results have it."""

WIDTH = 760
LABELS = 270  # width of the column of names
VALUES = 130  # width of the column of figures
ROW = 26
BAR = 14
HEAD = 54
GAP = 22

STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
  .quiet { fill: #59636e }
  .title { font-weight: 600; font-size: 14px }
  .ours { fill: #0969da } .router { fill: #afb8c1 } .echo { fill: none; stroke: #818b98 }
  .us { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    .ours { fill: #4493f8 } .router { fill: #656c76 } .echo { stroke: #9198a1 }
  }
"""


def _kind(server: str) -> str:
    if server.startswith("ours"):
        return "ours"
    return "echo" if server.endswith("-echo") else "router"


def _bar(server: str, series: Series, reference: Series | None, top: int, scale: float) -> str:
    kind = _kind(server)
    cost = report.value(series, "cpu_us")
    times = report.ratio(series, reference)
    figure = f"{cost:.1f} µs" + ("" if times is None else f" · {times:.1f}x")
    length = max(1.0, cost * scale)
    middle = top + ROW / 2 + 4.5
    weight = ' class="us"' if kind == "ours" else ""
    return (
        f'<text x="{LABELS - 10}" y="{middle}" text-anchor="end"{weight}>{{title}}</text>'
        f'<rect class="{kind}" x="{LABELS}" y="{top + (ROW - BAR) / 2}" width="{length:.1f}" '
        f'height="{BAR}" rx="2"/>'
        f'<text x="{LABELS + length + 8:.1f}" y="{middle}" class="quiet">{figure}</text>'
    )


def _panel(results: Results, work: str, shape: str, top: int) -> tuple[list[str], int]:
    by_server = report.cells(results)[work, shape]
    bars = {name: series for name, series in by_server.items() if report.good(series)}
    order = sorted(bars, key=lambda name: report.value(bars[name], "cpu_us"))
    if not order:
        return [], top
    scale = (WIDTH - LABELS - VALUES) / report.value(bars[order[-1]], "cpu_us")
    connections, in_flight = shape.split("x")
    title = f"{results['works'][work]}, {connections} connections, {in_flight} in flight on each"
    parts = [f'<text x="0" y="{top + 16}" class="title">{escape(title)}</text>']
    top += ROW
    for name in order:
        bar = _bar(name, bars[name], bars.get("1.1.1"), top, scale)
        parts.append(bar.format(title=escape(results["servers"][name]["title"])))
        top += ROW
    return parts, top + GAP


def svg(results: Results) -> str:
    """Draw the results."""
    there = report.cells(results)
    chosen = [panel for panel in PANELS if panel in there] or list(there)[:1]
    parts: list[str] = []
    top = HEAD
    for work, shape in chosen:
        panel, top = _panel(results, work, shape, top)
        parts += panel
    heading = "Server CPU per request, microseconds: shorter is better"
    note = (
        f"x: times cheaper than 1.1.1 in the same run. {results['machine']['cpu']}, "
        f"Python {results['python']}, uvloop. Outlined: echoes."
    )
    size = f'width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{heading}">',
        f"<title>{heading}</title>",
        f"<style>{STYLE}</style>",
        f'<text x="0" y="16" class="title">{heading}</text>',
        f'<text x="0" y="36" class="quiet">{escape(note)}</text>',
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    source, target = (Path(argument) for argument in sys.argv[1:3])
    target.write_text(svg(json.loads(source.read_text())))
