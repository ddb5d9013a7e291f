"""A client that says on a socket what no library would, for tests of the protocol class."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.support.servers import HOST, Server

PATIENCE = 15.0
"""Seconds to wait for anything."""

MASK = b"\x01\x80\x7f\xee"
KEY = ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
VERSION = ("Sec-WebSocket-Version", "13")
UPGRADE = (("Connection", "Upgrade"), ("Upgrade", "websocket"))
USUAL = (("Host", "test"), *UPGRADE, KEY, VERSION)


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, masked: bool = True) -> bytes:
    """Return a frame as a client sends it, or nearly so."""
    bit, size = 0x80 if masked else 0, len(payload)
    length = (
        bytes([bit | size])
        if size < 126
        else bytes([bit | 126]) + struct.pack("!H", size)
        if size < 1 << 16
        else bytes([bit | 127]) + struct.pack("!Q", size)
    )
    head = bytes([(0x80 if fin else 0) | opcode]) + length
    if not masked:
        return head + payload
    key = int.from_bytes((MASK * (size // 4 + 1))[:size], "big")
    return head + MASK + (int.from_bytes(payload, "big") ^ key).to_bytes(size, "big")


@dataclass(frozen=True)
class Answer:
    """An HTTP response, headers in lower case."""

    status: int
    headers: dict[str, str]


class ProtocolPeer:
    """One TCP connection to a server."""

    def __init__(self, server: Server, *, buffer: int = 0) -> None:
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect((HOST, server.port))
        self._file = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def send_until_cut(self, data: bytes) -> None:
        """Send as far as the server lets us."""
        with suppress(OSError):
            self.socket.sendall(data)

    def send_until_stopped(self, data: bytes, most: int) -> int:
        """Send until the server takes no more for a while; return how often all went through."""
        self.socket.settimeout(0.5)
        sent = 0
        with suppress(TimeoutError):
            while sent < most:
                self.socket.sendall(data)
                sent += 1
        self.socket.settimeout(PATIENCE)
        return sent

    def request(
        self, target: str, headers: Iterable[tuple[str, str]] = USUAL, method: str = "GET"
    ) -> Answer:
        """Send a request and read the head of the response."""
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
        self.send_until_cut("\r\n".join([*lines, "", ""]).encode("latin-1"))
        status = int(self._file.readline().split()[1])
        received: dict[str, str] = {}
        while line := self._file.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            assert name.lower() not in received, f"{name} comes twice"
            received[name.lower()] = value.strip()
        return Answer(status, received)

    def open(self, target: str) -> Self:
        assert self.request(target).status == 101
        return self

    def read_frame(self) -> tuple[int, bytes]:
        """Return opcode and payload of the next frame."""
        first, second = self._file.read(2)
        assert first & 0xF0 == 0x80
        size = second
        if second == 126:
            (size,) = struct.unpack("!H", self._file.read(2))
        elif second == 127:
            (size,) = struct.unpack("!Q", self._file.read(8))
        return first & 0x0F, self._file.read(size)

    def read_close(self) -> tuple[int, str]:
        """Read and answer a close frame; return its code and reason, and check the end follows."""
        while (received := self.read_frame())[0] != 8:
            pass
        self.send_until_cut(frame(8, received[1]))
        self.read_rest()
        return int.from_bytes(received[1][:2], "big"), received[1][2:].decode()

    def read_rest(self) -> bytes:
        """Read until the server ends the connection."""
        rest = b""
        with suppress(ConnectionResetError):
            while piece := self._file.read1():
                rest += piece
        return rest

    def reset(self) -> None:
        """End with RST, without a word."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._file.close()
        self.socket.close()
