"""The lifespans of the applications that serve a router, from its first to its last moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

from .fleet import Fleet
from .signals import trap


class Lifespan:
    """Drains a router's connections when the last application that serves them shuts down.

    A router may be mounted in several applications, or in one that is started several times.

    Args:
        fleet: The connections.

    Attributes:
        fleet: The connections.
        entries: How many times it is entered now.
    """

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.entries = 0

    @asynccontextmanager
    async def entered(self, application: Any = None) -> AsyncGenerator[None]:
        """The lifespan of one application; None if it is not known."""
        together = [] if application is None else _entered.setdefault(application, [])
        together.append(self)
        self.entries += 1
        trap.add(self.fleet)
        try:
            yield
        finally:
            together.remove(self)
            self.entries -= 1
            if not self.entries:
                await self._drain_with(together)
                self.fleet.is_draining = False
            trap.remove(self.fleet)

    async def _drain_with(self, others: list[Lifespan]) -> None:
        """Drains, and so do the other routers of an application that shuts down.

        Their lifespans end one after the other, but together they have no more time than one.
        """
        is_last = all(other.entries == others.count(other) for other in others)
        fleets = {self.fleet, *(other.fleet for other in others if is_last)}
        await asyncio.gather(*(fleet.drain() for fleet in fleets if not fleet.is_draining))


_entered: WeakKeyDictionary[Any, list[Lifespan]] = WeakKeyDictionary()
"""The lifespans that are entered now, by application."""
