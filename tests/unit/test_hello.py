"""HELLO: version, contract, credentials, and what happens without it."""

from __future__ import annotations

import asyncio
import json
import math
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import WebSocket

from fastapi_observable_socket import (
    CloseCode,
    Context,
    Contract,
    Identity,
    Limits,
    SocketError,
    SocketRouter,
)
from fastapi_observable_socket.testing import SocketClient

OURS, THEIRS = "sha256:" + "a" * 64, "sha256:" + "b" * 64
HELLO = {"protocol": 2}
ADA = {"protocol": 2, "credentials": "ada"}


def authenticate(websocket: WebSocket, credentials: Any) -> Any:
    """Knows whoever says so, and those whose time is given."""
    if isinstance(credentials, dict):
        return Identity(credentials["name"], time.time() + credentials["seconds"])
    return credentials


def serving(**arguments: Any) -> SocketRouter:
    router = SocketRouter(**arguments)

    @router.route("user")
    async def user(context: Context) -> Any:
        return getattr(context.state, "user", None)

    return router


async def test_hello_tells_version_connection_and_limits() -> None:
    limits = Limits(max_in_flight=7)
    async with SocketClient(serving(limits=limits)) as client:
        reply = await client.request("HELLO", HELLO)
    assert reply.status == 200
    assert reply.payload.pop("connection").startswith("c")
    assert reply.payload == {"protocol": 2, "limits": asdict(limits)}


@pytest.mark.parametrize("theirs", [OURS, THEIRS])
async def test_hello_says_whether_the_contracts_are_the_same(theirs: str) -> None:
    async with SocketClient(serving(contract=Contract(OURS, {}, ()), strict=False)) as client:
        reply = await client.request("HELLO", {**HELLO, "digest": theirs})
        assert reply.payload["digest"] == OURS
        assert reply.payload["digest_matches"] is (theirs == OURS)
        assert "digest_matches" not in (await client.request("HELLO", HELLO)).payload


async def test_another_contract_can_be_refused() -> None:
    router = serving(
        contract=Contract(OURS, {}, ()), strict=False, mismatch="refuse", hello="required"
    )
    async with SocketClient(router) as client:
        assert (await client.request("HELLO", {**HELLO, "digest": THEIRS})).status == 412
        assert (await client.request("user")).status == 401
        assert (await client.request("HELLO", {**HELLO, "digest": OURS})).status == 200
        assert (await client.request("user")).status == 200


@pytest.mark.parametrize(
    ("payload", "places"),
    [
        (None, ["/payload"]),
        ({}, ["/payload/protocol"]),
        ({"protocol": "2"}, ["/payload/protocol"]),
        ({"protocol": 2, "digest": "md5:0"}, ["/payload/digest"]),
        ({"protocol": 2, "client": "x" * 129}, ["/payload/client"]),
    ],
)
async def test_a_hello_that_is_none_is_refused_with_the_places(
    payload: Any, places: list[str]
) -> None:
    async with SocketClient(serving()) as client:
        reply = await client.request("HELLO", payload)
    assert reply.status == 400
    assert [error["pointer"] for error in reply.payload["errors"]] == places


async def test_another_version_of_the_protocol_is_refused() -> None:
    async with SocketClient(serving()) as client:
        assert (await client.request("HELLO", {"protocol": 3})).status == 505


async def test_where_hello_is_demanded_nothing_else_runs_before_it() -> None:
    async with SocketClient(serving(hello="required")) as client:
        assert (await client.request("user")).status == 401
        assert (await client.request("no/such/route")).status == 401
        client.send_text('{"uuid": 1, "route": "PING"}')
        assert (await client.receive())["route"] == "PONG"
        assert (await client.request("HELLO", HELLO)).status == 200
        assert (await client.request("user")).status == 200


async def test_a_connection_without_the_hello_that_is_demanded_is_closed() -> None:
    limits = Limits(hello_timeout=0.01)
    async with SocketClient(serving(hello="required", limits=limits)) as client:
        assert (await client.expect_close()).code == CloseCode.HELLO_TIMEOUT


async def test_a_hello_in_time_keeps_the_connection() -> None:
    limits = Limits(hello_timeout=60)
    async with SocketClient(serving(hello="required", limits=limits)) as client:
        assert (await client.request("HELLO", HELLO)).status == 200
        connection = await timer_of(client)
    assert connection is None


async def timer_of(client: SocketClient) -> Any:
    """The timer that would close the connection, seen from inside."""
    router: Any = client._app
    (connection,) = router._fleet._connections
    return connection._timer


