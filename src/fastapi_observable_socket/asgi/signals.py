"""Draining before the server hears of SIGTERM or SIGINT.

uvicorn closes every WebSocket as soon as it is told to stop, and only then ends the lifespan: too
late for answers. So its signal handler is wrapped: when the lifespan starts or, for routers that
have none, such as those of mounted sub-applications, while they have connections. The first signal
starts the drain, and is passed on to the server when that has ended; a second one is passed on at
once. Servers that listen for signals through the event loop hear of them all the same, and begin to
stop when the drain begins.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from .fleet import Fleet

logger = logging.getLogger("fastapi_observable_socket")

Handler = Callable[[int, FrameType | None], Any]


class SignalTrap:
    """Stands between the signals of the process and its server, for all routers of the process."""

    def __init__(self) -> None:
        self._fleets: dict[Fleet, int] = {}  # and how often each was added
        self._wrapped: dict[int, Handler] = {}
        self._loop: asyncio.AbstractEventLoop | None = None  # from `_install` on
        self._task: asyncio.Task[None] | None = None  # drains
        self._is_passed_on = False

    def add(self, fleet: Fleet) -> None:
        """Has a fleet drained before the server is told to stop, until it is removed as often."""
        if not _is_main_thread():
            return
        if self._loop is not None and self._loop.is_closed():
            self._forget_run()
        if not self._wrapped and (self._task is None or self._task.done()):
            self._install()
        self._fleets[fleet] = self._fleets.get(fleet, 0) + 1

    def remove(self, fleet: Fleet) -> None:
        """Forgets a fleet; after the last one, signals go to the server directly again."""
        if not _is_main_thread() or fleet not in self._fleets:
            return
        self._fleets[fleet] -= 1
        if not self._fleets[fleet]:
            del self._fleets[fleet]
        if not self._fleets:
            self._uninstall()

    def _forget_run(self) -> None:
        """Begins anew after an event loop that ended without ending all of its connections."""
        self._fleets.clear()
        self._wrapped.clear()
        self._loop = self._task = None

    def _install(self) -> None:
        """Wraps the server's signal handler, if it has one that Python knows of."""
        server = signal.getsignal(signal.SIGTERM)
        if not callable(server) or isinstance(server, signal.Handlers):
            return
        self._loop = asyncio.get_running_loop()
        self._task, self._is_passed_on = None, False
        for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGBREAK", None)):
            # Only signals that the server itself handles; it may have left some to Python.
            if number is not None and signal.getsignal(number) == server:
                signal.signal(number, self._handle)
                self._wrapped[number] = server

    def _uninstall(self) -> None:
        for number, server in list(self._wrapped.items()):
            # Whoever has wrapped this handler in turn goes on calling it.
            if signal.getsignal(number) == self._handle:
                signal.signal(number, server)
                del self._wrapped[number]

    def _handle(self, number: int, frame: FrameType | None) -> None:
        """Takes a signal of the process: begins to drain, or passes it on."""
        server = self._wrapped[number]  # later on nothing may be wrapped any more
        loop = self._loop
        if self._fleets and self._task is None and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._begin, server, number)
        else:
            self._pass_on(server, number, frame)

    def _begin(self, server: Handler, number: int) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain(server, number))
        else:
            self._pass_on(server, number, None)

    async def _drain(self, server: Handler, number: int) -> None:
        try:
            await asyncio.gather(*(fleet.drain() for fleet in self._fleets))
        finally:
            if not self._is_passed_on:
                self._pass_on(server, number, None)

    def _pass_on(self, server: Handler, number: int, frame: FrameType | None) -> None:
        self._is_passed_on = True
        server(number, frame)


def _is_main_thread() -> bool:
    """Whether signals arrive here, and whoever heeds them runs here."""
    return threading.current_thread() is threading.main_thread()


trap = SignalTrap()
"""The one trap of this process."""
