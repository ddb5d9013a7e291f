"""What users hold: mounted in every way, checked at start-up, guarded at the handshake."""

import inspect
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket, WebSocketException
from pydantic import Field
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tests.support.applications import endpoint, itself
from tests.support.library_contract import books_add, books_list, contract, one_route

from fastapi_observable_socket import (
    CallRoute,
    Context,
    Contract,
    Limits,
    Part,
    ReplyPart,
    RoutingError,
    SocketError,
    SocketRouter,
    Status,
)
from fastapi_observable_socket.asgi.bypass import Bypass
from fastapi_observable_socket.testing import SocketClient


@pytest.fixture
def router() -> SocketRouter:
    router = SocketRouter()

    @router.route("where")
    async def where(context: Context) -> str:
        return context.websocket.url.path

    return router


def by_accepted_endpoint(router: SocketRouter) -> ASGIApp:
    app = FastAPI()

    @app.websocket("/ws")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await router(websocket)

    return app


def by_api_route(router: SocketRouter) -> ASGIApp:
    app = FastAPI()
    app.add_api_websocket_route("/ws", router)
    return app


def by_decorator_call(router: SocketRouter) -> ASGIApp:
    app = FastAPI()
    app.websocket("/ws")(router)
    return app


def by_starlette_route(router: SocketRouter) -> ASGIApp:
    return Starlette(routes=[WebSocketRoute("/ws", router)])


def by_app_mount(router: SocketRouter) -> ASGIApp:
    app = FastAPI()
    app.mount("/ws", router)
    return app


def by_starlette_mount(router: SocketRouter) -> ASGIApp:
    return Starlette(routes=[Mount("/ws", router)])


def by_own_mount(router: SocketRouter) -> ASGIApp:
    app = FastAPI()
    router.mount(app)
    return app


def by_own_mount_on_starlette(router: SocketRouter) -> ASGIApp:
    app = Starlette()
    router.mount(app)
    return app


def by_api_router(router: SocketRouter) -> ASGIApp:
    part, app = APIRouter(), FastAPI()
    part.add_api_websocket_route("/ws", router)
    app.include_router(part)
    return app


def with_middleware(router: SocketRouter) -> ASGIApp:
    class Passing:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await self.app(scope, receive, send)

    app = FastAPI(middleware=[Middleware(Passing)])
    router.mount(app)
    return app


FORMS = [
    endpoint,
    by_accepted_endpoint,
    by_api_route,
    by_decorator_call,
    by_starlette_route,
    by_app_mount,
    by_starlette_mount,
    by_own_mount,
    by_own_mount_on_starlette,
    by_api_router,
    itself,
    with_middleware,
]


def path_of(mounted: Callable[[SocketRouter], ASGIApp]) -> str:
    """Where clients connect: Starlette serves what is mounted under a path, not at the path."""
    return "/ws/" if mounted in (by_app_mount, by_starlette_mount) else "/ws"


@pytest.mark.parametrize("mounted", FORMS)
async def test_every_way_of_mounting_serves(
    mounted: Callable[[SocketRouter], ASGIApp], router: SocketRouter
) -> None:
    async with SocketClient(mounted(router), path_of(mounted)) as client:
        reply = await client.request("where")
    assert reply.payload.rstrip("/") == "/ws"


