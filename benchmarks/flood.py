"""``python -m benchmarks.flood``: what one client waits for while another floods the server.

The flooding client sends as fast as the server reads, and reads all answers. The other one sends
a small request every few milliseconds; its waiting times are printed, what the server worked
meanwhile (which is the same on a machine that has nothing else to do, and holds where it has), and
how the flood ended.
"""

from __future__ import annotations

import argparse
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from .catalog import Server, server_named
from .dialects import TOKEN
from .environments import prepare
from .processes import Running, cores, serve
from .work import work_named

PAUSE = 0.005
"""Seconds between two requests of the client that is not flooding."""

PATIENCE = 30.0
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
LARGE = 1 << 20


def _frame(payload: bytes, first: int = 0x81) -> bytes:
    """A frame masked with zeros, which leave the payload as it is."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 1 << 16:
        length = b"\xfe" + struct.pack("!H", size)
    else:
        length = b"\xff" + struct.pack("!Q", size)
    return bytes([first]) + length + bytes(4) + payload


def _request(payload: bytes) -> bytes:
    return b'{"uuid":1,"route":"math/sum","payload":' + payload + b"}"


def _filled(begin: bytes, part: bytes, end: bytes) -> bytes:
    return begin + part * ((LARGE - len(begin) - len(end)) // len(part)) + end


FLOODS = {
    "none": b"",
    "malformed": _frame(b"{") * 4096,
    "empty": _frame(b"") * 4096,
    "binary": _frame(b"x", 0x82) * 4096,
    "pings": _frame(b"", 0x89) * 4096,
    "requests": _frame(_request(b"[1]")) * 512,
    "unknown-routes": _frame(b'{"uuid":1,"route":"x"}') * 512,
    "wide": _frame(_filled(_request(b"["[:1])[:-1], b"[],", b"[]]}")),
    "wide-malformed": _frame(_filled(b"[", b"[],", b"[]")),
    "deep": _frame(_request(b"[" * (LARGE // 2 - 64) + b"]" * (LARGE // 2 - 64))),
    "many-names": _frame(_filled(b'{"uuid":1,"route":"math/sum",', b'"a":1,', b'"a":}')),
    "long-text": _frame(_filled(b'{"uuid":1,"route":"math/sum","payload":"', b"\\u0041", b'"}')),
    "numbers": _frame(_filled(_request(b"[")[:-1], b"1,", b"1]}")),
    "wrong-items": _frame(_filled(_request(b"[")[:-1], b'"",', b'""]}')),
}
"""What is sent over and over, by name."""


class Client:
    """A WebSocket client as blunt as can be."""

    def __init__(self, running: Running) -> None:
        self.socket = socket.create_connection(("127.0.0.1", running.port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        path = running.server.dialect.path
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.incoming = self.socket.makefile("rb", 1 << 16)
        while self.incoming.readline().strip():
            pass

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Opcodes and payloads of what comes, until the connection ends."""
        while head := self.incoming.read(2):
            size = head[1]
            if size == 126:
                size = int.from_bytes(self.incoming.read(2), "big")
            elif size == 127:
                size = int.from_bytes(self.incoming.read(8), "big")
            yield head[0] & 15, self.incoming.read(size)


@dataclass
class Flood:
    """A flood, and what became of it.

    Attributes:
        answers: Frames that came back.
        end: The close code, or why there is none.
    """

    answers: int = 0
    end: str = "open"

    def run(self, client: Client, data: bytes, stop: threading.Event) -> None:
        reader = threading.Thread(target=self._read, args=(client,), daemon=True)
        reader.start()
        try:
            while data and not stop.is_set():
                client.socket.sendall(data)
        except OSError:
            reader.join(1)
        stop.wait()

    def _read(self, client: Client) -> None:
        try:
            for opcode, payload in client.frames():
                self.answers += 1
                if opcode == 8:
                    self.end = f"{int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}"
        except OSError as error:
            self.end = error.strerror if self.end == "open" else self.end


@dataclass(frozen=True)
class Wait:
    """One request of the client that is not flooding: seconds to its answer, and of CPU in them."""

    wall: float
    cpu: float


def _cpu_seconds(running: Running) -> float:
    return int(Path(f"/proc/{running.pid}/schedstat").read_text().split()[0]) / 1e9


def measure(running: Running, data: bytes, seconds: float) -> tuple[list[Wait], Flood]:
    """What a client waits for its answers while another one sends ``data`` over and over."""
    dialect = running.server.dialect
    text = dialect.request(work_named("sum")).replace(TOKEN, "0" * 12).encode()
    other, flooding = Client(running), Client(running)
    flood, stop = Flood(), threading.Event()
    thread = threading.Thread(target=flood.run, args=(flooding, data, stop), daemon=True)
    waits: list[Wait] = []
    with closing(other.socket), closing(flooding.socket):
        frames = other.frames()
        thread.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            begun, worked = time.monotonic(), _cpu_seconds(running)
            other.socket.sendall(_frame(text))
            next(frames)
            waits.append(Wait(time.monotonic() - begun, _cpu_seconds(running) - worked))
            time.sleep(PAUSE)
        stop.set()
    return waits, flood


def _show(server: Server, name: str, waits: list[Wait], flood: Flood) -> None:
    figures = "  ".join(
        f"{what} p50 {_milliseconds(values, 50):6.1f} p99 {_milliseconds(values, 99):6.1f} ms"
        for what, values in (
            ("wait", [one.wall for one in waits]),
            ("CPU", [one.cpu for one in waits]),
        )
    )
    print(
        f"{server.name:10} {name:15} {figures}  answers {flood.answers:7}  {flood.end}", flush=True
    )


def _milliseconds(values: list[float], percent: int) -> float:
    return 1000 * sorted(values)[len(values) * percent // 100]


def main() -> None:
    """Measure every flood on every server asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flood", description=__doc__)
    parser.add_argument("--servers", default="ours,ours-fast", help="comma-separated")
    parser.add_argument("--floods", default=",".join(FLOODS), help="comma-separated")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--python", default=sys.executable, help="interpreter for the servers")
    options = parser.parse_args()
    os.sched_setaffinity(0, {cores()[1]})
    for server in map(server_named, options.servers.split(",")):
        interpreter = prepare(server.environment, options.python)
        for name in options.floods.split(","):
            with serve(server, interpreter) as running:
                _show(server, name, *measure(running, FLOODS[name], options.seconds))


if __name__ == "__main__":
    main()
