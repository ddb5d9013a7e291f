"""One WebSocket connection: it is read without pause, and each request runs in its own task."""

from __future__ import annotations

import asyncio
import itertools
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any, cast

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from .._generated.close_codes import CloseCode
from .._generated.limits import Limits
from .._generated.status import Status
from ..errors import SocketError
from ..protocol.codec import IncomingRequest, Uuid
from ..protocol.session import Session
from ..routing.endpoint import Endpoint

logger = logging.getLogger("fastapi_observable_socket")

_numbers = itertools.count(1)


class SocketConnection:
    """Serves one accepted WebSocket.

    Args:
        websocket: The socket, accepted.
        find: Gives the endpoint of a route, or None.
        limits: The limits in force.
    """

    def __init__(
        self, websocket: WebSocket, find: Callable[[str], Endpoint | None], limits: Limits
    ) -> None:
        self.id = f"c{next(_numbers)}"
        self.websocket = websocket
        self._find = find
        self._session = Session(limits)
        self._message_bytes = limits.message_bytes
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._answered: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Reads frames until the peer is gone, then ends what still runs."""
        try:
            while (message := await self.websocket.receive())["type"] == "websocket.receive":
                # What comes after our close is read, so that the peer's close is seen, not served.
                if self.websocket.application_state is WebSocketState.CONNECTED:
                    await self._take(message.get("text"))
        finally:
            await self._end_tasks()

    @property
    def is_open(self) -> bool:
        """Whether frames can still reach the peer, as far as is known."""
        states = self.websocket.client_state, self.websocket.application_state
        return states == (WebSocketState.CONNECTED, WebSocketState.CONNECTED)

    async def send(self, frame: str) -> None:
        """Sends one text frame; does nothing when the peer is gone."""
        await self._send({"type": "websocket.send", "text": frame})

    async def reply(self, uuid: Uuid, frame: str) -> None:
        """Sends the answer to a request, from the task that serves it.

        The uuid is free as soon as the caller can have the answer. What the task does after that,
        such as closing what its dependencies hold open, is not cancelled when the peer leaves.
        """
        self._session.answered(uuid)
        await self.send(frame)
        if (task := asyncio.current_task()) is not None:
            self._answered.add(task)

    async def close(self, code: int = CloseCode.NORMAL_CLOSURE, reason: str = "") -> None:
        """Closes the connection with a close code of RFC 6455 or of this protocol."""
        await self._send({"type": "websocket.close", "code": code, "reason": reason})

    async def _send(self, message: Message) -> None:
        async with self._turn:
            if self.websocket.application_state is not WebSocketState.CONNECTED:
                return
            try:
                await self.websocket.send(message)
            except (WebSocketDisconnect, RuntimeError) as error:
                logger.debug("%s: %s came too late: %s", self.id, message["type"], error)

    async def _take(self, text: str | None) -> None:
        if text is None:
            return await self.send(self._session.receive_binary())
        if self._is_too_big(text):
            return await self.close(CloseCode.MESSAGE_TOO_BIG, "message is too big")
        incoming = self._session.receive(text)
        if isinstance(incoming, str):
            return await self.send(incoming)
        if incoming is not None:
            self._dispatch(incoming)
        return None

    def _is_too_big(self, text: str) -> bool:
        # No character takes more than four bytes, so short texts need no counting.
        most = self._message_bytes
        return 4 * len(text) > most and len(text.encode(errors="surrogatepass")) > most

    def _dispatch(self, frame: IncomingRequest) -> None:
        task = _start(self._answer(frame))
        if not task.done():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, frame: IncomingRequest) -> None:
        try:
            endpoint = self._find(frame.route)
            if endpoint is None:
                problem = SocketError(Status.NOT_FOUND, "there is no such route")
                await self.reply(frame.uuid, self._session.refuse(frame.uuid, problem))
            else:
                await endpoint.answer(frame, self)
        finally:
            self._session.finish()
            self._answered.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _end_tasks(self) -> None:
        for task in self._tasks - self._answered:
            task.cancel()
        for outcome in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                logger.error("%s: a handler's clean-up failed", self.id, exc_info=outcome)


def _start(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Starts a task; where the interpreter can, it runs up to its first wait at once."""
    if sys.version_info >= (3, 12):
        return asyncio.Task(work, loop=asyncio.get_running_loop(), eager_start=True)
    return asyncio.create_task(work)
