"""One WebSocket connection: puts its parts together, and is what its requests see of it."""

from __future__ import annotations

import asyncio
import itertools
from asyncio import Transport
from collections.abc import Awaitable, Callable, Sequence

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketState

from .._generated.close_codes import CloseCode
from .._generated.limits import Limits
from ..errors import SocketError
from ..protocol.session import Session
from ..protocol.uuids import Uuid
from ..routing.endpoint import Endpoint
from ..routing.user_code import is_being_cancelled
from .call import Call
from .calls import Calls
from .closing import checked_code, short_reason
from .ending import Ending
from .intake import Intake
from .link import Link
from .raw_messages import finite_text
from .reading import begin_reading
from .starlette_socket import divert_send, server_send
from .transport import find_transport, limit_unread, limit_unsent
from .writer import Writer

_numbers = itertools.count(1)


class SocketConnection:
    """Serves one accepted WebSocket: reads it without pause, and runs its requests side by side.

    Args:
        websocket: The accepted socket.
        find_endpoint: Returns the endpoint of a route, or None.
        limits: The limits in force.
        link: The server class where it is a `Link`; None where there is only ASGI.
        must_greet: Whether HELLO has to come before anything else.

    Attributes:
        id: A name for logs, unique within the process.
        websocket: The socket.
    """

    __slots__ = (
        "_calls",
        "_ending",
        "_has_left",
        "_intake",
        "_limits",
        "_link",
        "_must_greet",
        "_session",
        "_timer",
        "_writer",
        "id",
        "websocket",
    )

    def __init__(
        self,
        websocket: WebSocket,
        find_endpoint: Callable[[str], Endpoint | None],
        limits: Limits,
        link: Link | None,
        *,
        must_greet: bool = False,
    ) -> None:
        self.id = f"c{next(_numbers)}"
        self.websocket = websocket
        self._limits = limits
        self._link = link
        send = server_send(websocket) if link is None else link.send
        transport = find_transport(send)
        _limit_buffers(transport, link, limits)
        write = None if link is None else link.write_text
        self._writer = Writer(send, limits.writer_bytes, write, self.id)
        self._ending = Ending(self.id, limits, self._writer, transport)
        # What a handler sends on the WebSocket itself has to pass the writer too.
        divert_send(websocket, self._relay)
        self._session = Session[Call](limits, must_greet=must_greet)
        self._calls = Calls(self, self._session, find_endpoint)
        self._intake = Intake(self, limits, self._session, self._calls, self._writer)
        self._must_greet = must_greet
        self._has_left = False
        # Closes a peer that sends no HELLO, and later one whose credentials have expired.
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_open(self) -> bool:
        """Whether frames can still reach the peer, as far as is known."""
        return not self._has_left and not self._writer.is_closed

    @property
    def is_idle(self) -> bool:
        """Whether no request runs."""
        return self._session.is_idle

    @property
    def leftovers(self) -> Sequence[asyncio.Task[None]]:
        """Tasks that outlived the connection."""
        return self._calls.leftovers

    async def serve(self) -> None:
        """Serves frames until no more will come, then ends the requests that still run."""
        if self._must_greet:
            self._close_after(self._limits.hello_timeout, CloseCode.HELLO_TIMEOUT, "HELLO expected")
        reading = begin_reading(self.websocket, self._link, self._intake.take)
        self._ending.set_reading(reading)
        try:
            await reading
        except asyncio.CancelledError:
            if not self._ending.is_interrupted or is_being_cancelled():
                raise
        finally:
            if self._ending.is_interrupted and not self._ending.is_cut:
                # We stopped reading so that a server without a transport closes; our close frame,
                # and what is queued before it, has yet to go out.
                await self._writer.finish(self._limits.write_timeout)
            self._has_left = True
            self.websocket.client_state = WebSocketState.DISCONNECTED
            self._writer.abandon()
            if self._timer is not None:
                self._timer.cancel()
            await self._calls.end()

    async def send(self, frame: str) -> None:
        """Sends one text frame of user code; does nothing when the peer is gone.

        Raises:
            ValueError: It holds half of a surrogate pair.
        """
        await self._writer.send(finite_text(frame))

    def reply(self, uuid: Uuid, frame: str) -> Awaitable[None]:
        """Sends the answer to a request; from now on its uuid may be used again (R4.5)."""
        self._session.answered(uuid)
        return self._writer.send(frame)

    def post(self, frame: str) -> None:
        """Queues a frame; for places that cannot wait, such as the callback of a timer."""
        self._writer.post(frame)

    async def close(self, code: int = CloseCode.NORMAL_CLOSURE, reason: str = "") -> None:
        """Closes the connection with a close code of RFC 6455 or of this protocol.

        Raises:
            ValueError: The code is not one that can be sent.
        """
        self._ending.close(checked_code(code), short_reason(reason))

    def shut(self, code: int, reason: str) -> None:
        """Closes the connection and cancels the requests that run on it."""
        self._ending.close(code, reason)
        self._calls.cancel()

    def admit(self, seconds: float | None) -> None:
        """Takes requests from now on (R12.2), for so many seconds or, with None, without end."""
        if not self.is_open:
            return  # HELLO took longer than the peer stayed; a timer would keep all of this alive
        self._session.admit()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds is not None:
            reason = "credentials expired; retry_after=0"
            self._close_after(seconds, CloseCode.CREDENTIALS_EXPIRED, reason)

    def refuse_new(self, problem: SocketError) -> None:
        """Answers every further request with ``problem``; those that run go on."""
        self._session.refusal = problem

    def refuse_running(self, problem: SocketError) -> None:
        """Cancels every request that has no answer yet, and answers it with ``problem``."""
        self._calls.refuse_running(problem)

    def watch(self, now: float) -> None:
        """Cuts a peer that does not read, or that has not answered our close in time.

        Args:
            now: Seconds of the event loop's clock; to be called every half second or so.
        """
        self._ending.watch(now)

    def cut(self) -> None:
        """Ends the connection without a close frame, so that a stuck peer's socket is freed too."""
        self._ending.cut()

    async def _relay(self, message: Message) -> None:
        """Takes an ASGI message that user code sends on the socket itself."""
        if message["type"] == "websocket.close":
            # Starlette has marked the socket as closed already. Should our `close` refuse the
            # code, the socket is still open.
            self.websocket.application_state = WebSocketState.CONNECTED
            await self.close(message.get("code", 1000), message.get("reason") or "")
            self.websocket.application_state = WebSocketState.DISCONNECTED
        else:
            await self._writer.relay(message)

    def _close_after(self, seconds: float, code: int, reason: str) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(0.0, seconds), self.shut, code, reason)


def _limit_buffers(transport: Transport | None, link: Link | None, limits: Limits) -> None:
    """Limits what server and system keep for a peer, as far as they can be reached."""
    if transport is not None:
        limit_unsent(transport, limits.writer_bytes)
    if link is not None:
        # Otherwise a peer could make the server keep more of a message that it never ends.
        link.set_limits(limits.message_bytes, limits.write_timeout)
    elif transport is not None:
        limit_unread(transport)