class Silent:
    """A middleware that changes nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def plainly(router: SocketRouter) -> FastAPI:
    app = FastAPI()
    router.mount(app, "/ws")
    return app


def with_own_middleware(router: SocketRouter) -> FastAPI:
    app = plainly(router)
    app.add_middleware(Silent)
    return app


def behind_another_socket(router: SocketRouter) -> FastAPI:
    app = FastAPI()
    app.add_api_websocket_route("/other", SocketRouter())
    router.mount(app, "/ws")
    return app


def with_own_stack(router: SocketRouter) -> FastAPI:
    class Own(FastAPI):
        def build_middleware_stack(self) -> ASGIApp:
            return Silent(super().build_middleware_stack())

    app = Own()
    router.mount(app, "/ws")
    return app


@pytest.mark.parametrize(
    ("app_of", "is_bypassed"),
    [
        (plainly, True),
        (with_own_middleware, False),
        (behind_another_socket, False),
        (with_own_stack, False),
    ],
)
async def test_only_layers_that_do_nothing_are_bypassed_and_only_while_the_application_runs(
    router: SocketRouter, app_of: Callable[[SocketRouter], FastAPI], is_bypassed: bool
) -> None:
    app = app_of(router)
    async with SocketClient(app) as client:
        assert isinstance(app.middleware_stack, Bypass) is is_bypassed
        assert (await client.request("where")).payload == "/ws"
    assert not isinstance(app.middleware_stack, Bypass)


async def test_handlers_find_their_application_and_its_router_where_layers_are_bypassed(
    router: SocketRouter,
) -> None:
    found: list[Any] = []

    async def look(context: Context) -> None:
        websocket = context.websocket
        found.extend((websocket.app, websocket.url_for("observable_socket").path))

    router.route("look")(look)
    app = plainly(router)
    async with SocketClient(app) as client:
        await client.request("look")
    assert found == [app, "/ws"]


async def test_prefixes_of_routers_and_applications_add_up(router: SocketRouter) -> None:
    part, inner, outer = APIRouter(prefix="/part"), FastAPI(), FastAPI()
    part.add_api_websocket_route("/ws", router)
    inner.include_router(part, prefix="/v1")
    outer.mount("/inner", inner)
    async with SocketClient(outer, "/inner/v1/part/ws") as client:
        assert (await client.request("where")).payload == "/inner/v1/part/ws"


async def test_dependencies_of_the_including_router_are_honoured(router: SocketRouter) -> None:
    seen: list[str] = []

    def note(websocket: WebSocket) -> None:
        seen.append(websocket.url.path)

    part, app = APIRouter(dependencies=[Depends(note)]), FastAPI()
    part.add_api_websocket_route("/ws", router)
    app.include_router(part)
    async with SocketClient(app) as client:
        await client.request("where")
    assert seen == ["/ws"]


async def test_a_sub_application_has_its_own_overrides() -> None:
    def real() -> str:
        return "real"

    router, inner, outer = SocketRouter(), FastAPI(), FastAPI()

    @router.route("r")
    async def handler(value: Annotated[str, Depends(real)]) -> str:
        return value

    router.mount(inner)
    outer.mount("/inner", inner)
    outer.dependency_overrides[real] = lambda: "outer"
    async with SocketClient(outer, "/inner/ws") as client:
        assert (await client.request("r")).payload == "real"
        inner.dependency_overrides[real] = lambda: "inner"
        assert (await client.request("r")).payload == "inner"


async def test_the_applications_own_lifespan_runs_inside_with_its_state() -> None:
    happened: list[str] = []
    router = SocketRouter()

    @router.route("r")
    async def handler(context: Context) -> str:
        return str(context.state.name)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        happened.append("started")
        yield {"name": "ada"}
        happened.append("stopped")

    app = FastAPI(lifespan=lifespan)
    router.mount(app)
    async with SocketClient(app) as client:
        assert (await client.request("r")).payload == "ada"
        assert happened == ["started"]
    assert happened == ["started", "stopped"]


async def test_one_router_serves_several_paths_and_applications(router: SocketRouter) -> None:
    app, other = FastAPI(), FastAPI()
    router.mount(app, "/one")
    router.mount(app, "/two")
    router.mount(other, "/one")
    for served, path in ((app, "/one"), (app, "/two"), (other, "/one")):
        async with SocketClient(served, path) as client:
            assert (await client.request("where")).payload == path


async def test_several_routers_live_in_one_application(router: SocketRouter) -> None:
    second = SocketRouter()

    @second.route("where")
    async def where(context: Context) -> str:
        return "second"

    app = FastAPI()
    router.mount(app, "/one")
    second.mount(app, "/two")
    async with SocketClient(app, "/two") as two, SocketClient(app, "/one") as one:
        assert (await one.request("where")).payload == "/one"
        assert (await two.request("where")).payload == "second"


async def test_other_routes_go_on_as_they_were(router: SocketRouter) -> None:
    app = FastAPI()

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    router.mount(app)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        assert (await client.get("/hello")).json() == "hello"
        assert (await client.get("/ws")).status_code == 404
        assert "/ws" not in (await client.get("/openapi.json")).json()["paths"]


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
async def test_plain_http_to_a_mounted_router_is_told_to_upgrade(
    router: SocketRouter, method: str
) -> None:
    app = FastAPI()
    app.mount("/ws", router)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        response = await client.request(method, "/ws/")
    assert response.status_code == 426
    assert response.headers["upgrade"] == "websocket"


async def test_anything_else_than_websocket_and_http_is_an_error(router: SocketRouter) -> None:
    async def receive() -> Message:
        raise AssertionError("not to be called")

    async def send(message: Message) -> None:
        raise AssertionError("not to be called")

    with pytest.raises(RuntimeError, match="lifespan is not served here"):
        await router({"type": "lifespan"}, receive, send)


def test_fastapi_sees_an_endpoint_that_takes_a_websocket(router: SocketRouter) -> None:
    (parameter,) = inspect.signature(router).parameters.values()
    assert parameter.annotation is WebSocket


async def test_routes_that_cannot_be_served_stop_the_application_from_starting() -> None:
    router = SocketRouter(contract)
    router.route("elsewhere")(lambda a, b: None)  # noqa: ARG005 - only its signature counts
    app = FastAPI()
    router.mount(app)
    with pytest.raises(RoutingError) as caught:
        async with app.router.lifespan_context(app):
            raise AssertionError("not to be reached")
    assert len(caught.value.problems) == 6


@pytest.mark.parametrize("mounted", [endpoint, by_api_route, by_app_mount, itself])
async def test_elsewhere_they_are_found_before_the_first_connection_is_opened(
    mounted: Callable[[SocketRouter], ASGIApp],
) -> None:
    with pytest.raises(RoutingError, match="books/add: has no handler"):
        async with SocketClient(mounted(SocketRouter(one_route(books_add))), path_of(mounted)):
            raise AssertionError("not to be reached")


def test_check_may_be_asked_for_and_sees_what_was_added_since() -> None:
    router = SocketRouter(one_route(books_list))
    with pytest.raises(RoutingError):
        router.check()

    @router.on(books_list)
    async def list_() -> Any: ...

    router.check()
    router.route("elsewhere")(list_)
    with pytest.raises(RoutingError, match="elsewhere"):
        router.check()


def test_registering_gives_the_function_back() -> None:
    router = SocketRouter(one_route(books_list), strict=False)

    async def handler() -> Any: ...

    assert router.on(books_list)(handler) is handler
    assert router.route("r")(handler) is handler


async def test_limits_are_the_routers_own() -> None:
    router = SocketRouter(limits=Limits(depth=1))

    @router.route("r")
    async def handler(ws: WebSocket, headers: Any, payload: Any) -> Any:
        return {"payload": payload}

    async with SocketClient(router) as client:
        assert (await client.request("r", [1])).status == 200
        assert (await client.request("r", [[1]])).status == 400


class TestAccess:
    @pytest.mark.parametrize("answer", [False, None, 0])
    async def test_a_connection_that_is_refused_is_accepted_and_closed_1008(
        self, answer: Any
    ) -> None:
        async with SocketClient(SocketRouter(access_logic=lambda _: answer)) as client:
            closed = await client.expect_close()
        assert (closed.code, closed.reason) == (1008, "access denied")

    async def test_access_logic_may_be_async_and_sees_the_handshake(self) -> None:
        async def access(websocket: WebSocket) -> bool:
            return websocket.query_params.get("token") == "yes"

        router = SocketRouter(access_logic=access)
        async with SocketClient(router, "/ws?token=yes") as client:
            assert (await client.request("r")).status == 404
        async with SocketClient(router, "/ws?token=no") as client:
            assert (await client.expect_close()).code == 1008

    async def test_access_logic_that_is_not_async_runs_in_a_thread(self) -> None:
        threads: list[bool] = []

        def access(websocket: WebSocket) -> bool:
            threads.append(threading.current_thread() is threading.main_thread())
            return True

        async with SocketClient(SocketRouter(access_logic=access)):
            assert threads == [False]

    async def test_access_logic_may_be_the_first_argument_as_in_1_1_1(self) -> None:
        async with SocketClient(SocketRouter(lambda _: False)) as client:
            assert (await client.expect_close()).code == 1008

    async def test_access_logic_may_refuse_with_an_error_and_its_words(self) -> None:
        async def access(_: WebSocket) -> bool:
            raise SocketError(Status.FORBIDDEN, "members only" + "!" * 200)

        async with SocketClient(SocketRouter(access_logic=access)) as client:
            closed = await client.expect_close()
        assert (closed.code, closed.reason[:12], len(closed.reason)) == (1008, "members only", 123)

    async def test_access_logic_may_choose_the_close_code(self) -> None:
        def access(websocket: WebSocket) -> bool:
            raise WebSocketException(4401, "come back with fresh credentials")

        async with SocketClient(SocketRouter(access_logic=access)) as client:
            closed = await client.expect_close()
        assert (closed.code, closed.reason) == (4401, "come back with fresh credentials")

    async def test_access_logic_that_fails_lets_nobody_in_and_says_nothing(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        def access(websocket: WebSocket) -> bool:
            raise RuntimeError("secret")

        async with SocketClient(SocketRouter(access_logic=access)) as client:
            closed = await client.expect_close()
        assert closed.code == 1011
        assert "secret" not in closed.reason
        (record,) = caplog.records
        assert record.levelname == "ERROR"

    async def test_no_request_of_a_refused_connection_is_served(self) -> None:
        served: list[Any] = []
        router = SocketRouter(access_logic=lambda _: False)

        @router.route("r")
        async def handler(ws: WebSocket, headers: Any, payload: Any) -> None:
            served.append(payload)

        async with SocketClient(router) as client:
            client.send_text('{"uuid": 1, "route": "r"}')
            await client.expect_close()
        assert served == []


@pytest.mark.parametrize("error", [BrokenPipeError, RuntimeError])
async def test_a_peer_that_is_gone_before_it_is_accepted_is_no_error(
    router: SocketRouter, error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    messages: list[Message] = [
        {"type": "websocket.connect"},
        {"type": "websocket.disconnect", "code": 1006},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        raise error("the peer is gone")

    scope = {"type": "websocket", "path": "/ws", "headers": [], "query_string": b""}
    await router(scope, receive, send)
    assert caplog.records == []


def test_a_route_of_the_application_may_come_first(router: SocketRouter) -> None:
    app = Starlette(routes=[Route("/", lambda request: None)])  # noqa: ARG005 - never called
    router.mount(app, "/ws")
    assert [type(route) for route in app.routes] == [Route, WebSocketRoute]


async def test_values_that_a_model_refuses_against_its_schema_are_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    narrow: Part[Any] = Part(Annotated[int, Field(lt=10)], "It")
    route: CallRoute[Any, Any, Any] = CallRoute(
        path="it", payload=narrow, replies={200: ReplyPart(narrow)}
    )
    router = SocketRouter(Contract("", {"It": {"type": "integer"}}, (route,)))
    router.on(route)(_same)
    assert SocketRouter().model_refusals == 0
    async with SocketClient(router) as client:
        assert (await client.request("it", 5)).payload == 5
        assert router.model_refusals == 0
        assert (await client.request("it", 50)).payload == 50
        assert router.model_refusals == 1
    assert "It refuses" in caplog.text


def _same(payload: Annotated[int, Field(lt=10)]) -> Any:
    return payload


@pytest.mark.parametrize(
    "limits",
    [
        Limits(max_in_flight=-1),
        Limits(integer_digits=4301),
        Limits(depth=256),
        Limits(drain_timeout=float("inf")),
        Limits(write_timeout=float("nan")),
    ],
)
def test_limits_that_cannot_be_kept_are_refused(limits: Limits) -> None:
    with pytest.raises(ValueError, match=r"below zero|cannot be read|cannot be written"):
        SocketRouter(limits=limits)


async def test_what_is_as_deep_as_a_limit_may_be_comes_back() -> None:
    router = SocketRouter(limits=Limits(depth=255))

    @router.route("echo")
    async def echo(ws: WebSocket, headers: Any, payload: Any) -> Any:
        return {"headers": headers, "payload": payload}

    async with SocketClient(router) as client:
        for levels, status in ((255, 200), (256, 400)):
            nested = "[" * levels + "]" * levels
            inner = nested[1:-1]
            for member in (f'"payload": {nested}', f'"headers": {{"x": {inner}}}'):
                client.send_text(f'{{"uuid": 1, "route": "echo", {member}}}')
                assert (await client.receive())["status"] == status
