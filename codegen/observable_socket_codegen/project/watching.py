"""Notices changes of contract files, by looking at them again and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from observable_socket_codegen.config import FILE, Config
from observable_socket_codegen.reading.folder import contract_files

Snapshot: TypeAlias = dict[Path, tuple[int, int]]
"""Time of the last change (nanoseconds) and size (bytes) of every file."""

PAUSE = 0.3
"""Seconds between two looks."""

REST = 0.1
"""Seconds without a further change after which a change is complete; editors save in steps."""


def snapshot(config: Config) -> Snapshot:
    """Return how the contract files and the configuration look now."""
    found: Snapshot = {}
    for file in (*contract_files(config.schema), config.project / FILE):
        try:
            status = file.stat()
        except OSError:
            continue  # it has just been removed
        found[file] = (status.st_mtime_ns, status.st_size)
    return found


def turns(
    look: Callable[[], Snapshot], wait: Callable[[float], None] | None = None
) -> Iterator[None]:
    """Yield at once, and again after each change that has come to rest; never ends.

    Args:
        look: Returns what to compare.
        wait: Waits for some seconds.
    """
    wait = wait or time.sleep
    last = look()
    while True:
        yield
        while (now := look()) == last:
            wait(PAUSE)
        last = _settled(now, look, wait)


def _settled(
    now: Snapshot, look: Callable[[], Snapshot], wait: Callable[[float], None]
) -> Snapshot:
    while True:
        wait(REST)
        before, now = now, look()
        if before == now:
            return now
