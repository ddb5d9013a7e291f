"""SIGTERM under plain uvicorn, and the end of the lifespan elsewhere."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import time
from collections.abc import Generator

import pytest
from tests.support.peers import RawPeer, peer
from tests.support.servers import Server, serve

APP = "tests.support.fault_app:app"
OURS = "fastapi_observable_socket.uvicorn:ObservableProtocol"
KEPT = "kept"
"""Stands for uvicorn's default class where it is not taken over from."""

DRAIN_SECONDS = 1.0
HINT = r"restarting; retry_after=\d\.\d"


@pytest.fixture(params=["auto", "wsproto", OURS])
def server(request: pytest.FixtureRequest) -> Generator[Server]:
    env = {"LIMITS": json.dumps({"drain_timeout": DRAIN_SECONDS})}
    if request.param == KEPT:
        env["ROUTER"] = '{"take_over": false}'
    ws = "auto" if request.param == KEPT else request.param
    with serve(APP, env=env, options=["--ws", ws]) as running:
        yield running


async def ended(server: Server, seconds: float) -> int:
    """Waits for the end of the process; returns what it ended with."""
    return await asyncio.to_thread(server.process.wait, seconds)


async def see_it_drain(server: Server) -> None:
    """Stops a server whose `DRAIN_SECONDS` are enough for one of two requests."""
    async with peer(server) as one, peer(server) as idle:
        await one.send("running", "sleep", 0.3)
        await one.send("long", "sleep", 120)
        await one.until_counted("running", 2)
        server.process.send_signal(signal.SIGTERM)
        while (answer := await idle.call("echo"))["status"] == 200:
            pass
        assert answer["status"] == 503
        answers = [await one.receive() for _ in range(2)]
        assert [(a["uuid"], a["status"]) for a in answers] == [("running", 200), ("long", 503)]
        for code, reason in (await one.closed(), await idle.closed()):
            assert code == 1012
            assert re.fullmatch(HINT, reason)
    assert await ended(server, DRAIN_SECONDS + 5) in (0, -signal.SIGTERM)
    assert "Traceback" not in server.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_running_requests_finish_and_new_ones_are_refused(
    server: Server, number: signal.Signals
) -> None:
    async with peer(server) as one, peer(server) as idle:
        await one.send("running", "sleep", 0.6)
        await one.until_counted("running", 1)
        server.process.send_signal(number)
        while (answer := await idle.call("echo"))["status"] == 200:
            pass
        assert answer["status"] == 503
        assert answer["payload"]["retry_after"] > 0
        await idle.send("ping", "PING")
        assert (await idle.receive())["route"] == "PONG"
        answer = await one.receive()
        assert (answer["uuid"], answer["status"], answer["payload"]) == ("running", 200, "slept")
        for code, reason in (await one.closed(), await idle.closed()):
            assert code == 1012
            assert re.fullmatch(HINT, reason)
    assert await ended(server, DRAIN_SECONDS + 5) in (0, -number)
    assert "Traceback" not in server.output


@pytest.mark.parametrize("server", ["auto", "wsproto", OURS, "websockets", KEPT], indirect=True)
async def test_neither_a_stalled_reader_nor_a_long_handler_holds_the_exit_up(
    server: Server,
) -> None:
    with RawPeer(server, buffer=4096) as stuck:
        async with peer(server) as one:
            for uuid in range(10):
                stuck.ask(uuid, "big", 500_000)
            await one.send("long", "sleep", 120)
            await one.send("stubborn", "stubborn", 3)
            await one.send("thread", "block", 60)
            assert (await one.call("connections"))["payload"] == 2
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            answers = [await one.receive() for _ in range(3)]
            assert {a["uuid"] for a in answers} == {"long", "stubborn", "thread"}
            assert {a["status"] for a in answers} == {503}
            assert (await one.closed())[0] == 1012
        assert await ended(server, DRAIN_SECONDS + 5) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < DRAIN_SECONDS + 5


async def test_connections_that_are_still_being_opened_do_not_hold_the_exit_up(
    server: Server,
) -> None:
    with RawPeer(server, "/ws?seconds=60", waits=False):
        async with peer(server) as other:
            while (await other.call("count", "opening"))["payload"] != 1:
                pass
        server.process.terminate()
        await ended(server, DRAIN_SECONDS + 5)
    assert "Traceback" not in server.output


async def test_a_second_signal_ends_the_drain_at_once() -> None:
    with serve(APP, env={"LIMITS": json.dumps({"drain_timeout": 60})}) as server:
        async with peer(server) as one:
            await one.send("long", "sleep", 120)
            await one.until_counted("running", 1)
            server.process.send_signal(signal.SIGTERM)
            while (await one.call("echo"))["status"] == 200:
                pass
            server.process.send_signal(signal.SIGTERM)
            assert (await one.closed())[0] == 1012
        assert await ended(server, 10) in (0, -signal.SIGTERM)


async def test_a_router_without_a_lifespan_is_drained_too() -> None:
    limits = json.dumps({"drain_timeout": DRAIN_SECONDS})
    with serve(APP, env={"LIMITS": limits, "WITHOUT_LIFESPAN": "1"}) as server:
        await see_it_drain(server)


async def test_a_connection_that_comes_during_the_drain_is_sent_away(server: Server) -> None:
    async with peer(server) as one:
        await one.send("running", "sleep", 30)
        await one.until_counted("running", 1)
        server.process.send_signal(signal.SIGTERM)
        while (await one.call("echo"))["status"] == 200:
            pass
        async with peer(server) as late:
            code, reason = await late.closed()
        assert code == 1012
        assert re.fullmatch(HINT, reason)
    assert await ended(server, DRAIN_SECONDS + 5) in (0, -signal.SIGTERM)


async def test_hypercorn_drains_where_it_is_given_the_time() -> None:
    env = {"LIMITS": json.dumps({"drain_timeout": DRAIN_SECONDS})}
    options = ["--graceful-timeout", "10"]
    with serve(APP, env=env, server="hypercorn", options=options) as server:
        await see_it_drain(server)


@pytest.mark.parametrize("name", ["hypercorn", "granian"])
async def test_other_servers_end_cleanly_with_a_long_handler(name: str) -> None:
    env = {"LIMITS": json.dumps({"drain_timeout": DRAIN_SECONDS})}
    with serve(APP, env=env, server=name) as server:  # type: ignore[arg-type]
        async with peer(server) as one:
            await one.send("long", "sleep", 120)
            await one.until_counted("running", 1)
            server.process.send_signal(signal.SIGTERM)
            await one.closed()
        assert await ended(server, 20) in (0, -signal.SIGTERM)
