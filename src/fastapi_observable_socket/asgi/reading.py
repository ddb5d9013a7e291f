"""How the frames of a connection come in: pulled from an ASGI server, or pushed by a `Link`."""

from __future__ import annotations

import asyncio

from starlette.types import Receive
from starlette.websockets import WebSocket

from .link import Link, Take
from .starlette_socket import claim_receive


def begin_reading(websocket: WebSocket, link: Link | None, take: Take) -> asyncio.Future[None]:
    """Passes every frame to ``take``.

    Returns:
        A future that is done when no more frames will come. Cancel it to stop waiting for a server
        that does not notice that its peer was cut.
    """
    receive = claim_receive(websocket)
    if link is not None:
        return link.deliver_to(take)
    # In a task of its own: otherwise each frame would wake every layer of the application.
    return asyncio.get_running_loop().create_task(_pull(receive, take))


async def _pull(receive: Receive, take: Take) -> None:
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text")
        if (waiting := take(message["bytes"] if text is None else text)) is not None:
            await waiting
