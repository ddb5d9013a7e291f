"""Shows how far a long run is, on a terminal only."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Step = Callable[[str], None]
"""Is told what begins now."""

STEPS = ("reading the contract", "checking it", "writing it down")

PATIENCE = 1.0
"""Seconds after which a bar appears."""


def unseen(_step: str) -> None:
    """Show nothing."""


@contextmanager
def progress(console: Console, patience: float = PATIENCE) -> Generator[Step]:
    """Show a bar if what happens inside takes long; nothing in pipes and in CI.

    Args:
        console: Where to show it.
        patience: Seconds before it appears.
    """
    if not console.is_terminal or os.environ.get("CI"):
        yield unseen
        return
    # imported here, because most runs end before there is a bar
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task(STEPS[0], total=len(STEPS))
    timer = Timer(patience, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda step: bar.update(task, description=step, completed=STEPS.index(step))
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
