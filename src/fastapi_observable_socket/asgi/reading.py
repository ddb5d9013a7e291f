"""How the frames of a connection come in: pulled from an ASGI server, or pushed by a `Link`."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive
from starlette.websockets import WebSocket

from .direct import Link, Take, overrides_receive


def begin_reading(websocket: WebSocket, link: Link | None, take: Take) -> asyncio.Future[None]:
    """Gives every frame to ``take``; what is returned is done when no more will come.

    Cancel it to stop waiting for a server that does not notice that a peer was cut.
    """
    receive = _claim(websocket)
    if link is not None:
        return link.deliver_to(take)
    # A task of its own: each frame would else wake every layer of the application.
    return asyncio.get_running_loop().create_task(_pull(receive, take))


async def _pull(receive: Receive, take: Take) -> None:
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text")
        if (waiting := take(message["bytes"] if text is None else text)) is not None:
            await waiting


def _claim(websocket: WebSocket) -> Receive:
    """Returns what to receive with; nobody else can from now on.

    It is the server's own callable, without Starlette's check of every message, unless Starlette's
    method is overridden.
    """
    if overrides_receive(websocket):
        return websocket.receive
    ends = vars(websocket)
    receive: Receive = ends["_receive"]
    ends["_receive"] = _refuse
    return receive


async def _refuse() -> Message:
    """Stands in for what user code would receive with, which takes a request from its handler."""
    raise RuntimeError("the router reads this socket, nobody else can")
