"""Coroutines that wait for the same thing."""

from __future__ import annotations

import asyncio


class Waiters:
    """Lets any number of coroutines wait until they are woken, all at once.

    Args:
        loop: Their event loop.
    """

    __slots__ = ("_futures", "_loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._futures: tuple[asyncio.Future[None], ...] = ()

    async def wait(self) -> None:
        """Return after the next `wake`. Another may have been quicker: look, and wait again."""
        future = self._loop.create_future()
        self._futures += (future,)
        try:
            await future
        finally:
            self._futures = tuple(one for one in self._futures if one is not future)

    def wake(self) -> None:
        """Wake all who wait now."""
        for future in self._futures:
            if not future.done():
                future.set_result(None)
