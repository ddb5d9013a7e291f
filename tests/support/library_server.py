"""An application for tests with real servers; `tests/integration/test_servers.py` drives it."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, WebSocket
from tests.support.library_contract import Book, BooksGetPayload, books_get, contract

from fastapi_observable_socket import Limits, Reply, SocketRouter

app = FastAPI()
router = SocketRouter(
    contract,
    strict=False,
    limits=Limits(drain_timeout=0.5),
    take_over="KEEP_SERVERS_CLASS" not in os.environ,
)
happened: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)


@router.on(books_get)
async def get(payload: BooksGetPayload) -> Reply[Any, Any]:
    return Reply(200, Book(id=payload.id, title="Emma"), {"x-shelf": 7})


@router.route("echo")
async def echo(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    return {"payload": payload}


@router.route("fail")
async def fail(ws: WebSocket, headers: dict[str, Any], payload: Any) -> None:
    raise RuntimeError("the secret reason")


@router.route("raw")
async def raw(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    await ws.send_json({"raw": payload})
    return {"payload": "sent"}


async def opened() -> AsyncGenerator[str]:
    """Something that has to be given back, whatever becomes of the request."""
    try:
        yield "open"
    finally:
        await asyncio.sleep(0)
        happened["closed"].set()


@router.route("hang")
async def hang(
    headers: dict[str, Any], payload: Any, resource: Annotated[str, Depends(opened)]
) -> None:
    happened["hanging"].set()
    try:
        await asyncio.Event().wait()
    finally:
        happened["cancelled"].set()


@router.route("wait")
async def wait(ws: WebSocket, headers: dict[str, Any], payload: str) -> str:
    """Answers as soon as the thing that the payload names has happened, and forgets it."""
    await happened[payload].wait()
    happened[payload].clear()
    return payload


@router.route("accept")
async def accept(ws: WebSocket, headers: dict[str, Any], payload: Any) -> None:
    happened["accept"].set()


router.mount(app, "/ws")
app.mount("/mounted", router)


def nobody(websocket: WebSocket) -> bool:
    return False


refusing = SocketRouter(access_logic=nobody)
app.add_api_websocket_route("/refused", refusing)


@app.websocket("/late")
async def late(websocket: WebSocket) -> None:
    """Accepts when the test says so, by then perhaps to nobody."""
    happened["connecting"].set()
    await happened["accept"].wait()
    happened["accept"].clear()
    try:
        await router(websocket)
    finally:
        happened["served"].set()


@app.websocket("/broken")
async def broken(websocket: WebSocket) -> None:
    await SocketRouter(access_logic=failing)(websocket)


def failing(websocket: WebSocket) -> bool:
    raise RuntimeError("the secret reason")
