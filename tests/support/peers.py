"""Clients for tests with real servers: a polite one, and one that does on a socket as it likes."""

from __future__ import annotations

import asyncio
import json
import select
import socket
import struct
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any

from tests.support.servers import HOST, Server
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 15.0
"""Seconds to wait for anything."""


class Peer:
    """One WebSocket connection that sends requests and sorts what comes back."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._number = 0

    async def send(self, uuid: Any, route: str, payload: Any = None) -> None:
        """Sends a request and does not wait for its answer."""
        await self.send_text(json.dumps({"uuid": uuid, "route": route, "payload": payload}))

    async def send_text(self, text: str) -> None:
        await self.connection.send(text)

    async def receive(self) -> Any:
        """Returns the next frame."""
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.connection.recv())

    async def call(self, route: str, payload: Any = None) -> Any:
        """Returns the answer to a request; nothing else may come before it."""
        self._number += 1
        await self.send(f"call-{self._number}", route, payload)
        answer = await self.receive()
        assert answer["uuid"] == f"call-{self._number}", answer
        return answer

    async def until_counted(self, name: str, wanted: int) -> None:
        """Asks `fault_app` until it has counted so many; what was sent before may begin later."""

        async def counted() -> Any:
            return (await self.call("count", name))["payload"]

        await until(counted, wanted)

    async def closed(self) -> tuple[int, str]:
        """Reads until the server has closed the connection; returns code and reason."""
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    await self.connection.recv()
            except ConnectionClosed as error:
                return (error.rcvd.code, error.rcvd.reason) if error.rcvd else (1006, "")


@asynccontextmanager
async def peer(server: Server, path: str = "/ws", **options: Any) -> AsyncGenerator[Peer]:
    """Opens a connection for a while."""
    async with connect(server.ws(path), proxy=None, max_size=None, **options) as connection:
        yield Peer(connection)


async def until(answer: Callable[[], Any], wanted: Any) -> None:
    """Asks until the answer is the wanted one.

    Raises:
        TimeoutError: It was not, within `PATIENCE`.
    """
    async with asyncio.timeout(PATIENCE):
        while (found := await answer()) != wanted:
            assert found is not None
            await asyncio.sleep(0.02)


class RawPeer:
    """A client without manners: it may leave what is sent to it unread, or reset the connection."""

    def __init__(
        self, server: Server, path: str = "/ws", *, buffer: int = 0, waits: bool = True
    ) -> None:
        self._socket = socket.socket()
        if buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._socket.settimeout(PATIENCE)
        self._socket.connect((HOST, server.port))
        self.send_bytes(
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{server.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b"" if waits else b"HTTP/1.1 101 not awaited\r\n\r\n"
        while not answer.endswith(b"\r\n\r\n"):
            answer += self._socket.recv(1)
        assert answer.startswith(b"HTTP/1.1 101"), answer

    def __enter__(self) -> RawPeer:
        return self

    def __exit__(
        self,
        type_: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._socket.close()

    def send_bytes(self, data: bytes) -> None:
        self._socket.sendall(data)

    def send_text(self, text: str) -> None:
        """Sends one masked text frame."""
        self.send_bytes(frame(text.encode()))

    def ask(self, uuid: Any, route: str, payload: Any = None) -> None:
        self.send_text(json.dumps({"uuid": uuid, "route": route, "payload": payload}))

    def is_reset(self) -> bool:
        """Reads to the end; returns whether the server ended it with RST."""
        try:
            while self._socket.recv(65536):
                pass
        except ConnectionResetError:
            return True
        return False

    def will_be_reset(self) -> bool:
        """Waits, and reads nothing; returns whether the server ends it with RST."""
        waiting = select.poll()
        waiting.register(self._socket, 0)  # errors are reported in any case
        return bool(waiting.poll(PATIENCE * 1000))

    def read_steadily(self, size: int) -> bool:
        """Reads 8 KB every 10 ms; returns whether so many bytes came before the end."""
        while size > 0 and (data := self._socket.recv(8192)):
            size -= len(data)
            time.sleep(0.01)  # it is what makes the reader slow
        return size <= 0

    def send_often(self, data: bytes, times: int) -> None:
        """Sends the same again and again, until the server has enough of it."""
        with suppress(ConnectionResetError, BrokenPipeError):
            for _ in range(times):
                self._socket.sendall(data)

    def reset(self) -> None:
        """Ends the connection with RST, without a word."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


def frame(data: bytes, first: int = 0x81) -> bytes:
    """A masked frame; its mask is zero, so the data can be read in a dump."""
    size = len(data)
    if size < 126:
        head = bytes([first, 0x80 | size])
    elif size < 65536:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    return head + bytes(4) + data