async def test_handlers_know_whom_authenticate_has_recognised() -> None:
    async with SocketClient(serving(authenticate=authenticate)) as client:
        assert (await client.request("user")).payload is None
        assert (await client.request("HELLO", ADA)).status == 200
        assert (await client.request("user")).payload == "ada"


@pytest.mark.parametrize("credentials", [None, False, {"name": "late", "seconds": -1}])
async def test_credentials_that_are_not_accepted_are_answered_401(credentials: Any) -> None:
    async with SocketClient(serving(authenticate=authenticate, hello="required")) as client:
        refused = await client.request("HELLO", {**HELLO, "credentials": credentials})
        assert refused.status == 401
        assert (await client.request("user")).status == 401


async def test_authenticate_may_refuse_in_its_own_words() -> None:
    async def refuse(websocket: WebSocket, credentials: Any) -> Any:
        raise SocketError(403, "not on Sundays")

    async with SocketClient(serving(authenticate=refuse)) as client:
        reply = await client.request("HELLO", ADA)
    assert (reply.status, reply.payload) == (403, {"message": "not on Sundays"})


async def test_an_authenticate_that_fails_is_a_500_and_credentials_are_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(websocket: WebSocket, credentials: Any) -> Any:
        raise LookupError("no key")

    async with SocketClient(serving(authenticate=broken, hello="required")) as client:
        reply = await client.request("HELLO", {**HELLO, "credentials": "tell-nobody"})
        assert reply.status == 500
        assert (await client.request("user")).status == 401
    assert len(caplog.records) == 1
    assert "tell-nobody" not in caplog.text


async def test_credentials_that_end_at_no_time_that_there_is_are_not_accepted() -> None:
    def odd(websocket: WebSocket, credentials: Any) -> Any:
        return Identity("ada", math.nan)

    async with SocketClient(serving(authenticate=odd, hello="required")) as client:
        assert (await client.request("HELLO", ADA)).status == 401
        assert (await client.request("user")).status == 401


async def test_credentials_are_refreshed_on_the_living_connection() -> None:
    async with SocketClient(serving(authenticate=authenticate)) as client:
        for name in ("ada", "grace"):
            credentials = {"name": name, "seconds": 60}
            await client.request("HELLO", {**HELLO, "credentials": credentials})
            assert (await client.request("user")).payload == name


async def test_a_refresh_that_is_refused_leaves_what_was_accepted_before() -> None:
    async with SocketClient(serving(authenticate=authenticate)) as client:
        await client.request("HELLO", ADA)
        assert (await client.request("HELLO", HELLO)).status == 401
        assert (await client.request("user")).payload == "ada"


async def test_credentials_that_expire_close_the_connection_with_a_hint() -> None:
    async with SocketClient(serving(authenticate=authenticate)) as client:
        credentials = {"name": "ada", "seconds": 0.05}
        await client.request("HELLO", {**HELLO, "credentials": credentials})
        closed = await client.expect_close()
    assert closed.code == CloseCode.CREDENTIALS_EXPIRED
    assert closed.reason == "credentials expired; retry_after=0"


async def test_a_refresh_puts_the_end_off() -> None:
    async with SocketClient(serving(authenticate=authenticate)) as client:
        for seconds in (5, 500):
            credentials = {"name": "ada", "seconds": seconds}
            await client.request("HELLO", {**HELLO, "credentials": credentials})
        timer = await timer_of(client)
    assert timer.when() - timer._loop.time() > 400


async def test_a_refresh_without_an_end_takes_the_earlier_one_away() -> None:
    async with SocketClient(serving(authenticate=authenticate)) as client:
        await client.request("HELLO", {**HELLO, "credentials": {"name": "ada", "seconds": 60}})
        await client.request("HELLO", ADA)
        assert await timer_of(client) is None


async def test_a_refresh_that_is_refused_leaves_the_end_where_it_was() -> None:
    async with SocketClient(serving(authenticate=authenticate)) as client:
        await client.request("HELLO", {**HELLO, "credentials": {"name": "ada", "seconds": 60}})
        before = await timer_of(client)
        for payload in (HELLO, {"protocol": 3, "credentials": "ada"}):
            assert (await client.request("HELLO", payload)).status in (401, 505)
        assert await timer_of(client) is before


async def test_what_runs_when_credentials_expire_is_cancelled_and_not_answered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    happened: list[str] = []
    router = serving(authenticate=authenticate)

    @router.route("wait")
    async def wait(context: Context) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            happened.append("cancelled")

    async with SocketClient(router) as client:
        await client.request("HELLO", {**HELLO, "credentials": {"name": "ada", "seconds": 0.05}})
        client.send_text('{"uuid": 1, "route": "wait"}')
        assert (await client.expect_close()).code == CloseCode.CREDENTIALS_EXPIRED
        assert client._inbox.empty()
    assert happened == ["cancelled"]
    assert caplog.records == []


