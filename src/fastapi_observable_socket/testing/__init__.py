"""An in-memory client for tests: the whole router runs, but no server and no port.

Example, with any pytest plugin that runs ``async def`` tests::

    async def test_an_article_can_be_read() -> None:
        async with SocketClient(app, "/ws", headers={"x-user": "ada"}) as client:
            article = await client.call(routes.articles_get, ArticlesGetPayload(id=1))
            assert article.title == "Hello"
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from pydantic import TypeAdapter
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Scope
from starlette.websockets import WebSocketDisconnect

from ..errors import SocketError
from ..protocol.encoding import encode_payload
from ..protocol.json_types import is_object
from ..routing.descriptors import CallRoute, Reply
from .lifespans import shared_lifespan
from .scopes import handshake_scope

PayloadT = TypeVar("PayloadT")
ReplyT = TypeVar("ReplyT")
ValueT = TypeVar("ValueT")

_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Closed:
    """How the server ended the connection (RFC 6455, section 7)."""

    code: int
    reason: str


class SocketClient:
    """One connection to an application or a router, as an async context manager.

    Whatever has to be waited for is waited for at most ``patience`` seconds, so that a test fails
    rather than hangs. An exception of the application is raised where the client waits for it,
    or on leaving where it has not.

    Args:
        app: A `SocketRouter`, or any ASGI application; the lifespan of a FastAPI
            or Starlette application is run too, once for all clients that are open together.
        url: The path, and a query string where the application wants one.
        headers: Headers of the handshake.
        patience: Seconds to wait for anything.
    """

    def __init__(
        self,
        app: ASGIApp,
        url: str = "/ws",
        *,
        headers: Mapping[str, str] | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self._app = app
        self._url = url
        self._headers = dict(headers or {})
        self._patience = patience
        self._numbers = itertools.count(1)
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._inbox: asyncio.Queue[Any] = asyncio.Queue()
        self._pending: dict[Any, asyncio.Future[dict[str, Any]]] = {}
        self._stack = AsyncExitStack()
        self._has_raised = False

    async def __aenter__(self) -> SocketClient:
        """Opens the connection.

        Raises:
            WebSocketDisconnect: The application refused the handshake.
        """
        self._accepted = asyncio.get_running_loop().create_future()
        self._closed: asyncio.Future[Closed] = asyncio.get_running_loop().create_future()
        state: Mapping[str, Any] = {}
        if isinstance(self._app, Starlette):
            state = await self._stack.enter_async_context(shared_lifespan(self._app))
        scope = handshake_scope(self._url, self._headers, state)
        self._serving = asyncio.create_task(self._serve(scope))
        self._stack.push_async_callback(self._end)
        self._to_app.put_nowait({"type": "websocket.connect"})
        try:
            await self._wait(self._accepted)
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Closes the connection and waits until the application has noticed."""
        await self._stack.aclose()

    @overload
    async def call(self, route: CallRoute[None, ReplyT, Any]) -> ReplyT: ...

    @overload
    async def call(
        self,
        route: CallRoute[PayloadT, ReplyT, Any],
        payload: PayloadT,
        *,
        headers: Mapping[str, Any] | None = None,
    ) -> ReplyT: ...

    async def call(
        self,
        route: CallRoute[Any, Any, Any],
        payload: Any = None,
        *,
        headers: Mapping[str, Any] | None = None,
    ) -> Any:
        """Sends a request to a contract route and returns the payload of its success reply.

        Raises:
            SocketError: The reply has a status of 400 or more; ``payload`` is what came with it.
        """
        reply = await self.request(route.path, payload, headers=headers)
        if reply.status >= 400:
            message = reply.payload.get("message", "") if is_object(reply.payload) else ""
            raise SocketError(reply.status, message, reply.payload)
        part = route.replies.get(reply.status)
        if part is None or part.payload is None:
            return reply.payload
        return TypeAdapter(part.payload.type).validate_python(reply.payload)

    async def request(
        self, path: str, payload: Any = None, *, headers: Mapping[str, Any] | None = None
    ) -> Reply[int, Any]:
        """Sends a request to any route and returns its reply, whatever its status, as plain data.

        ``payload`` may be anything that has a JSON form, valid for the route or not.
        """
        uuid = next(self._numbers)
        answer = self._pending[uuid] = asyncio.get_running_loop().create_future()
        head = json.dumps({"uuid": uuid, "route": path, "headers": dict(headers or {})})
        self.send_text(f'{head[:-1]}, "payload": {encode_payload(payload).decode()}}}')
        try:
            frame = await self._wait(answer)
        finally:
            del self._pending[uuid]
        return Reply(frame["status"], frame["payload"], frame["headers"])

    def send_text(self, text: str) -> None:
        """Sends one text frame just as it is."""
        self._to_app.put_nowait({"type": "websocket.receive", "text": text})

    def send_bytes(self, data: bytes) -> None:
        """Sends one binary frame."""
        self._to_app.put_nowait({"type": "websocket.receive", "bytes": data})

    async def receive(self) -> Any:
        """Returns the next frame, parsed, that does not answer a `call` or a `request`.

        Binary frames come as bytes.
        """
        return await self._wait(asyncio.ensure_future(self._inbox.get()))

    async def expect_close(self) -> Closed:
        """Waits until the server closes the connection."""
        return await self._wait(asyncio.shield(self._closed))

    async def close(self, code: int = 1000) -> None:
        """Ends the connection as a peer does, and waits until the application has noticed."""
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        await asyncio.wait([self._serving], timeout=self._patience)
        if not self._serving.done():
            self._serving.cancel()
            raise TimeoutError(f"still served {self._patience} seconds after the peer has left")

    async def _serve(self, scope: Scope) -> None:
        await self._app(scope, self._receive, self._send)

    async def _wait(self, wanted: asyncio.Future[ValueT]) -> ValueT:
        """Waits for something that the application does, or for its end."""
        try:
            waiting: list[asyncio.Future[Any]] = [wanted, self._serving]
            done, _ = await asyncio.wait(
                waiting, timeout=self._patience, return_when=asyncio.FIRST_COMPLETED
            )
            if wanted in done:
                return wanted.result()
            if not done:
                raise TimeoutError(f"nothing came within {self._patience} seconds")
            self._raise_failure()
            ended = self._closed.result() if self._closed.done() else Closed(1006, "")
            raise WebSocketDisconnect(ended.code, ended.reason)
        finally:
            wanted.cancel()

    async def _end(self) -> None:
        if not self._serving.done():
            await self.close()
        if not self._has_raised:
            self._raise_failure()

    def _raise_failure(self) -> None:
        """Raises whatever the application has raised."""
        self._has_raised = True
        if not self._serving.cancelled():
            self._serving.result()

    async def _receive(self) -> Message:
        return await self._to_app.get()

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self._accepted.set_result(None)
        elif message["type"] == "websocket.close":
            closed = Closed(message.get("code", 1000), message.get("reason") or "")
            self._closed.set_result(closed)
            if not self._accepted.done():
                self._accepted.set_exception(WebSocketDisconnect(closed.code, closed.reason))
            self._to_app.put_nowait({"type": "websocket.disconnect", "code": closed.code})
        elif (text := message.get("text")) is not None:
            self._deliver(json.loads(text))
        else:
            self._inbox.put_nowait(message["bytes"])

    def _deliver(self, frame: Any) -> None:
        answer = self._pending.get(frame.get("uuid")) if is_object(frame) else None
        if answer is None or answer.done():
            self._inbox.put_nowait(frame)
        else:
            answer.set_result(frame)
