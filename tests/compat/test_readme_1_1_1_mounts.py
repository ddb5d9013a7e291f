"""The mounts of the README of 1.1.1, replaced by the nearest that work on today's FastAPI."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, WebSocket
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.types import ASGIApp
from tests.support.legacy_driver import connect_app

from fastapi_observable_socket import HandlerResult, SocketRouter, Status


@pytest.fixture
def router() -> SocketRouter:
    router = SocketRouter()

    @router.route("math/sum")
    async def sum_handler(
        ws: WebSocket, headers: dict[str, str], payload: list[int]
    ) -> HandlerResult:
        return {"status": Status.OK, "payload": {"sum": sum(payload or [])}}

    return router


async def adds(app: ASGIApp, path: str = "/ws") -> bool:
    """Whether the quick start's route answers under a path of the application."""
    async with connect_app(app, {"path": path, "raw_path": path.encode()}) as peer:
        await peer.accepted()
        reply = await peer.call("math/sum", [1, 2, 3, 4])
    return bool(reply["payload"] == {"sum": 10})


async def test_add_api_websocket_route_stands_in_for_add_websocket_route(
    router: SocketRouter,
) -> None:
    """README: "app.add_websocket_route("/ws", router)"; FastAPI calls it otherwise today."""
    app = FastAPI()
    app.add_api_websocket_route("/ws", router)
    assert await adds(app)


async def test_the_routers_own_mount_is_the_shortest(router: SocketRouter) -> None:
    """README: "app.add_websocket_route("/ws", router)", with us in charge."""
    app = FastAPI()
    router.mount(app, "/ws")
    assert await adds(app)


async def test_an_awaited_router_serves_a_websocket_endpoint(router: SocketRouter) -> None:
    """README: "@app.websocket("/ws") ... router(ws)", with the `await` that it lacks."""
    app = FastAPI()

    @app.websocket("/ws")
    async def websocket_router(ws: WebSocket) -> None:
        await router(ws)

    assert await adds(app)


async def test_what_was_put_into_the_scope_beforehand_reaches_handlers() -> None:
    """README: "Attach DB, user, etc. into ws.scope beforehand"."""
    app, router = FastAPI(), SocketRouter()

    @router.route("who")
    async def who(ws: WebSocket, headers: dict[str, str], payload: None) -> HandlerResult:
        return {"payload": ws.scope["user"]}

    @app.websocket("/ws")
    async def websocket_router(ws: WebSocket) -> None:
        ws.scope["user"] = "ada"
        await router(ws)

    async with connect_app(app) as peer:
        await peer.accepted()
        assert (await peer.call("who"))["payload"] == "ada"


async def test_starlettes_websocket_route_takes_the_router(router: SocketRouter) -> None:
    assert await adds(Starlette(routes=[WebSocketRoute("/ws", router)]))


async def test_a_fastapi_application_takes_a_websocket_route(router: SocketRouter) -> None:
    app = FastAPI()
    app.router.routes.append(WebSocketRoute("/ws", router))
    assert await adds(app)


async def test_the_router_can_be_mounted_as_an_application(router: SocketRouter) -> None:
    """Starlette serves what is mounted under a path, and the path itself with a slash only."""
    app = FastAPI()
    app.mount("/ws", router)
    assert await adds(app, "/ws/")


async def test_starlettes_mount_takes_the_router(router: SocketRouter) -> None:
    assert await adds(Starlette(routes=[Mount("/ws", router)]), "/ws/")


async def test_the_router_is_an_application_of_its_own(router: SocketRouter) -> None:
    assert await adds(router)


async def test_one_router_serves_two_mounts_at_once(router: SocketRouter) -> None:
    app = FastAPI()
    app.add_api_websocket_route("/one", router)
    app.mount("/two", router)
    assert await adds(app, "/one")
    assert await adds(app, "/two/")
