"""A connection from the moment a router gets it to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect

from ._generated.limits import Limits
from .asgi.connection import SocketConnection
from .asgi.fleet import Fleet
from .asgi.handshake import Handshake
from .asgi.signals import trap
from .routing.endpoint import Endpoint
from .servers import decline_compression, link_to


@dataclass(frozen=True, slots=True)
class Serving:
    """How the connections of one router are served.

    Attributes:
        fleet: All of them.
        handshake: Says who may connect.
        find_endpoint: Returns the endpoint of a route, or None.
        limits: The limits in force.
        must_greet: Whether HELLO has to come before anything else.
        take_over: Whether our class may take the place of uvicorn's default one.
    """

    fleet: Fleet
    handshake: Handshake
    find_endpoint: Callable[[str], Endpoint | None]
    limits: Limits
    must_greet: bool
    take_over: bool

    async def serve(self, websocket: WebSocket) -> None:
        """Accepts a connection or refuses it, and serves one that is accepted until it ends."""
        trap.add(self.fleet)  # no lifespan may have done so
        try:
            if self.take_over:
                decline_compression(websocket)
            if await self.fleet.open(websocket, self.handshake):
                connection = SocketConnection(
                    websocket,
                    self.find_endpoint,
                    self.limits,
                    link_to(websocket, take_over=self.take_over),
                    must_greet=self.must_greet,
                )
                await self.fleet.serve(connection)
        except (WebSocketDisconnect, OSError):
            return  # the peer left while it was being accepted, or refused
        finally:
            trap.remove(self.fleet)
