"""Starting the task of a request."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

STARTS_AT_ONCE = sys.version_info >= (3, 12)
"""Whether a started task runs up to its first wait before `start` returns."""


def start(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Starts a task; where the interpreter can, it runs up to its first wait at once.

    A request that never waits is then answered without a turn of the event loop, and its task
    is done when this returns.
    """
    if sys.version_info >= (3, 12):
        return asyncio.Task(work, loop=asyncio.get_running_loop(), eager_start=True)
    return asyncio.create_task(work)
