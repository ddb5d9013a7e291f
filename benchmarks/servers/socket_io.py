"""python-socketio, request and acknowledgement; it validates nothing."""

from typing import Any

import socketio

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"], http_compression=False)
app = socketio.ASGIApp(server)


@server.on("sum")
async def add(sid: str, numbers: list[float]) -> dict[str, float]:
    return {"sum": sum(numbers)}


@server.on("article")
async def read(sid: str, article: dict[str, Any]) -> dict[str, Any]:
    return article | {"views": article["views"] + 1}


@server.on("records")
async def store(sid: str, batch: dict[str, Any]) -> dict[str, Any]:
    return batch
