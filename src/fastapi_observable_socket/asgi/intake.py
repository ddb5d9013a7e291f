"""One frame of a peer: held to the limits, served, and charged to its connection's time slice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from time import perf_counter

from .._generated.close_codes import CloseCode
from .._generated.limits import Limits
from ..failures import log_failure
from ..protocol.decoding import IncomingRequest
from ..protocol.encoding import encode_error
from ..protocol.session import Crowded, Session
from .call import Call
from .calls import Calls, Host
from .fairness import TASK_SECONDS, TimeSlice
from .writer import DONE, Writer

TURNS_TO_END = 16
"""How many turns of the event loop a request that has its answer gets to end.

Until then it does not keep another request out. A task that was cancelled needs three turns, one
that waits for a group of other tasks six.
"""


class Intake:
    """Takes the frames of one connection as they come.

    Args:
        host: The connection.
        limits: The limits in force.
        session: Tells what a frame asks for.
        calls: Runs the requests.
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

    def take(self, frame: str | bytes) -> Awaitable[None] | None:
        """Serves a frame; returns what has to be awaited before the next one, if anything."""
        # After our close we read on only to see the peer's close; nothing is served any more.
        if self._writer.is_closed:
            return None
        begun = perf_counter()
        try:
            answer = self._serve(frame)
        except Crowded as crowded:
            return self._take_later(frame, crowded, running=len(self._session.running))
        except Exception as error:  # noqa: BLE001 - a defect of ours ends the connection with a code
            log_failure(f"{self._host.id} failed, and is closed", error)
            self._host.shut(CloseCode.INTERNAL_ERROR, "internal error")
            return None
        seconds = perf_counter() - begun
        if answer is None and not self._session.is_idle:
            seconds += TASK_SECONDS
        is_over = self._time_slice.spend(seconds)
        waiting = DONE if answer is None else self._writer.send(answer)
        if waiting is DONE and not is_over and not self._writer.is_busy:
            return None
        return self._wait(waiting)

    def _serve(self, frame: str | bytes) -> str | None:
        """Starts what a frame asks for; returns what is to be answered at once."""
        # A character takes at most four bytes, so short frames need not be encoded.
        most = self._limits.message_bytes
        if 4 * len(frame) > most and _size(frame) > most:
            self._host.shut(CloseCode.MESSAGE_TOO_BIG, "message is too big")
            return None
        if not isinstance(frame, str):
            return self._session.receive_binary()
        taken = self._session.receive(frame)
        return self._calls.begin(taken) if isinstance(taken, IncomingRequest) else taken

    async def _take_later(self, frame: str | bytes, crowded: Crowded, running: int) -> None:
        """Serves a request as soon as fewer others run; refuses it if none of them ends soon."""
        for _ in range(TURNS_TO_END):
            if len(self._session.running) < running:
                await (self.take(frame) or DONE)
                return
            await asyncio.sleep(0)
        await self._writer.send(encode_error(crowded.uuid, crowded.problem))

    async def _wait(self, waiting: Awaitable[None]) -> None:
        await waiting
        # While a peer does not read its answers, no further requests of it are served (R9.6).
        await self._writer.room()
        if self._time_slice.is_over:
            await self._time_slice.let_others_run()


def _size(frame: str | bytes) -> int:
    """Returns the bytes of a frame; servers may let lone surrogates through."""
    if isinstance(frame, str):
        frame = frame.encode(errors="surrogatepass")
    return len(frame)