class Slow:
    """An ``authenticate`` that waits until it is let through."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let_through = asyncio.Event()
        self.happened: list[str] = []

    async def __call__(self, websocket: WebSocket, credentials: Any) -> Any:
        self.asked.set()
        try:
            await self.let_through.wait()
        except asyncio.CancelledError:
            self.happened.append("cancelled")
            raise
        return credentials


async def test_checking_credentials_ends_when_the_peer_leaves() -> None:
    slow = Slow()
    before = asyncio.all_tasks()
    async with SocketClient(serving(authenticate=slow)) as client:
        client.send_text(json.dumps({"uuid": "h", "route": "HELLO", "payload": ADA}))
        await slow.asked.wait()
    assert slow.happened == ["cancelled"]
    assert asyncio.all_tasks() == before


async def test_checking_credentials_holds_up_no_request_and_can_be_cancelled() -> None:
    slow = Slow()
    async with SocketClient(serving(authenticate=slow)) as client:
        client.send_text(json.dumps({"uuid": "h", "route": "HELLO", "payload": ADA}))
        await slow.asked.wait()
        assert (await client.request("user")).payload is None
        client.send_text('{"uuid": "h", "route": "CANCEL"}')
        assert (await client.receive())["status"] == 499
        assert (await client.request("user")).payload is None
    assert slow.happened == ["cancelled"]


async def test_where_hello_is_demanded_nothing_runs_while_credentials_are_checked() -> None:
    slow = Slow()
    limits = Limits(hello_timeout=0.05)
    router = serving(authenticate=slow, hello="required", limits=limits)
    async with SocketClient(router) as client:
        client.send_text(json.dumps({"uuid": "h", "route": "HELLO", "payload": ADA}))
        await slow.asked.wait()
        assert (await client.request("user")).status == 401
        assert (await client.expect_close()).code == CloseCode.HELLO_TIMEOUT
    assert slow.happened == ["cancelled"]


async def test_a_hello_that_is_under_way_ends_in_the_drain_and_lets_nothing_run() -> None:
    slow = Slow()
    router = serving(authenticate=slow, hello="required")
    async with SocketClient(router) as client:
        client.send_text(json.dumps({"uuid": "h", "route": "HELLO", "payload": ADA}))
        await slow.asked.wait()
        draining = asyncio.create_task(router._fleet.drain())
        await asyncio.sleep(0)
        assert (await client.request("user")).status == 503
        slow.let_through.set()
        assert (await client.receive())["status"] == 200
        assert (await client.expect_close()).code == CloseCode.SERVICE_RESTART
        await draining


async def test_credentials_are_refreshed_in_the_drain_too() -> None:
    router = serving(authenticate=authenticate)
    running = asyncio.Event()
    release = asyncio.Event()

    @router.route("wait")
    async def wait(context: Context) -> Any:
        running.set()
        await release.wait()
        return context.state.user

    async with SocketClient(router) as client:
        await client.request("HELLO", {**HELLO, "credentials": {"name": "ada", "seconds": 60}})
        client.send_text('{"uuid": "w", "route": "wait"}')
        await running.wait()
        draining = asyncio.create_task(router._fleet.drain())
        await asyncio.sleep(0)
        refreshed = {**HELLO, "credentials": {"name": "grace", "seconds": 3600}}
        assert (await client.request("HELLO", refreshed)).status == 200
        timer = await timer_of(client)
        assert timer.when() - timer._loop.time() > 400
        assert (await client.request("user")).status == 503
        release.set()
        assert (await client.receive())["payload"] == "grace"
        await draining


async def test_the_end_may_be_a_moment_with_a_time_zone() -> None:
    def until_tomorrow(websocket: WebSocket, credentials: Any) -> Identity:
        return Identity("ada", datetime.now(UTC) + timedelta(days=1))

    async with SocketClient(serving(authenticate=until_tomorrow)) as client:
        assert (await client.request("HELLO", ADA)).status == 200
        assert (await timer_of(client)) is not None


async def test_guessing_credentials_is_slowed_down_and_ends_in_a_close() -> None:
    async with SocketClient(serving(authenticate=authenticate)) as client:
        statuses = [(await client.request("HELLO", HELLO)).status for _ in range(11)]
        assert statuses == [401] * 10 + [429]
        for uuid in range(101):
            client.send_text(json.dumps({"uuid": uuid, "route": "HELLO", "payload": HELLO}))
        assert (await client.expect_close()).code == CloseCode.POLICY_VIOLATION
