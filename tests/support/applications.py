"""Applications around a router, in the forms that users give them."""

from __future__ import annotations

from fastapi import FastAPI, WebSocket
from starlette.types import ASGIApp

from fastapi_observable_socket import SocketRouter


def mounted(router: SocketRouter) -> FastAPI:
    app = FastAPI()
    router.mount(app, "/ws")
    return app


def endpoint(router: SocketRouter) -> FastAPI:
    app = FastAPI()

    @app.websocket("/ws")
    async def serve(websocket: WebSocket) -> None:
        await router(websocket)

    return app


def itself(router: SocketRouter) -> ASGIApp:
    return router
