"""An application alone: no server, no socket, ASGI messages from memory.

Run in the application's own environment, once for each round, as
``python -m benchmarks.inside <server> <work> <seconds>``; prints one JSON object.
"""

from __future__ import annotations

import asyncio
import importlib
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from .catalog import server_named
from .dialects import TOKEN
from .work import work_named

Message = MutableMapping[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]

WINDOW = 8
"""Requests in flight, as on one of the connections of a 50x8 run."""

IDENTIFIERS = 64
"""Different identifiers; far more than can be in flight."""

WARMUP_REQUESTS = 200

SCOPE = {
    "type": "websocket",
    "asgi": {"version": "3.0", "spec_version": "2.3"},
    "http_version": "1.1",
    "scheme": "ws",
    "root_path": "",
    "query_string": b"",
    "headers": [(b"host", b"127.0.0.1")],
    "client": ("127.0.0.1", 50000),
    "server": ("127.0.0.1", 80),
    "subprotocols": [],
    "extensions": {},
}


class Peer:
    """The far end of one connection: sends ``count`` requests and takes their replies.

    Attributes:
        done: Set to the CPU seconds from the first request to the last reply.
        reply: The first reply.
    """

    def __init__(self, frames: Iterator[str], count: int) -> None:
        self.done: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.reply = ""
        self._frames = frames
        self._to_send = self._to_come = count
        self._in_flight = 0
        self._connected = False
        self._room: asyncio.Future[None] | None = None
        self._begun = 0.0

    async def receive(self) -> Message:
        if not self._connected:
            self._connected = True
            return {"type": "websocket.connect"}
        if self._begun == 0.0:
            self._begun = time.process_time()
        while self._in_flight >= WINDOW or self._to_send == 0:
            self._room = asyncio.get_running_loop().create_future()
            await self._room
        self._in_flight += 1
        self._to_send -= 1
        return {"type": "websocket.receive", "text": next(self._frames)}

    async def send(self, message: Message) -> None:
        if message["type"] != "websocket.send":
            return
        text: str = message.get("text") or message["bytes"].decode()
        self.reply = self.reply or text
        if len(text) != len(self.reply):
            self.done.set_exception(ValueError(f"unlike the first reply: {text[:200]}"))
        self._in_flight -= 1
        self._to_come -= 1
        if self._to_come == 0:
            self.done.set_result(time.process_time() - self._begun)
        elif self._room is not None and self._to_send:
            self._room.set_result(None)
            self._room = None


async def converse(app: App, path: str, frames: Iterator[str], count: int) -> Peer:
    """Let the application answer ``count`` requests on one connection."""
    peer = Peer(frames, count)
    scope = SCOPE | {"path": path, "raw_path": path.encode(), "state": {}}
    task = asyncio.ensure_future(app(scope, peer.receive, peer.send))
    await asyncio.wait((peer.done, task), return_when=asyncio.FIRST_COMPLETED)
    if not peer.done.done():
        raise RuntimeError("the application ended before the last reply")
    # Neither a disconnect nor waited for: 1.1.1 never returns from the one nor the other.
    task.cancel()
    return peer


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    """Start the application up and shut it down, as a server does."""
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    outbox: asyncio.Queue[Message] = asyncio.Queue()
    task = asyncio.ensure_future(app({"type": "lifespan", "state": {}}, inbox.get, outbox.put))
    for phase in ("startup", "shutdown"):
        await inbox.put({"type": f"lifespan.{phase}"})
        answer = asyncio.ensure_future(outbox.get())
        # An application may ignore the lifespan and return.
        await asyncio.wait((answer, task), return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            answer.cancel()
        elif answer.result()["type"] == f"lifespan.{phase}.failed":
            raise RuntimeError(answer.result().get("message"))
        if phase == "startup":
            yield
    task.cancel()


async def measure(server_name: str, work_name: str, seconds: float) -> dict[str, Any]:
    """CPU microseconds per request of one work."""
    server, work = server_named(server_name), work_named(work_name)
    app = importlib.import_module(f"benchmarks.servers.{server.module}").app
    request = server.dialect.request(work)
    frames = itertools.cycle(
        [request.replace(TOKEN, f"{number:012d}") for number in range(IDENTIFIERS)]
    )
    path = server.dialect.path
    async with lifespan(app):
        await converse(app, path, frames, WINDOW)
        trial = await converse(app, path, frames, WARMUP_REQUESTS)
        count = max(WARMUP_REQUESTS, int(seconds / (trial.done.result() / WARMUP_REQUESTS)))
        peer = await converse(app, path, frames, count)
    right = server.dialect.is_right(work, peer.reply)
    return {
        "cpu_us": round(peer.done.result() * 1e6 / count, 3),
        "error": None if right else f"wrong answer {peer.reply[:200]}",
    }


if __name__ == "__main__":
    import uvloop

    print(json.dumps(uvloop.run(measure(sys.argv[1], sys.argv[2], float(sys.argv[3])))))
