"""python-socketio, request and acknowledgement; it validates nothing."""

from typing import Any

import socketio

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"], http_compression=False)
app = socketio.ASGIApp(server)


@server.on("sum")
async def add(_: str, numbers: list[float]) -> dict[str, float]:
    return {"sum": sum(numbers)}


@server.on("article")
async def read(_: str, article: dict[str, Any]) -> dict[str, Any]:
    article["views"] += 1
    return article


@server.on("records")
async def store(_: str, batch: dict[str, Any]) -> dict[str, Any]:
    return batch
