"""One raw WebSocket peer of an application, without a server, for our router and for 1.1.1.

It speaks plain ASGI messages and behaves as servers do where 1.1.1 stumbles: text must be
encodable as UTF-8, and a send after the disconnect raises `OSError`. Every wait is bounded; a
wait that ends empty fails the test with a sentence that says what did not happen.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, NoReturn

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

PATIENCE: Final = float(os.environ.get("OBSERVABLE_SOCKET_PATIENCE", "10"))
"""Seconds until a missing answer counts as missing. A failure bound, never a pause."""


class Peer:
    """The client's end of one connection."""

    def __init__(self) -> None:
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()
        self._app: asyncio.Task[None] | None = None
        self._gone = False

    def open(self, app: ASGIApp, scope: Mapping[str, Any]) -> None:
        self._to_app.put_nowait({"type": "websocket.connect"})
        call = app(_scope(scope), self._to_app.get, self._take)
        self._app = asyncio.create_task(_run(call), name="application")

    async def _take(self, message: Message) -> None:
        if self._gone:
            raise OSError("the peer is gone")
        if isinstance(message.get("text"), str):
            message["text"].encode()
        self._from_app.put_nowait(message)

    async def event(self) -> Message:
        """The next ASGI message of the application: an accept, a frame or a close."""
        assert self._app is not None
        arrival = asyncio.ensure_future(self._from_app.get())
        await asyncio.wait(
            {arrival, self._app}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
        if arrival.done() or not self._from_app.empty():
            return await arrival
        arrival.cancel()
        if not self._app.done():
            raise AssertionError("no answer")
        self._app.result()
        raise AssertionError("the connection ended without an answer")

    async def accepted(self) -> None:
        """Wait until the application has accepted the connection."""
        message = await self.event()
        assert message["type"] == "websocket.accept", f"{message['type']} before accept"

    async def receive(self) -> Any:
        """The next frame, parsed by the letter of RFC 8259."""
        message = await self.event()
        assert message["type"] == "websocket.send", f"{message['type']} instead of an answer"
        text = message.get("text")
        assert isinstance(text, str), "a binary frame"
        return json.loads(text, parse_constant=_refuse_constant)

    async def close_code(self) -> int:
        """Wait for the application to close, and tell with which code."""
        message = await self.event()
        assert message["type"] == "websocket.close", f"{message['type']} instead of a close"
        code: int = message.get("code", 1000)
        return code

    def send(self, frame: Any) -> None:
        """Send a value as JSON, a ``str`` as the text that it is, ``bytes`` as a binary frame."""
        if isinstance(frame, bytes):
            self._to_app.put_nowait({"type": "websocket.receive", "bytes": frame})
        else:
            text = frame if isinstance(frame, str) else json.dumps(frame)
            self._to_app.put_nowait({"type": "websocket.receive", "text": text})

    async def ask(self, frame: Any) -> Any:
        """Send one frame and give back the next one that arrives."""
        self.send(frame)
        return await self.receive()

    async def call(
        self, route: str, payload: Any = None, headers: Mapping[str, Any] | None = None
    ) -> Any:
        """Ask a route with every member of the envelope present."""
        return await self.ask(
            {"uuid": 1, "route": route, "headers": headers or {}, "payload": payload}
        )

    async def hang_up(self, code: int = 1000) -> bool:
        """Close from the client's side; tell whether the application has returned in time."""
        assert self._app is not None
        self._gone = True
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        done, _ = await asyncio.wait({self._app}, timeout=PATIENCE)
        return bool(done)

    async def leave(self, code: int = 1000) -> None:
        """Close from the client's side and wait until the application has returned."""
        assert await self.hang_up(code), "the router did not return after the disconnect"
        assert self._app is not None
        self._app.result()

    async def _abandon(self) -> None:
        """Cancel what is left; 1.1.1 starts to wait again in its clean-up, hence more than once."""
        self._gone = True
        for _ in range(100):
            if self._app is None or self._app.done():
                return
            self._app.cancel()
            await asyncio.sleep(0)


@asynccontextmanager
async def connect_app(
    app: ASGIApp, scope: Mapping[str, Any] | None = None, *, must_end: bool = True
) -> AsyncIterator[Peer]:
    """A peer of an ASGI application, not yet accepted; it leaves at the end of the block.

    With ``must_end`` the test fails when the application does not return then.
    """
    peer = Peer()
    peer.open(app, scope or {})
    try:
        yield peer
        if must_end and not peer._gone:
            await peer.leave()
    finally:
        await peer._abandon()


@asynccontextmanager
async def connect(
    router: Callable[[WebSocket], Awaitable[Any]],
    scope: Mapping[str, Any] | None = None,
    *,
    must_end: bool = True,
) -> AsyncIterator[Peer]:
    """An accepted peer of a router that is called with the WebSocket, as both versions can be."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await router(WebSocket(scope, receive, send))

    async with connect_app(app, scope, must_end=must_end) as peer:
        await peer.accepted()
        yield peer


def status_is(reply: Any, status: int) -> None:
    """Fail with the status in words, so that the failure on 1.1.1 can be told by its text."""
    assert reply["status"] == status, f"answered {reply['status']}"


async def _run(call: Awaitable[None]) -> None:
    await call


def _scope(extra: Mapping[str, Any]) -> Scope:
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": "/ws",
        "raw_path": b"/ws",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver")],
        "client": ("testclient", 50000),
        "server": ("testserver", 80),
        "subprotocols": [],
        "state": {},
        "extensions": {},
        **extra,
    }


def _refuse_constant(name: str) -> NoReturn:
    raise AssertionError(f"a bare {name} on the wire")
