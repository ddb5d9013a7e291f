"""Coroutines that wait for the same event."""

from __future__ import annotations

import asyncio


class Waiters:
    """Any number of coroutines that are woken together.

    Args:
        loop: Their event loop.
    """

    __slots__ = ("_futures", "_loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._futures: tuple[asyncio.Future[None], ...] = ()

    async def wait(self) -> None:
        """Returns after the next `wake`; check what you waited for, another may have been first."""
        future = self._loop.create_future()
        self._futures += (future,)
        try:
            await future
        finally:
            self._futures = tuple(waiting for waiting in self._futures if waiting is not future)

    def wake(self) -> None:
        """Wakes all that wait now."""
        for future in self._futures:
            if not future.done():
                future.set_result(None)
