"""One WebSocket connection: it is read without pause, and each request runs in its own task."""

from __future__ import annotations

import asyncio
import itertools
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from .._generated.close_codes import CloseCode
from .._generated.limits import Limits
from .._generated.status import Status
from ..errors import SocketError
from ..protocol.codec import IncomingRequest
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

    async def serve(self) -> None:
        """Reads frames until the peer is gone, then ends what still runs."""
        try:
            while (message := await self.websocket.receive())["type"] == "websocket.receive":
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
        async with self._turn:
            if self.websocket.application_state is not WebSocketState.CONNECTED:
                return
            try:
                await self.websocket.send({"type": "websocket.send", "text": frame})
            except (WebSocketDisconnect, RuntimeError) as error:
                logger.debug("%s: an answer came too late: %s", self.id, error)

    async def close(self, code: int = CloseCode.NORMAL_CLOSURE, reason: str = "") -> None:
        """Closes the connection with a close code of RFC 6455 or of this protocol."""
        async with self._turn:
            if self.websocket.application_state is WebSocketState.CONNECTED:
                await self.websocket.close(code, reason)

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
        return 4 * len(text) > self._message_bytes and len(text.encode()) > self._message_bytes

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
                await self.send(self._session.refuse(frame.uuid, problem))
            else:
                await endpoint.answer(frame, self)
        finally:
            self._session.finish(frame.uuid)

    async def _end_tasks(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                logger.error("%s: a handler's clean-up failed", self.id, exc_info=outcome)


def _start(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Starts a task; where the interpreter can, it runs up to its first wait at once."""
    if sys.version_info >= (3, 12):
        return asyncio.Task(work, loop=asyncio.get_running_loop(), eager_start=True)
    return asyncio.create_task(work)
