"""Draining before the server hears of SIGTERM or SIGINT.

uvicorn closes every WebSocket as soon as it is told to stop, and only then ends the lifespan: too
late for answers. So its signal handler is wrapped when the lifespan starts. The first signal starts
the drain, and is passed on to the server when that has ended; a second one is passed on at once.
Servers that listen for signals through the event loop are left alone; with them the drain begins
when the lifespan ends.
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
        self._fleets: list[Fleet] = []
        self._wrapped: dict[int, Handler] = {}
        self._loop: asyncio.AbstractEventLoop  # from `_install` on
        self._task: asyncio.Task[None] | None = None  # drains
        self._is_passed_on = False

    def add(self, fleet: Fleet) -> None:
        """Has a fleet drained before the server is told to stop."""
        if not self._fleets:
            self._install()
        self._fleets.append(fleet)

    def remove(self, fleet: Fleet) -> None:
        """Forgets a fleet; after the last one, signals go to the server directly again."""
        if fleet in self._fleets:
            self._fleets.remove(fleet)
        if not self._fleets:
            self._uninstall()

    def _install(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
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
        for number, server in self._wrapped.items():
            if signal.getsignal(number) == self._handle:
                signal.signal(number, server)
        self._wrapped.clear()

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._task is None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin, number)
        else:
            self._pass_on(number, frame)

    def _begin(self, number: int) -> None:
        if self._task is None:
            self._task = self._loop.create_task(self._drain(number))
        else:
            self._pass_on(number, None)

    async def _drain(self, number: int) -> None:
        try:
            await asyncio.gather(*(fleet.drain() for fleet in self._fleets))
        finally:
            if not self._is_passed_on:
                self._pass_on(number, None)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        self._is_passed_on = True
        if (server := self._wrapped.get(number)) is not None:
            server(number, frame)


trap = SignalTrap()
"""The one trap of this process."""
