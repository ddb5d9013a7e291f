"""The README of 1.1.1, sentence by sentence; each test quotes what it holds us to.

Its hooks, its article example, its mounts and its names have files of their own beside this one.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from starlette.websockets import WebSocket
from tests.support.legacy_driver import connect, status_is

from fastapi_observable_socket import (
    HandlerResult,
    MessageData,
    RouteOptions,
    SocketRouter,
    Status,
)


@pytest.fixture
def router() -> SocketRouter:
    return SocketRouter()


# Features, message schema and quick start


async def total_of_none(ws: WebSocket, headers: Any, payload: Any) -> HandlerResult:
    return {"payload": "done"}


async def sum_handler(ws: WebSocket, headers: dict[str, Any], payload: Any) -> HandlerResult:
    return {"status": Status.OK, "payload": {"sum": sum(payload or [])}}


async def test_the_printed_request_gets_the_printed_response(router: SocketRouter) -> None:
    """The two frames of "Message Schema", with the headers that the response shows."""

    @router.route("math/sum")
    async def sum_with_unit(
        ws: WebSocket, headers: dict[str, Any], payload: list[int]
    ) -> HandlerResult:
        assert headers == {"x-user": "42"}
        return {"headers": {"unit": "test"}, "payload": {"sum": sum(payload)}}

    async with connect(router) as peer:
        reply = await peer.ask(
            {
                "uuid": 123,
                "route": "math/sum",
                "headers": {"x-user": "42"},
                "payload": [1, 2, 3, 4],
            }
        )
    assert reply == {
        "uuid": 123,
        "status": 200,
        "headers": {"unit": "test"},
        "payload": {"sum": 10},
    }


@pytest.mark.parametrize(("payload", "total"), [([1, 2, 3, 4], 10), ([], 0), (None, 0)])
async def test_the_quick_start_adds(router: SocketRouter, payload: Any, total: int) -> None:
    """README: "async def sum_handler(ws, headers, payload)" under a decorator."""
    router.route("math/sum")(sum_handler)
    async with connect(router) as peer:
        reply = await peer.call("math/sum", payload)
    status_is(reply, 200)
    assert reply["payload"] == {"sum": total}


async def test_a_handler_needs_no_annotations_and_may_use_names_of_its_own(
    router: SocketRouter,
) -> None:
    """README: "(ws, headers, payload)" are three values by position."""

    @router.route("triple")
    async def triple(a, b, c):  # type: ignore[no-untyped-def] # as users write it
        return {"payload": [a.scope["type"], b, c]}

    async with connect(router) as peer:
        reply = await peer.call("triple", "sent", {"h": 1})
    assert reply["payload"] == ["websocket", {"h": 1}, "sent"]


async def test_a_default_does_not_change_what_is_passed(router: SocketRouter) -> None:
    """README: "(ws, headers, payload)", to a handler that can also be called without."""

    @router.route("sum")
    async def total(ws: WebSocket, headers: Any = None, payload: Any = None) -> HandlerResult:
        return {"payload": [headers, payload]}

    @router.route("sum-too")
    async def total_too(socket: Any, head: Any, body: Any = None) -> HandlerResult:
        return {"payload": [head, body]}

    async with connect(router) as peer:
        assert (await peer.call("sum", 1, {"h": 1}))["payload"] == [{"h": 1}, 1]
        assert (await peer.call("sum-too", 1, {"h": 1}))["payload"] == [{"h": 1}, 1]


def test_the_decorator_gives_the_function_back(router: SocketRouter) -> None:
    """README: "@router.route(...)" leaves the function usable on its own."""
    assert router.route("math/sum")(sum_handler) is sum_handler


@pytest.mark.parametrize("path", ["route", "path"])
@pytest.mark.parametrize("correlation", ["uuid", "track_id"])
async def test_route_may_be_called_path(router: SocketRouter, path: str, correlation: str) -> None:
    """README: "Route by `route` (aka `path`) with `uuid` correlation"."""
    router.route("math/sum")(sum_handler)
    async with connect(router) as peer:
        reply = await peer.ask(
            {correlation: "one", path: "math/sum", "headers": {}, "payload": [1, 2]}
        )
    assert reply["uuid"] == "one"
    assert reply["payload"] == {"sum": 3}


@pytest.mark.parametrize("uuid", [0, -1, 123, 2**40, "", "0", "3f2b-ä"])
async def test_a_uuid_is_given_back_as_it_came(router: SocketRouter, uuid: Any) -> None:
    """README: "`uuid` correlation"."""
    router.route("math/sum")(sum_handler)
    async with connect(router) as peer:
        reply = await peer.ask({"uuid": uuid, "route": "math/sum", "headers": {}, "payload": []})
    assert reply["uuid"] == uuid
    assert type(reply["uuid"]) is type(uuid)


async def test_ping_is_answered_pong(router: SocketRouter) -> None:
    """README: "Optional PING→PONG heartbeat"."""
    async with connect(router) as peer:
        pong = await peer.ask({"uuid": 7, "route": "PING", "headers": {}, "payload": {}})
    assert pong == {"uuid": 7, "route": "PONG", "headers": {}, "payload": None}


async def test_a_ping_needs_neither_headers_nor_payload(router: SocketRouter) -> None:
    """README: "Optional PING→PONG heartbeat"."""
    async with connect(router) as peer:
        pong = await peer.ask({"uuid": "p", "route": "PING"})
    assert pong == {"uuid": "p", "route": "PONG", "headers": {}, "payload": None}


async def test_failures_are_mapped_to_statuses(router: SocketRouter) -> None:
    """README: "Graceful error mapping (400/403/404/500)"."""

    async def no(*_: Any) -> bool:
        return False

    @router.route("broken")
    async def broken(ws: WebSocket, headers: Any, payload: Any) -> None:
        raise RuntimeError("secret")

    router.route("checked", {"data_check": no})(sum_handler)
    router.route("guarded", {"access": no})(sum_handler)
    async with connect(router) as peer:
        statuses = {"checked": 400, "guarded": 403, "unknown": 404, "broken": 500}
        for route, status in statuses.items():
            reply = await peer.call(route)
            status_is(reply, status)
            assert list(reply["payload"]) == ["message"]
            assert "secret" not in reply["payload"]["message"]


async def test_a_broken_handler_leaves_the_connection_usable(router: SocketRouter) -> None:
    """README: "Graceful error mapping"."""

    @router.route("broken")
    async def broken(ws: WebSocket, headers: Any, payload: Any) -> None:
        raise RuntimeError("secret")

    router.route("math/sum")(sum_handler)
    async with connect(router) as peer:
        status_is(await peer.call("broken"), 500)
        status_is(await peer.call("math/sum", [1]), 200)


# Handler results


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"payload": 1}, (200, {}, 1)),
        ({"status": 201}, (201, {}, None)),
        ({"headers": {"a": 1}}, (200, {"a": 1}, None)),
        ({"status": 404, "payload": {"message": "gone"}}, (404, {}, {"message": "gone"})),
        ({"status": None, "headers": None, "payload": 0}, (200, {}, 0)),
        ({"status": 200, "headers": {}, "payload": None}, (200, {}, None)),
    ],
)
async def test_members_of_a_handler_result_may_be_missing(
    router: SocketRouter, result: Any, expected: tuple[int, Any, Any]
) -> None:
    """README: "return {"status": ..., "payload": ...}": HandlerResult is not total."""

    @router.route("result")
    async def handler(ws: WebSocket, headers: Any, payload: Any) -> Any:
        return result

    async with connect(router) as peer:
        reply = await peer.call("result")
    assert (reply["status"], reply["headers"], reply["payload"]) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("OK", 200),
        ("BAD_REQUEST", 400),
        ("FORBIDDEN", 403),
        ("NOT_FOUND", 404),
        ("INTERNAL_SERVER_ERROR", 500),
        ("PENDING", 402),
    ],
)
async def test_a_status_of_the_table_travels_as_its_code(
    router: SocketRouter, name: str, code: int
) -> None:
    """The table "Status Codes", row by row."""

    @router.route("status")
    async def handler(ws: WebSocket, headers: Any, payload: Any) -> HandlerResult:
        return {"status": Status[name], "payload": {"kept": True}}

    async with connect(router) as peer:
        reply = await peer.call("status")
    assert reply["status"] == code
    assert reply["payload"] == {"kept": True}


# Connections


@pytest.mark.parametrize("granted", [True, False])
async def test_access_logic_decides_about_the_connection(granted: bool) -> None:
    """`access_logic` of 1.1.1: "if opening websocket is allowed at first place"."""

    async def access_logic(ws: WebSocket) -> bool:
        assert ws.headers["host"] == "testserver"
        return granted

    await opens(SocketRouter(access_logic=access_logic), granted)


@pytest.mark.parametrize("granted", [True, False])
async def test_access_logic_may_be_a_plain_function(granted: bool) -> None:
    """The same, run in a thread."""
    threads: list[int] = []

    def access_logic(ws: WebSocket) -> bool:
        threads.append(threading.get_ident())
        return granted

    await opens(SocketRouter(access_logic=access_logic), granted)
    assert threads[0] != threading.get_ident()


async def opens(router: SocketRouter, granted: bool) -> None:
    router.route("math/sum")(sum_handler)
    async with connect(router) as peer:
        if granted:
            status_is(await peer.call("math/sum", [1]), 200)
        else:
            assert await peer.close_code() == 1008


async def test_a_later_registration_replaces_an_earlier_one(router: SocketRouter) -> None:
    """README: "@router.route("math/sum")" twice: as in 1.1.1, the last one counts."""
    router.route("math/sum")(total_of_none)
    router.route("math/sum")(sum_handler)
    async with connect(router) as peer:
        assert (await peer.call("math/sum", [1]))["payload"] == {"sum": 1}


async def test_two_connections_do_not_meet(router: SocketRouter) -> None:
    """README: "a minimal, predictable request/response layer": answers go to who asked."""
    router.route("math/sum")(sum_handler)
    async with connect(router) as one, connect(router) as two:
        one.send({"uuid": "one", "route": "math/sum", "headers": {}, "payload": [1]})
        two.send({"uuid": "two", "route": "math/sum", "headers": {}, "payload": [2]})
        assert (await two.receive())["uuid"] == "two"
        assert (await one.receive())["uuid"] == "one"


# Plain functions


async def test_plain_handlers_and_hooks_run_in_a_thread(router: SocketRouter) -> None:
    """1.1.1 answered 500; here they run, and never on the thread of the event loop."""
    threads: dict[str, int] = {}

    def note(name: str) -> None:
        threads[name] = threading.get_ident()

    def data_check(message: MessageData) -> bool:
        note("data_check")
        return True

    def access(ws: WebSocket, message: MessageData) -> bool:
        note("access")
        return True

    def hydrate(ws: WebSocket, message: MessageData) -> str:
        note("hydrate")
        return "value"

    def dehydrate(payload: Any) -> Any:
        note("dehydrate")
        return [payload]

    def handler(value: Any) -> HandlerResult:
        note("handler")
        return {"payload": value}

    options: RouteOptions = {
        "data_check": data_check,
        "access": access,
        "hydrate": hydrate,
        "dehydrate": dehydrate,
    }
    router.route("plain", options)(handler)
    async with connect(router) as peer:
        reply = await peer.call("plain")
    status_is(reply, 200)
    assert reply["payload"] == ["value"]
    assert set(threads) == {*options, "handler"}
    assert threading.get_ident() not in threads.values()


async def test_a_plain_handler_does_not_hold_up_the_connection(router: SocketRouter) -> None:
    """A blocking function blocks its thread, not the loop."""
    gate = threading.Event()

    @router.route("blocking")
    def blocking(ws: WebSocket, headers: Any, payload: Any) -> HandlerResult:
        assert gate.wait(10)
        return {"payload": "late"}

    async with connect(router) as peer:
        peer.send({"uuid": 1, "route": "blocking", "headers": {}, "payload": None})
        try:
            pong = await peer.ask({"uuid": 2, "route": "PING", "headers": {}, "payload": {}})
        finally:
            gate.set()
        assert pong["route"] == "PONG"
        assert (await peer.receive())["payload"] == "late"


async def test_async_handlers_and_hooks_run_on_the_loop(router: SocketRouter) -> None:
    """README: "async def sum_handler": it may use what belongs to the running loop."""
    loop = asyncio.get_running_loop()

    @router.route("loop")
    async def handler(ws: WebSocket, headers: Any, payload: Any) -> HandlerResult:
        return {"payload": asyncio.get_running_loop() is loop}

    async with connect(router) as peer:
        assert (await peer.call("loop"))["payload"] is True
