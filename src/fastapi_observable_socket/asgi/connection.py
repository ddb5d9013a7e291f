"""One WebSocket connection: what it consists of, and how it ends."""

from __future__ import annotations

import asyncio
import itertools
import logging
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
from .calls import Call, Calls
from .closing import checked_code, short_reason
from .intake import Intake
from .link import Link
from .raw_messages import finite_text
from .reading import begin_reading
from .stalls import StallDetector
from .starlette_socket import divert_send, server_send
from .transport import abort, drop_unsent, find_transport, limit_unread, limit_unsent
from .writer import Writer

logger = logging.getLogger("fastapi_observable_socket")

_numbers = itertools.count(1)

CLOSE_SECONDS = 5.0
"""How long a peer may take to answer a close frame before it is cut."""

INTERRUPT_SECONDS = 1.0
"""How long a server may take to notice that a connection was cut before we stop reading from it."""


class SocketConnection:
    """Serves one accepted WebSocket: reads it without pause, and runs its requests side by side.

    It ends in one of these ways, each of which may follow the one before it:

    1. The peer closes, or its transport is lost: reading ends by itself.
    2. We close (`close`, `shut`): a close frame goes out behind everything that is queued. What
       still comes in is read, so that the peer's answer is seen, but not served.
    3. We cut (`cut`): the peer does not read, or has not answered our close. Its transport is
       aborted, and nothing is sent any more.
    4. We interrupt: the server has not noticed that the peer was cut, or its transport is out of
       our reach. Then we stop waiting for its messages.

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
        "_cut_at",
        "_has_left",
        "_intake",
        "_is_interrupted",
        "_limits",
        "_link",
        "_must_greet",
        "_reading",
        "_server_send",
        "_session",
        "_shut_at",
        "_stalls",
        "_timer",
        "_transport",
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
        self._server_send = server_send(websocket) if link is None else link.send
        self._transport = find_transport(self._server_send)
        if self._transport is not None:
            limit_unsent(self._transport, limits.writer_bytes)
            if link is None:
                limit_unread(self._transport)
        if link is not None:
            # Otherwise a peer could have the server keep more, of a message that it never ends.
            link.limit_messages(limits.message_bytes)
        write = None if link is None else link.write_text
        self._writer = Writer(self._server_send, limits.writer_bytes, write, self.id)
        self._stalls = StallDetector(self._writer, limits, self._transport)
        # What a handler sends on the WebSocket itself has to pass the writer too.
        divert_send(websocket, self._relay)
        self._session = Session[Call](limits, must_greet=must_greet)
        self._calls = Calls(self, self._session, find_endpoint)
        self._intake = Intake(self, limits, self._session, self._calls, self._writer)
        self._must_greet = must_greet
        self._has_left = False
        self._timer: asyncio.TimerHandle | None = None
        self._reading: asyncio.Future[None] | None = None
        self._is_interrupted = False
        self._shut_at: float | None = None
        self._cut_at: float | None = None

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
        self._reading = begin_reading(self.websocket, self._link, self._intake.take)
        if self._is_interrupted:
            self._reading.cancel()
        try:
            await self._reading
        except asyncio.CancelledError:
            if not self._is_interrupted or is_being_cancelled():
                raise
        finally:
            if self._is_interrupted and self._cut_at is None:
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
        self._post_close(checked_code(code), short_reason(reason))

    def shut(self, code: int, reason: str) -> None:
        """Closes the connection and cancels the requests that run on it."""
        self._post_close(code, reason)
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
        if self._writer.is_closed and self._shut_at is None:
            self._shut_at = now
        if self._cut_at is not None:
            if now - self._cut_at > INTERRUPT_SECONDS:
                self._interrupt()
        elif self._stalls.is_stalled(now):
            logger.warning("%s: cut, it has not read for too long", self.id)
            if self._transport is not None:
                drop_unsent(self._transport)
            self.cut()
        elif self._shut_at is not None and now - self._shut_at > CLOSE_SECONDS:
            logger.info("%s: cut, it has not answered the close", self.id)
            self.cut()

    def cut(self) -> None:
        """Ends the connection without a close frame, so that a stuck peer's socket is freed too."""
        if self._cut_at is not None:
            return
        self._cut_at = asyncio.get_running_loop().time()
        self._writer.abandon()
        if self._transport is None:
            self._interrupt()
        else:
            abort(self._transport)

    def _post_close(self, code: int, reason: str) -> None:
        if self._shut_at is None:
            self._shut_at = asyncio.get_running_loop().time()
        self._writer.post_close(code, reason)
        if self._transport is None:
            # We do not wait for a peer that we could not cut. And some servers, such as granian,
            # close only once nobody waits to receive.
            self._interrupt()

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

    def _interrupt(self) -> None:
        """Stops waiting for the server's messages, or never begins to."""
        if not self._is_interrupted:
            self._is_interrupted = True
            if self._reading is not None:
                self._reading.cancel()
