"""How tasks start: at once where the interpreter can do that (Python 3.12)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from functools import lru_cache, partial
from typing import Any

Start = Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]

STARTS_AT_ONCE = sys.version_info >= (3, 12)
"""Whether a started task runs up to its first wait before `start` returns."""


@lru_cache(maxsize=1)
def starter(loop: asyncio.AbstractEventLoop) -> Start:
    """Returns a function that starts tasks on a loop as `start` does, for frequent use."""
    if sys.version_info >= (3, 12):
        return partial(asyncio.Task, loop=loop, eager_start=True)
    return partial(asyncio.Task, loop=loop)


def start(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Starts a task; where the interpreter can, it runs up to its first wait at once.

    If it never waits, the task is done when this returns, and has taken no turn of the event loop.
    """
    return starter(asyncio.get_running_loop())(work)
