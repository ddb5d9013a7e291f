"""All connections of one router: watched for peers that do not read, and drained."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketState

from .._generated.close_codes import CloseCode
from .._generated.limits import Limits
from .._generated.status import Status
from ..errors import SocketError
from .handshake import Handshake
from .starlette_socket import server_send
from .transport import find_transport

if TYPE_CHECKING:
    from asyncio import Transport

    from .connection import SocketConnection

SWEEP_SECONDS = 0.5
"""How often all connections are looked at; so a peer may be cut later by up to this time."""

GONE_SECONDS = 1.0
"""How long the drain waits for peers to answer its close frames before it cuts them."""

POLL_SECONDS = 0.02
"""How often the drain looks whether it may go on."""

RETURN_SECONDS = (1.0, 5.0)
"""The range from which clients are told at random when to come back, so that they do not all come
at once."""


class Fleet:
    """Opens, serves, watches and drains connections.

    One timer watches all of them: a timer for each write would cost more than the write.

    Args:
        limits: The limits in force.

    Attributes:
        is_draining: Whether new connections are closed at once, with 1012.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._connections: set[SocketConnection] = set()
        # The handshakes under way, by the task that runs them; those given up are taken out.
        self._opening: dict[asyncio.Task[None], Transport | None] = {}
        self._leftovers: set[asyncio.Task[None]] = set()
        self._sweep_timer: asyncio.TimerHandle | None = None
        self.is_draining = False

    def __len__(self) -> int:
        return len(self._connections)

    async def open(self, websocket: WebSocket, handshake: Handshake) -> bool:
        """Accepts or refuses a connection; returns whether it is to be served.

        Whatever the handshake waits for, such as ``access_logic``, is cancelled if the peer leaves
        in the meantime, and at the end of the drain.
        """
        task = asyncio.current_task()
        assert task is not None
        self._start_sweep()
        self._opening[task] = find_transport(server_send(websocket))
        try:
            return await handshake.open(websocket)
        except asyncio.CancelledError:
            if task in self._opening:
                raise  # cancelled by somebody else, not by `_give_up`
            task.uncancel()
            if websocket.application_state is WebSocketState.CONNECTING:
                await websocket.close(CloseCode.SERVICE_RESTART)
            return False
        finally:
            self._opening.pop(task, None)

    async def serve(self, connection: SocketConnection) -> None:
        """Serves a connection until it ends."""
        self._start_sweep()
        self._connections.add(connection)
        if self.is_draining:
            connection.shut(CloseCode.SERVICE_RESTART, restart_reason())
        try:
            await connection.serve()
        finally:
            self._connections.discard(connection)
            for task in connection.leftovers:
                self._leftovers.add(task)
                task.add_done_callback(self._leftovers.discard)

    async def drain(self) -> None:
        """Refuses new requests, lets running ones finish, and closes every connection.

        Takes at most `Limits.drain_timeout` plus `GONE_SECONDS`.
        """
        self.is_draining = True
        seconds = self._limits.drain_timeout
        for connection in self._connections:
            connection.refuse_new(shutting_down(seconds))
        await _until(self._is_idle, seconds)
        for connection in list(self._connections):
            connection.refuse_running(shutting_down(RETURN_SECONDS[0]))
            connection.shut(CloseCode.SERVICE_RESTART, restart_reason())
        for task in list(self._opening):
            self._give_up(task)
        await _until(lambda: not self._connections and not self._opening, GONE_SECONDS)
        for connection in list(self._connections):
            connection.cut()
        await asyncio.sleep(0)

    def _is_idle(self) -> bool:
        return not self._leftovers and all(connection.is_idle for connection in self._connections)

    def _give_up(self, task: asyncio.Task[None]) -> None:
        del self._opening[task]
        task.cancel()

    def _start_sweep(self) -> None:
        if not self._connections and not self._opening:
            self._schedule_sweep()

    def _schedule_sweep(self) -> None:
        # One may be left over from an event loop that has ended.
        if self._sweep_timer is not None:
            self._sweep_timer.cancel()
        loop = asyncio.get_running_loop()
        self._sweep_timer = loop.call_later(SWEEP_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """Looks at all connections, and gives up handshakes whose peer is gone."""
        self._sweep_timer = None
        now = asyncio.get_running_loop().time()
        for connection in list(self._connections):
            connection.watch(now)
        for task, transport in list(self._opening.items()):
            if transport is not None and transport.is_closing():
                self._give_up(task)
        if self._connections or self._opening:
            self._schedule_sweep()


def restart_reason() -> str:
    """Returns the reason of a close with 1012: it tells the client when to come back."""
    return f"restarting; retry_after={random.uniform(*RETURN_SECONDS):.1f}"


def shutting_down(retry_after: float) -> SocketError:
    """Returns the refusal of a request while the server shuts down.

    Args:
        retry_after: Seconds after which the client may send it again.
    """
    message = "the server is shutting down"
    payload = {"message": message, "retry_after": retry_after}
    return SocketError(Status.SERVICE_UNAVAILABLE, message, payload)


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    """Waits until a condition holds, for so many seconds at most."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    # Polled, since otherwise every request would have to notify somebody of its end.
    while not condition() and loop.time() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(POLL_SECONDS)
