"""Every defect of 1.1.1 that we set out to cure, as a test that 1.1.1 fails.

The tests use only names that both versions have, over a driver that works for both. The mark
says which defect it is and which words the failure has on 1.1.1; `tests.support.legacy` runs
this same file against 1.1.1 and checks exactly that. The row numbers only group the tests.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import json
import math
import signal
import subprocess
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from starlette.websockets import WebSocket
from tests.support import legacy_driver
from tests.support.legacy_driver import PATIENCE, Peer, status_is
from tests.support.legacy_server import running
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect as websocket

from fastapi_observable_socket import SocketRouter

Local = dict[str, Any]

# That 1.1.1 never returns has its own tests; it must not hide the failure of the others.
connect = functools.partial(legacy_driver.connect, must_end=False)


def defect(row: int, on_1_1_1: str, cause: str = "") -> pytest.MarkDecorator:
    """Say which defect a test is about, how it fails on 1.1.1 and what is then in the log."""
    return pytest.mark.defect(row=row, on_1_1_1=on_1_1_1, cause=cause)


def answering(router: SocketRouter, path: str, options: Any = None) -> None:
    """A route that answers "fine", in the one handler shape that 1.1.1 can call."""

    @router.route(path, options=options)
    async def handler(local: Local) -> dict[str, Any]:
        return {"payload": "fine"}


async def still_usable(peer: Peer) -> None:
    """Send one good request and expect its answer."""
    reply = await peer.call("fine")
    assert reply["payload"] == "fine", f"the connection is spoilt: {reply}"


@pytest.fixture
def router() -> SocketRouter:
    router = SocketRouter()
    answering(router, "fine")
    return router


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as (url, _process):
        yield url


# 1. Mounts


@defect(row=1, on_1_1_1="handshake refused: server rejected WebSocket connection: HTTP 500")
@pytest.mark.parametrize("path", ["/websocket-route", "/mounted/"])
def test_a_router_can_be_mounted_as_an_application(server: str, path: str) -> None:
    assert echo_over(server + path) == "echoed"


def echo_over(url: str) -> Any:
    try:
        with websocket(url, open_timeout=PATIENCE) as peer:
            peer.send(json.dumps({"uuid": 1, "route": "echo", "headers": {}, "payload": None}))
            return json.loads(peer.recv(timeout=PATIENCE))["payload"]
    except InvalidHandshake as refusal:
        raise AssertionError(f"handshake refused: {refusal}") from None


# 2. The documented handler


@defect(row=2, on_1_1_1="answered 500", cause="missing 2 required positional arguments")
async def test_a_handler_gets_socket_headers_and_payload(router: SocketRouter) -> None:
    @router.route("sum")
    async def total(ws: WebSocket, headers: dict[str, Any], payload: list[int]) -> dict[str, Any]:
        return {"payload": [ws.scope["type"], headers["unit"], sum(payload)]}

    async with connect(router) as peer:
        reply = await peer.call("sum", [1, 2, 3], {"unit": "m"})
    status_is(reply, 200)
    assert reply["payload"] == ["websocket", "m", 6]


# 3. What a closed connection leaves behind


@defect(row=3, on_1_1_1="the router did not return after the disconnect")
async def test_the_router_returns_when_the_client_leaves(router: SocketRouter) -> None:
    async with connect(router) as peer:
        await still_usable(peer)
        await peer.leave()


@defect(row=3, on_1_1_1="2 tasks are left")
async def test_no_task_outlives_its_connection(router: SocketRouter) -> None:
    before = asyncio.all_tasks()
    async with connect(router) as one, connect(router) as two:
        for peer in (one, two):
            await still_usable(peer)
            await peer.hang_up()
        left = asyncio.all_tasks() - before
        assert not left, f"{len(left)} tasks are left"


@defect(row=3, on_1_1_1="the connection is still in memory")
async def test_a_closed_connection_is_freed(router: SocketRouter) -> None:
    sockets: list[weakref.ref[WebSocket]] = []

    async def endpoint(ws: WebSocket) -> None:
        sockets.append(weakref.ref(ws))
        await router(ws)

    async with connect(endpoint) as peer:
        await still_usable(peer)
        await peer.hang_up()
        gc.collect()
        assert sockets[0]() is None, "the connection is still in memory"


@defect(row=3, on_1_1_1="logged as an error")
async def test_a_normal_close_is_no_error_in_the_log(
    router: SocketRouter, caplog: pytest.LogCaptureFixture
) -> None:
    async with connect(router) as peer:
        await still_usable(peer)
        await peer.hang_up()
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert not errors, f"logged as an error: {errors}"


@defect(row=3, on_1_1_1="still running after SIGTERM")
def test_a_closed_connection_does_not_hold_up_sigterm() -> None:
    with running() as (url, process):
        assert echo_over(f"{url}/awaited") == "echoed"
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError("still running after SIGTERM") from None


# 4. data_check


@defect(row=4, on_1_1_1="no answer", cause="Response is not JSON serializable")
async def test_a_refused_data_check_is_answered_400(router: SocketRouter) -> None:
    async def data_check(message: Any, local: Local) -> bool:
        return False

    answering(router, "checked", {"data_check": data_check})
    async with connect(router) as peer:
        status_is(await peer.call("checked"), 400)
        await still_usable(peer)


# 5. Hooks as documented


async def check_one(message: Any) -> bool:
    return bool(message["payload"] == "sent")


async def check_attribute(message: Any, local: Local) -> bool:
    return bool(message.headers.get("article") == "7")


async def access_two(ws: WebSocket, message: Any) -> bool:
    return bool(message["payload"] == "sent")


async def access_attribute(ws: WebSocket, message: Any, local: Local) -> bool:
    return bool(message.headers.get("article") == "7" and message.payload == "sent")


async def hydrate_attribute(ws: WebSocket, message: Any) -> Any:
    return message.headers.get("article")


DICT = defect(5, "answered 500", cause="'dict' object has no attribute 'headers'")
ARITY = defect(5, "answered 500", cause="positional argument")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"data_check": check_one}, marks=ARITY, id="data_check(message)"),
        pytest.param({"data_check": check_attribute}, marks=DICT, id="data_check, headers.get"),
        pytest.param({"access": access_two}, marks=ARITY, id="access(ws, message)"),
        pytest.param({"access": access_attribute}, marks=DICT, id="access, headers.get"),
        pytest.param({"hydrate": hydrate_attribute}, marks=DICT, id="hydrate, headers.get"),
    ],
)
async def test_hooks_take_the_documented_forms(router: SocketRouter, options: Any) -> None:
    answering(router, "hooked", options)
    async with connect(router) as peer:
        reply = await peer.call("hooked", "sent", {"article": "7"})
    status_is(reply, 200)


# 6. The cached value


@defect(row=6, on_1_1_1="the handler got {'value': 'cached'}")
async def test_the_handler_gets_the_cached_value(router: SocketRouter) -> None:
    async def access(ws: WebSocket, message: Any, local: Local) -> bool:
        local["value"] = "cached"
        return True

    @router.route("cached", options={"access": access})
    async def handler(value: Any) -> dict[str, Any]:
        return {"payload": value}

    async with connect(router) as peer:
        reply = await peer.call("cached")
    assert reply["payload"] == "cached", f"the handler got {reply['payload']}"


# 7. Malformed frames

DEEP = "[" * 100_000 + "]" * 100_000


def request_with(payload: str) -> str:
    """A request whose payload is the given raw text."""
    return '{"uuid": 1, "route": "echo", "headers": {}, "payload": ' + payload + "}"


def broken_by(cause: str) -> pytest.MarkDecorator:
    return defect(7, "answered 500", cause=cause)


@pytest.mark.parametrize(
    ("frame", "uuid"),
    [
        pytest.param("[1]", None, marks=broken_by("'list' object"), id="an array"),
        pytest.param("5", None, marks=broken_by("'int' object"), id="a number"),
        pytest.param("null", None, marks=broken_by("'NoneType' object"), id="null"),
        pytest.param(b'{"uuid": 1}', None, marks=broken_by("'text'"), id="a binary frame"),
        pytest.param(request_with(DEEP), 1, marks=broken_by("recursion"), id="100,000 deep"),
        pytest.param(request_with("9" * 5_000), 1, marks=broken_by("4300"), id="5,000 digits"),
        pytest.param(
            request_with(r'"\ud800"'),
            1,
            marks=defect(7, "no answer", cause="surrogates not allowed"),
            id="a lone surrogate",
        ),
    ],
)
async def test_a_malformed_frame_is_answered_400_and_harms_nothing(
    router: SocketRouter, frame: str | bytes, uuid: int | None
) -> None:
    async def take_payload(ws: WebSocket, message: Any) -> Any:
        return message["payload"]

    @router.route("echo", options={"hydrate": take_payload})
    async def echo(value: Any) -> dict[str, Any]:
        return {"payload": value}

    async with connect(router) as peer:
        reply = await peer.ask(frame)
        status_is(reply, 400)
        assert reply["uuid"] == uuid
        await still_usable(peer)


# 8. The envelope


@defect(row=8, on_1_1_1="answered 400")
@pytest.mark.parametrize("missing", ["headers", "payload"])
async def test_headers_and_payload_may_be_left_out(router: SocketRouter, missing: str) -> None:
    frame = {"uuid": 1, "route": "fine", "headers": {}, "payload": None}
    del frame[missing]
    async with connect(router) as peer:
        status_is(await peer.ask(frame), 200)


@defect(row=8, on_1_1_1="came back as 0")
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"route": 5}, id="route is a number"),
        pytest.param({"route": None}, id="route is null"),
        pytest.param({"headers": []}, id="headers is an array"),
        pytest.param({"headers": "x"}, id="headers is a string"),
    ],
)
async def test_an_envelope_error_gives_the_uuid_back(router: SocketRouter, fault: Any) -> None:
    frame = {"uuid": "mine", "route": "fine", "headers": {}, "payload": None, **fault}
    async with connect(router) as peer:
        reply = await peer.ask(frame)
    status_is(reply, 400)
    assert reply["uuid"] == "mine", f"came back as {reply['uuid']}"


@defect(row=8, on_1_1_1="came back as 0")
async def test_a_request_without_route_gets_its_uuid_back(router: SocketRouter) -> None:
    async with connect(router) as peer:
        reply = await peer.ask({"uuid": "mine", "headers": {}, "payload": None})
    status_is(reply, 400)
    assert reply["uuid"] == "mine", f"came back as {reply['uuid']}"


@defect(row=8, on_1_1_1="came back as 0")
async def test_a_ping_without_headers_gets_its_uuid_back(router: SocketRouter) -> None:
    async with connect(router) as peer:
        reply = await peer.ask({"uuid": "mine", "route": "PING"})
    assert reply["route"] == "PONG"
    assert reply["uuid"] == "mine", f"came back as {reply['uuid']}"


# 9. Falsy payloads


@defect(row=9, on_1_1_1="arrived as {}")
@pytest.mark.parametrize("payload", [0, False, "", []], ids=["0", "false", "empty text", "[]"])
async def test_a_falsy_payload_arrives_as_itself(router: SocketRouter, payload: Any) -> None:
    arrived: list[Any] = []

    async def take_payload(ws: WebSocket, message: Any) -> None:
        arrived.append(message["payload"])

    answering(router, "take", {"hydrate": take_payload})
    async with connect(router) as peer:
        status_is(await peer.call("take", payload), 200)
    assert arrived[0] == payload, f"arrived as {arrived[0]}"
    assert type(arrived[0]) is type(payload)


# 10. What handlers return


class Point(BaseModel):
    x: int


@dataclass
class Pair:
    left: int
    right: int


MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NAME = UUID("12345678-1234-5678-1234-567812345678")


REFUSED = defect(10, "answered 500", cause="Input should be a valid dictionary")
MUTE = defect(10, "no answer", cause="is not JSON serializable")


def returning(router: SocketRouter, payload: Any) -> None:
    @router.route("rich")
    async def handler(local: Local) -> dict[str, Any]:
        return {"status": 200, "payload": payload}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(MOMENT, "2026-01-02T03:04:05Z", marks=REFUSED, id="datetime"),
        pytest.param(NAME, str(NAME), marks=REFUSED, id="UUID"),
        pytest.param(Pair(1, 2), {"left": 1, "right": 2}, marks=REFUSED, id="dataclass"),
        pytest.param(Point(x=1), {"x": 1}, marks=defect(10, "arrived as [['x', 1]]"), id="model"),
        pytest.param(
            {"at": [MOMENT]}, {"at": ["2026-01-02T03:04:05Z"]}, marks=MUTE, id="nested datetime"
        ),
        pytest.param({"id": [NAME]}, {"id": [str(NAME)]}, marks=MUTE, id="nested UUID"),
    ],
)
async def test_a_rich_value_is_encoded(router: SocketRouter, value: Any, expected: Any) -> None:
    returning(router, value)
    async with connect(router) as peer:
        reply = await peer.call("rich")
        status_is(reply, 200)
        assert reply["payload"] == expected, f"arrived as {reply['payload']}"
        await still_usable(peer)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(math.nan, marks=defect(10, "a bare NaN on the wire"), id="NaN"),
        pytest.param(math.inf, marks=defect(10, "a bare Infinity on the wire"), id="inf"),
        pytest.param(-math.inf, marks=defect(10, "a bare -Infinity on the wire"), id="-inf"),
    ],
)
async def test_what_json_has_no_number_for_becomes_null(router: SocketRouter, value: float) -> None:
    returning(router, {"inner": value})
    async with connect(router) as peer:
        reply = await peer.call("rich")
    assert reply["payload"] == {"inner": None}


# 11. A slow handler


@pytest.fixture
def gate(router: SocketRouter) -> asyncio.Event:
    """The route "slow" answers when this event is set."""
    gate = asyncio.Event()

    @router.route("slow")
    async def slow(local: Local) -> dict[str, Any]:
        await gate.wait()
        return {"payload": "late"}

    return gate


@defect(row=11, on_1_1_1="no answer")
async def test_a_ping_never_waits_for_a_handler(router: SocketRouter, gate: asyncio.Event) -> None:
    async with connect(router) as peer:
        peer.send({"uuid": 1, "route": "slow", "headers": {}, "payload": None})
        pong = await peer.ask({"uuid": 2, "route": "PING", "headers": {}, "payload": {}})
        assert (pong["route"], pong["uuid"]) == ("PONG", 2)
        gate.set()
        assert (await peer.receive())["payload"] == "late"


@defect(row=11, on_1_1_1="no answer")
async def test_a_fast_request_overtakes_a_slow_one(
    router: SocketRouter, gate: asyncio.Event
) -> None:
    async with connect(router) as peer:
        peer.send({"uuid": 2, "route": "slow", "headers": {}, "payload": None})
        await still_usable(peer)
        gate.set()
        assert (await peer.receive())["payload"] == "late"


# 12. A client that leaves during a handler


@defect(row=12, on_1_1_1="the handler runs on")
async def test_a_handler_ends_with_its_connection(router: SocketRouter) -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    @router.route("endless")
    async def endless(local: Local) -> None:
        started.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    async with connect(router) as peer:
        peer.send({"uuid": 1, "route": "endless", "headers": {}, "payload": None})
        await asyncio.wait_for(started.wait(), PATIENCE)
        await peer.hang_up()
        assert ended.is_set(), "the handler runs on"


# 13. Plain functions and None


def check_sync(message: Any, local: Local) -> bool:
    return True


def access_sync(ws: WebSocket, message: Any, local: Local) -> bool:
    return True


def hydrate_sync(ws: WebSocket, message: Any) -> str:
    return "value"


def dehydrate_sync(payload: Any) -> Any:
    return payload


@defect(row=13, on_1_1_1="answered 500", cause="await")
async def test_a_handler_may_be_a_plain_function(router: SocketRouter) -> None:
    @router.route("plain")
    def plain(local: Local) -> dict[str, Any]:
        return {"payload": "plain"}

    async with connect(router) as peer:
        reply = await peer.call("plain")
    status_is(reply, 200)
    assert reply["payload"] == "plain"


@defect(row=13, on_1_1_1="answered 500", cause="await")
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"data_check": check_sync}, id="data_check"),
        pytest.param({"access": access_sync}, id="access"),
        pytest.param({"hydrate": hydrate_sync}, id="hydrate"),
        pytest.param({"dehydrate": dehydrate_sync}, id="dehydrate"),
    ],
)
async def test_a_hook_may_be_a_plain_function(router: SocketRouter, options: Any) -> None:
    answering(router, "hooked", options)
    async with connect(router) as peer:
        reply = await peer.call("hooked")
    status_is(reply, 200)
    assert reply["payload"] == "fine"


@defect(row=13, on_1_1_1="answered 500", cause="'NoneType' object has no attribute 'get'")
async def test_a_handler_may_return_nothing(router: SocketRouter) -> None:
    @router.route("nothing")
    async def nothing(local: Local) -> None:
        return None

    async with connect(router) as peer:
        reply = await peer.call("nothing")
    status_is(reply, 200)
    assert reply["payload"] is None


# 14. uuid


@defect(row=14, on_1_1_1="came back as 1")
async def test_a_boolean_is_no_uuid(router: SocketRouter) -> None:
    async with connect(router) as peer:
        reply = await peer.ask({"uuid": True, "route": "fine", "headers": {}, "payload": None})
    assert reply["uuid"] is None, f"came back as {reply['uuid']}"
    status_is(reply, 400)


# 15. Refused connections


async def refuse(ws: WebSocket) -> bool:
    return False


@defect(row=15, on_1_1_1="websocket.close before accept")
async def test_a_refused_connection_is_accepted_and_closed_1008() -> None:
    async with connect(SocketRouter(access_logic=refuse)) as peer:
        assert await peer.close_code() == 1008


@defect(row=15, on_1_1_1="handshake refused: server rejected WebSocket connection: HTTP 403")
def test_a_browser_can_see_why_it_was_refused(server: str) -> None:
    try:
        peer = websocket(f"{server}/refused", open_timeout=PATIENCE)
    except InvalidHandshake as refusal:
        raise AssertionError(f"handshake refused: {refusal}") from None
    with peer, pytest.raises(ConnectionClosed) as closed:
        peer.recv(timeout=PATIENCE)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
