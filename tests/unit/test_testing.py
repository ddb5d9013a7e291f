"""The in-memory client that users test their routes with."""

from __future__ import annotations

import asyncio
import gc
import json
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI, WebSocket
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from tests.support.library_contract import (
    Book,
    BooksAddPayload,
    BooksGetPayload,
    Shelf,
    books_add,
    books_get,
    books_list,
    books_remove,
    contract,
    shelves_sort,
)

from fastapi_observable_socket import Context, Reply, RoutingError, SocketError, SocketRouter
from fastapi_observable_socket.testing import Closed, SocketClient

ID = UUID("12345678-1234-1234-1234-123456789abc")
EMMA = Book(id=ID, title="Emma")


@pytest.fixture
def router() -> SocketRouter:
    router = SocketRouter(contract, strict=False)

    @router.on(books_get)
    async def get(payload: BooksGetPayload, context: Context) -> Any:
        assert context.headers == {"x-reader": "ada"}
        return Reply(200, Book(id=payload.id, title="Emma"), {"x-shelf": 7})

    @router.on(books_add)
    async def add(payload: BooksAddPayload) -> Any:
        raise SocketError(409, "taken", {"message": "taken", "by": "ada"})

    @router.on(books_list)
    async def list_() -> list[Book]:
        return [EMMA]

    @router.on(books_remove)
    async def remove(payload: BooksGetPayload) -> None: ...

    @router.on(shelves_sort)
    async def sort(payload: Shelf) -> Shelf:
        return payload

    @router.route("handshake")
    async def handshake(ws: WebSocket, headers: Any, payload: Any) -> Any:
        names = ("x-user", "cookie")
        return {"payload": [ws.url.path, ws.url.query, *[ws.headers.get(name) for name in names]]}

    @router.route("talk")
    async def talk(ws: WebSocket, headers: Any, payload: Any) -> None:
        await ws.send_json([1, 2])
        await ws.send_bytes(b"raw")
        await ws.close(4000, "enough")

    return router


async def test_a_call_takes_and_gives_the_routes_own_types(router: SocketRouter) -> None:
    async with SocketClient(router) as client:
        book = await client.call(books_get, BooksGetPayload(id=ID), headers={"x-reader": "ada"})
        assert book == EMMA
        assert await client.call(books_list) == [EMMA]
        await client.call(books_remove, BooksGetPayload(id=ID))
        shelf = Shelf(name="a", shelves=[Shelf(name="b")])
        assert await client.call(shelves_sort, shelf) == shelf


async def test_a_call_that_is_refused_raises_what_came_with_the_refusal(
    router: SocketRouter,
) -> None:
    async with SocketClient(router) as client:
        with pytest.raises(SocketError) as caught:
            await client.call(books_add, BooksAddPayload(title="Emma"))
    assert (caught.value.status, caught.value.message) == (409, "taken")
    assert caught.value.payload == {"message": "taken", "by": "ada"}


async def test_a_request_gives_the_reply_as_plain_data_whatever_its_status(
    router: SocketRouter,
) -> None:
    async with SocketClient(router) as client:
        reply = await client.request("books/get", {"id": ID}, headers={"x-reader": "ada"})
        assert reply == Reply(200, {"id": str(ID), "title": "Emma"}, {"x-shelf": 7})
        assert (await client.request("books/get", {"id": "x"})).status == 400
        assert (await client.request("nowhere")).status == 404


async def test_the_handshake_has_the_path_the_query_and_the_headers(router: SocketRouter) -> None:
    headers = {"X-User": "ada", "cookie": "a=1"}
    async with SocketClient(router, "/any%20path?a=1&b=2", headers=headers) as client:
        reply = await client.request("handshake")
    assert reply.payload == ["/any path", "a=1&b=2", "ada", "a=1"]


async def test_frames_of_any_kind_are_sent_and_received(router: SocketRouter) -> None:
    async with SocketClient(router) as client:
        client.send_text('{"uuid": "p", "route": "PING"}')
        assert (await client.receive())["route"] == "PONG"
        client.send_bytes(b"\x00")
        assert (await client.receive())["status"] == 400
        client.send_text(json.dumps({"uuid": 1, "route": "talk"}))
        assert await client.receive() == [1, 2]
        assert await client.receive() == b"raw"
        assert await client.expect_close() == Closed(4000, "enough")
        assert await client.expect_close() == Closed(4000, "enough")


async def test_what_came_before_the_close_can_be_read_after_it(router: SocketRouter) -> None:
    async with SocketClient(router) as client:
        client.send_text(json.dumps({"uuid": 1, "route": "talk"}))
        await client.expect_close()
        assert await client.receive() == [1, 2]
        assert await client.receive() == b"raw"
        with pytest.raises(WebSocketDisconnect) as caught:
            await client.receive()
    assert (caught.value.code, caught.value.reason) == (4000, "enough")


async def test_answers_find_their_requests_in_any_order() -> None:
    router = SocketRouter()
    turns = [asyncio.Event() for _ in range(3)]

    @router.route("wait")
    async def wait(ws: WebSocket, headers: Any, payload: int) -> Any:
        await turns[payload].wait()
        return {"payload": payload}

    async with SocketClient(router) as client:
        waiting = [asyncio.create_task(client.request("wait", number)) for number in range(3)]
        for number in (2, 0, 1):
            turns[number].set()
            assert (await waiting[number]).payload == number


