"""What becomes of each frame of a peer: held to the limits, served, and counted for its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from time import perf_counter

from .._generated.close_codes import CloseCode
from .._generated.limits import Limits
from ..failures import log_failure
from ..protocol.codec import IncomingRequest
from ..protocol.session import Crowded, Session
from .calls import Call, Calls, Host
from .fairness import TASK_SECONDS, TimeSlice
from .writer import WRITTEN, Writer

TURNS_TO_END = 16
"""Turns of the event loop that requests with an answer get to end, before they keep another out.

A task that was cancelled needs three, one that waits for a group of others six.
"""


class Intake:
    """Takes the frames of one connection as they come.

    Args:
        host: The connection.
        limits: The limits in force.
        session: Tells what a frame asks for.
        calls: Run the requests.
        writer: Sends what is answered at once.
    """

    __slots__ = ("_calls", "_host", "_limits", "_session", "_time_slice", "_writer")

    def __init__(
        self, host: Host, limits: Limits, session: Session[Call], calls: Calls, writer: Writer
    ) -> None:
        self._host = host
        self._limits = limits
        self._session = session
        self._calls = calls
        self._writer = writer
        self._time_slice = TimeSlice()

    def take(self, message: str | bytes) -> Awaitable[None] | None:
        """Serves a frame; returns what to wait for before the next one, if anything."""
        # What comes after our close is read, so that the peer's close is seen, not served.
        if self._writer.is_closed:
            return None
        begun = perf_counter()
        try:
            answer = self._serve(message)
        except Crowded as crowded:
            return self._take_later(message, crowded, running=len(self._session.running))
        except Exception as error:  # noqa: BLE001 - a connection that cannot go on ends with a code
            log_failure(f"{self._host.id} failed, and is closed", error)
            self._host.shut(CloseCode.INTERNAL_ERROR, "internal error")
            return None
        seconds = perf_counter() - begun
        if answer is None and not self._session.is_idle:
            seconds += TASK_SECONDS
        is_over = self._time_slice.spend(seconds)
        waiting = WRITTEN if answer is None else self._writer.send(answer)
        if waiting is WRITTEN and not is_over and not self._writer.is_busy:
            return None
        return self._wait(waiting)

    def _serve(self, message: str | bytes) -> str | None:
        """Starts what a frame asks for; returns what is to be answered at once."""
        # No character takes more than four bytes, so short messages need no counting.
        most = self._limits.message_bytes
        if 4 * len(message) > most and _size(message) > most:
            self._host.shut(CloseCode.MESSAGE_TOO_BIG, "message is too big")
            return None
        if not isinstance(message, str):
            return self._session.receive_binary()
        taken = self._session.receive(message)
        return self._calls.begin(taken) if isinstance(taken, IncomingRequest) else taken

    async def _take_later(self, message: str | bytes, crowded: Crowded, running: int) -> None:
        """Serves a request once fewer others run, and refuses it if there are not soon fewer."""
        for _ in range(TURNS_TO_END):
            if len(self._session.running) < running:
                await (self.take(message) or WRITTEN)
                return
            await asyncio.sleep(0)
        await self._writer.send(self._session.refuse(crowded.uuid, crowded.problem))

    async def _wait(self, waiting: Awaitable[None]) -> None:
        await waiting
        # Of what a peer asks for and does not read, no more is worked out.
        await self._writer.room()
        if self._time_slice.is_over:
            await self._time_slice.let_others_run()


def _size(message: str | bytes) -> int:
    """Bytes of a message, whatever a server may have let through."""
    if isinstance(message, str):
        message = message.encode(errors="surrogatepass")
    return len(message)
