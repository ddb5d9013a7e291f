"""A connection that uvicorn's default class opens on a transport without a network."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

from fastapi import WebSocket
from starlette.types import ASGIApp
from tests.support.protocol_peer import frame
from tests.support.recording import REQUEST, RecordingTransport, frames_in, turns
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from fastapi_observable_socket import SocketRouter
from fastapi_observable_socket.uvicorn.takeover import TakenOver

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Transport(RecordingTransport):
    """A transport that can be given another protocol."""

    protocol: Any
    is_full = False

    def __init__(self) -> None:
        super().__init__()
        self.is_written = asyncio.Event()

    def write(self, data: Any) -> None:
        super().write(data)
        self.is_written.set()
        if self.is_full:
            self.protocol.pause_writing()

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol

    def get_protocol(self) -> Any:
        return self.protocol


class Peer:
    """The peer of an application on uvicorn's default class."""

    def __init__(
        self,
        app: ASGIApp,
        class_: type[WebSocketsSansIOProtocol] = WebSocketsSansIOProtocol,
        **settings: Any,
    ) -> None:
        config = Config(cast("Any", app), log_config=None, ws="none", **settings)
        config.load()
        self.state = ServerState()
        self.transport = Transport()
        self.opened = class_(config, self.state, {})
        self.transport.set_protocol(self.opened)
        self.opened.connection_made(self.transport)

    @property
    def is_taken_over(self) -> bool:
        return isinstance(self.transport.protocol, TakenOver)

    async def open(self, request: bytes = REQUEST, early: bytes = b"") -> str:
        """Open the connection; return the head of the answer."""
        self.receive(request)
        if early:
            self.receive(early)
        await turns(30)
        return self.transport.writes.pop(0).decode()

    def receive(self, data: bytes) -> None:
        self.transport.protocol.data_received(data)

    def say(self, *messages: str) -> None:
        self.receive(b"".join(frame(TEXT, message.encode()) for message in messages))

    async def next_frames(self) -> list[tuple[int, bytes]]:
        """Wait for what is written next."""
        if not self.transport.writes:
            self.transport.is_written.clear()
            await asyncio.wait_for(self.transport.is_written.wait(), 10)
        return frames_in(self.transport.writes.pop(0))

    def heard(self) -> list[Any]:
        """What has been written since the last call: JSON of texts, codes of closes."""
        return self.transport.heard()


def request(uuid: int) -> str:
    return json.dumps({"uuid": uuid, "route": "echo", "payload": "salt" * 10})


def new_router(**options: Any) -> SocketRouter:
    router = SocketRouter(**options)

    @router.route("echo")
    async def echo(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        return payload

    return router
