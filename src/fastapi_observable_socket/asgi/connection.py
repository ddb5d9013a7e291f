"""One WebSocket connection: it is read without pause, and its requests run side by side."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Message, Receive, Send
from starlette.websockets import WebSocket, WebSocketState

from .._generated.close_codes import CloseCode
from .._generated.limits import Limits
from ..errors import SocketError
from ..protocol.codec import IncomingRequest, Uuid
from ..protocol.session import Session
from ..routing.endpoint import Endpoint
from .calls import Calls
from .tasks import STARTS_AT_ONCE
from .transport import find_transport
from .writer import Writer

logger = logging.getLogger("fastapi_observable_socket")

_numbers = itertools.count(1)

CLOSE_SECONDS = 5.0
"""How long a peer may take to answer a close before it is cut."""

INTERRUPT_SECONDS = 1.0
"""How long a server may take to notice that a connection was cut before it is left."""

TURN_CHARACTERS = 65_536
FRAME_CHARACTERS = 2_048 if STARTS_AT_ONCE else 8_192
"""After so much in a row other connections, and tasks that wait to start, get a turn; a frame
counts as so much and its own length."""


class SocketConnection:
    """Serves one accepted WebSocket.

    Args:
        websocket: The socket, accepted.
        find: Gives the endpoint of a route, or None.
        limits: The limits in force.
        must_greet: Whether HELLO has to come before anything else.
    """

    def __init__(
        self,
        websocket: WebSocket,
        find: Callable[[str], Endpoint | None],
        limits: Limits,
        *,
        must_greet: bool = False,
    ) -> None:
        self.id = f"c{next(_numbers)}"
        self.websocket = websocket
        self._limits = limits
        self._receive, self._server_send = _ends(websocket)
        self._writer = Writer(self._server_send, limits.writer_bytes)
        vars(websocket)["_send"] = self._relay
        self._session = Session(limits, must_greet=must_greet)
        self._calls = Calls(self, self._session, find)
        self._must_greet = must_greet
        self._has_left = False
        self._timer: asyncio.TimerHandle | None = None
        self._reader: asyncio.Task[Any] | None = None
        self._is_interrupted = False
        self._stuck_since = 0.0
        self._stuck_at = -1
        self._shut_at: float | None = None
        self._cut_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether frames can still reach the peer, as far as is known."""
        return not self._has_left and not self._writer.is_closed

    @property
    def is_idle(self) -> bool:
        """Whether no request runs."""
        return self._calls.is_idle

    @property
    def leftovers(self) -> list[asyncio.Task[None]]:
        """Tasks that outlived the connection."""
        return self._calls.leftovers

    async def serve(self) -> None:
        """Reads frames until the peer is gone, then ends what still runs."""
        self._reader = asyncio.current_task()
        if self._must_greet:
            self._close_after(self._limits.hello_timeout, CloseCode.HELLO_TIMEOUT, "HELLO expected")
        try:
            await self._read()
        except asyncio.CancelledError:
            if not self._is_interrupted or self._reader is None or self._reader.uncancel():
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
        """Sends one text frame; does nothing when the peer is gone."""
        await self._writer.send(frame)

    def reply(self, uuid: Uuid, frame: str) -> Awaitable[None]:
        """Sends the answer to a request, whose uuid is free from now on."""
        self._session.answered(uuid)
        return self._writer.send(frame)

    def post(self, frame: str) -> None:
        """Sends a frame from where nobody can wait, such as a timer."""
        self._writer.post(frame)

    async def close(self, code: int = CloseCode.NORMAL_CLOSURE, reason: str = "") -> None:
        """Closes the connection with a close code of RFC 6455 or of this protocol."""
        self._post_close(code, reason)

    def shut(self, code: int, reason: str) -> None:
        """Closes the connection and cancels what runs on it."""
        self._post_close(code, reason)
        self._calls.cancel()

    def admit(self, seconds: float | None) -> None:
        """Lets requests run, for so many seconds or until the connection ends."""
        self._session.admit()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds is not None:
            reason = "credentials expired; retry_after=0"
            self._close_after(seconds, CloseCode.CREDENTIALS_EXPIRED, reason)

    def refuse_new(self, problem: SocketError) -> None:
        """Answers every request from now on with this; those that run go on."""
        self._session.refusal = problem

    def refuse_running(self, problem: SocketError) -> None:
        """Ends every request that has no answer yet with this one."""
        self._calls.refuse_running(problem)

    def watch(self, now: float) -> None:
        """Cuts a peer that keeps a write waiting, or does not answer a close, for too long."""
        writer = self._writer
        if not writer.is_busy or writer.written != self._stuck_at:
            self._stuck_at, self._stuck_since = writer.written, now
        if writer.is_closed and self._shut_at is None:
            self._shut_at = now
        if self._cut_at is not None:
            if now - self._cut_at > INTERRUPT_SECONDS:
                self._interrupt()
        elif now - self._stuck_since >= self._limits.write_timeout:
            logger.warning("%s: cut, it has not read for too long", self.id)
            self.cut()
        elif self._shut_at is not None and now - self._shut_at > CLOSE_SECONDS:
            logger.info("%s: cut, it has not answered the close", self.id)
            self.cut()

    def cut(self) -> None:
        """Ends the connection without a word, and frees its socket even if the peer is stuck."""
        if self._cut_at is not None:
            return
        self._cut_at = asyncio.get_running_loop().time()
        self._writer.abandon()
        transport = find_transport(self._server_send)
        if transport is None:
            self._interrupt()
        else:
            transport.abort()

    async def _read(self) -> None:
        receive, session, writer = self._receive, self._session, self._writer
        begin, most_bytes, left = self._calls.begin, self._limits.message_bytes, TURN_CHARACTERS
        while (message := await receive())["type"] == "websocket.receive":
            # What comes after our close is read, so that the peer's close is seen, not served.
            if writer.is_closed:
                continue
            text = message.get("text")
            if text is None:
                await writer.send(session.receive_binary())
            elif 4 * len(text) > most_bytes and _size(text) > most_bytes:
                # No character takes more than four bytes, so short texts need no counting.
                self.shut(CloseCode.MESSAGE_TOO_BIG, "message is too big")
            else:
                taken = session.receive(text)
                if isinstance(taken, IncomingRequest):
                    taken = begin(taken)
                if taken is not None:
                    await writer.send(taken)
            if writer.is_busy:
                # Of what a peer asks for and does not read, no more is worked out.
                await writer.room()
            left -= FRAME_CHARACTERS + len(text or "")
            if left < 0:
                left = TURN_CHARACTERS
                await asyncio.sleep(0)

    def _post_close(self, code: int, reason: str) -> None:
        if self._shut_at is None:
            self._shut_at = asyncio.get_running_loop().time()
        self._writer.post_close(code, reason)
        if find_transport(self._server_send) is None:
            # A peer that cannot be cut is not waited for; and granian, for one, closes only when
            # nobody is waiting to receive.
            self._interrupt()

    async def _relay(self, message: Message) -> None:
        """Sends what user code sends on the socket itself."""
        if message["type"] == "websocket.close":
            self._post_close(message.get("code", 1000), message.get("reason") or "")
        else:
            await self._writer.relay(message)

    def _close_after(self, seconds: float, code: int, reason: str) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(0.0, seconds), self.shut, code, reason)

    def _interrupt(self) -> None:
        """Leaves the server's endless wait for a peer that is cut."""
        if self._reader is not None and not self._is_interrupted:
            self._is_interrupted = True
            self._reader.cancel()


def _size(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def _ends(websocket: WebSocket) -> tuple[Receive, Send]:
    """The server's two callables below a WebSocket.

    Starlette checks on every message what is sent and received in which state. The connection does
    that itself, once; and whatever a handler sends on the WebSocket has to pass its writer.
    """
    ends = vars(websocket)
    receive = ends["_receive"] if type(websocket).receive is WebSocket.receive else None
    return receive or websocket.receive, ends["_send"]
