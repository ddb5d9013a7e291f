"""The lifespans of the applications that serve a router, from its first to its last moment."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from .fleet import Fleet
from .signals import trap


class Lifespan:
    """Drains a router's connections when the last application that serves them shuts down.

    A router may be mounted in several applications, or in one that is started several times.

    Args:
        fleet: The connections.
    """

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._entered = 0

    @asynccontextmanager
    async def entered(self) -> AsyncGenerator[None]:
        """The lifespan of one application."""
        self._entered += 1
        trap.add(self._fleet)
        try:
            yield
        finally:
            self._entered -= 1
            if not self._entered:
                if not self._fleet.is_draining:
                    await self._fleet.drain()
                self._fleet.is_draining = False
            trap.remove(self._fleet)
