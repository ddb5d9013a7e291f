"""fastapi-observable-socket 1.1.1, which validates nothing.

A handler of 1.1.1 gets the payload through ``hydrate`` only.
"""

from typing import Any

from fastapi import FastAPI, WebSocket

from fastapi_observable_socket import SocketRouter, Status

app = FastAPI()
router = SocketRouter()


async def payload_of(_: WebSocket, message: dict[str, Any]) -> Any:
    return message["payload"]


@router.route("math/sum", options={"hydrate": payload_of})
async def add(numbers: list[float]) -> dict[str, Any]:
    return {"status": Status.OK, "headers": {}, "payload": {"sum": sum(numbers)}}


@router.route("articles/read", options={"hydrate": payload_of})
async def read(article: dict[str, Any]) -> dict[str, Any]:
    article["views"] += 1
    return {"status": Status.OK, "headers": {}, "payload": article}


@router.route("records/store", options={"hydrate": payload_of})
async def store(batch: dict[str, Any]) -> dict[str, Any]:
    return {"status": Status.OK, "headers": {}, "payload": batch}


@app.websocket("/ws")
async def endpoint(ws: WebSocket) -> None:
    await router(ws)