async def test_a_connection_that_is_refused_is_seen_as_such() -> None:
    router = SocketRouter(access_logic=lambda websocket: "x-user" in websocket.headers)
    async with SocketClient(router) as client:
        assert (await client.expect_close()).code == 1008
    async with SocketClient(router, headers={"x-user": "ada"}) as client:
        assert (await client.request("nowhere")).status == 404


async def test_a_handshake_that_is_refused_is_raised_on_entering() -> None:
    async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "no"})

    with pytest.raises(WebSocketDisconnect) as caught:
        async with SocketClient(refusing):
            raise AssertionError("not to be reached")
    assert (caught.value.code, caught.value.reason) == (1008, "no")


class BrokenError(Exception):
    pass


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await receive()
    raise BrokenError


async def test_an_exception_of_the_application_is_raised_where_it_is_waited_for() -> None:
    async with SocketClient(broken) as client:
        client.send_text("{}")
        with pytest.raises(BrokenError):
            await client.receive()


async def test_an_exception_of_the_application_is_raised_on_leaving_at_the_latest() -> None:
    with pytest.raises(BrokenError):
        async with SocketClient(broken):
            pass


async def test_routes_that_cannot_be_served_are_raised_on_entering() -> None:
    with pytest.raises(RoutingError):
        async with SocketClient(SocketRouter(contract)):
            raise AssertionError("not to be reached")


async def test_what_never_comes_fails_after_the_clients_patience() -> None:
    router = SocketRouter()

    @router.route("never")
    async def never(ws: WebSocket, headers: Any, payload: Any) -> None:
        await asyncio.Event().wait()

    before = asyncio.all_tasks()
    async with SocketClient(router, patience=0.01) as client:
        for wait in (client.request("never"), client.receive(), client.expect_close()):
            with pytest.raises(TimeoutError, match=r"nothing came within 0\.01 seconds"):
                await wait
    assert asyncio.all_tasks() == before


async def test_an_application_that_does_not_end_is_cancelled_after_the_clients_patience() -> None:
    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await asyncio.Event().wait()

    before = asyncio.all_tasks()
    with pytest.raises(TimeoutError, match=r"still served 0\.01 seconds"):
        async with SocketClient(endless, patience=0.01):
            pass
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


class Application:
    """A FastAPI application that counts how often it starts and stops."""

    def __init__(self, router: SocketRouter) -> None:
        self.happened: list[str] = []
        self.app = FastAPI(lifespan=self.lifespan)
        router.mount(self.app)

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        self.happened.append("started")
        yield {"database": "open"}
        self.happened.append("stopped")


async def test_an_application_runs_within_its_lifespan_and_sees_its_state() -> None:
    router = SocketRouter()

    @router.route("state")
    async def state(context: Context) -> str:
        return str(context.state.database)

    application = Application(router)
    async with SocketClient(application.app) as client:
        assert application.happened == ["started"]
        assert (await client.request("state")).payload == "open"
    assert application.happened == ["started", "stopped"]


async def test_clients_that_are_open_together_share_one_lifespan(router: SocketRouter) -> None:
    application = Application(router)
    async with SocketClient(application.app):
        async with SocketClient(application.app) as second:
            assert (await second.request("nowhere")).status == 404
        assert application.happened == ["started"]
    assert application.happened == ["started", "stopped"]
    async with SocketClient(application.app):
        pass
    assert application.happened == ["started", "stopped"] * 2


async def test_clients_may_be_opened_at_the_same_time(router: SocketRouter) -> None:
    application = Application(router)
    clients = [SocketClient(application.app) for _ in range(3)]
    await asyncio.gather(*[client.__aenter__() for client in clients])
    assert application.happened == ["started"]
    await asyncio.gather(*[client.__aexit__() for client in clients])
    assert application.happened == ["started", "stopped"]


async def test_a_lifespan_that_fails_is_raised_on_entering_and_can_be_tried_again() -> None:
    tries: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tries.append("tried")
        if len(tries) == 1:
            raise BrokenError
        yield

    app = FastAPI(lifespan=lifespan)
    SocketRouter().mount(app)
    with pytest.raises(BrokenError):
        async with SocketClient(app):
            raise AssertionError("not to be reached")
    async with SocketClient(app) as client:
        assert (await client.request("nowhere")).status == 404
    assert tries == ["tried"] * 2


async def test_a_client_leaves_nothing_behind(router: SocketRouter) -> None:
    before = asyncio.all_tasks()
    client = SocketClient(Application(router).app)
    async with client:
        await client.request("nowhere")
    left = weakref.ref(client)
    del client
    gc.collect()
    assert asyncio.all_tasks() == before
    assert left() is None


async def test_a_peer_may_leave_with_any_code(router: SocketRouter) -> None:
    codes: list[int] = []

    async def listening(scope: Scope, receive: Receive, send: Send) -> None:
        async def heard() -> Any:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                codes.append(message["code"])
            return message

        await router(scope, heard, send)

    async with SocketClient(listening) as client:
        await client.close(4999)
    async with SocketClient(listening):
        pass
    assert codes == [4999, 1000]
