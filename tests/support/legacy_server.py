"""A real uvicorn process for what only a server shows: handshakes, close codes and SIGTERM.

``python -m tests.support.legacy_server`` serves one application on a free port, prints the port
and runs until it is told to stop. It needs nothing but what both versions offer.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket
from starlette.routing import WebSocketRoute

from fastapi_observable_socket import SocketRouter

ROOT = Path(__file__).resolve().parents[2]


def build() -> FastAPI:
    """The echo route under every mount that the defects need."""
    router = SocketRouter()

    @router.route("echo")
    async def echo(local: dict[str, Any]) -> dict[str, Any]:
        return {"payload": "echoed"}

    async def refuse(ws: WebSocket) -> bool:
        return False

    app = FastAPI()

    @app.websocket("/awaited")
    async def awaited(ws: WebSocket) -> None:
        await router(ws)

    @app.websocket("/refused")
    async def refused(ws: WebSocket) -> None:
        await SocketRouter(access_logic=refuse)(ws)

    app.router.routes.append(WebSocketRoute("/websocket-route", router))
    app.mount("/mounted", router)
    return app


@contextmanager
def running() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the server; give its ``ws://`` address and its process, and end it whatever happens."""
    command = [sys.executable, "-m", "tests.support.legacy_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = process.stdout.readline().strip()
            assert port.isdigit(), "the server did not start"
            yield f"ws://127.0.0.1:{port}", process
        finally:
            process.kill()


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)  # noqa: T201 - the parent reads the port
    uvicorn.Server(uvicorn.Config(build(), log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
