"""The end of a server: what runs may finish, nothing new begins, everybody is sent away."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any, cast

import pytest
from fastapi import FastAPI, WebSocket
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect
from tests.support.access import Undecided
from tests.support.recording import turns

from fastapi_observable_socket import Limits, Policy, SocketRouter
from fastapi_observable_socket.asgi.fleet import Fleet, restart_reason
from fastapi_observable_socket.asgi.signals import SignalTrap, trap
from fastapi_observable_socket.testing import SocketClient

Headers = dict[str, Any]
PING = '{"uuid": "p", "route": "PING"}'
SCOPE = {"type": "websocket", "path": "/", "headers": (), "query_string": b"", "subprotocols": ()}


class App:
    """A router with a slow route, and what became of it."""

    def __init__(self, drain_timeout: float, policy: Policy | None = None) -> None:
        self.router = SocketRouter(limits=Limits(drain_timeout=drain_timeout))
        self.router.route("slow", options={"policy": policy})(self.slow)
        self.running = asyncio.Event()
        self.release = asyncio.Event()
        self.happened: list[str] = []

    async def slow(self, ws: WebSocket, headers: Headers, payload: Any) -> Any:
        self.running.set()
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.happened.append("cancelled")
            raise
        self.happened.append("finished")


def ask(client: SocketClient, uuid: Any, route: str) -> None:
    client.send_text(json.dumps({"uuid": uuid, "route": route}))


async def test_running_requests_finish_new_ones_get_503_and_then_all_close_1012() -> None:
    app = App(drain_timeout=30)
    async with SocketClient(app.router) as one, SocketClient(app.router) as idle:
        ask(one, 1, "slow")
        await app.running.wait()
        draining = asyncio.create_task(app.router._fleet.drain())
        await asyncio.sleep(0)
        refused = await idle.request("slow")
        assert refused.status == 503
        assert refused.payload["retry_after"] > 0
        idle.send_text(PING)
        assert (await idle.receive())["route"] == "PONG"
        app.release.set()
        assert (await one.receive())["status"] == 200
        for client in (one, idle):
            closed = await client.expect_close()
            assert closed.code == 1012
            assert re.fullmatch(r"restarting; retry_after=\d+\.\d", closed.reason)
        await draining
    assert app.happened == ["finished"]


async def test_what_runs_longer_is_cancelled_and_answered_503() -> None:
    app = App(drain_timeout=0.01)
    async with SocketClient(app.router) as client:
        ask(client, 1, "slow")
        await app.running.wait()
        await app.router._fleet.drain()
        assert (await client.receive())["status"] == 503
        assert (await client.expect_close()).code == 1012
    assert app.happened == ["cancelled"]


async def test_cancel_is_heeded_while_draining() -> None:
    app = App(drain_timeout=30)
    async with SocketClient(app.router) as client:
        ask(client, 1, "slow")
        await app.running.wait()
        draining = asyncio.create_task(app.router._fleet.drain())
        await asyncio.sleep(0)
        ask(client, 1, "CANCEL")
        assert (await client.receive())["status"] == 499
        await draining


async def test_a_shielded_handler_that_outlived_its_connection_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fastapi_observable_socket.asgi.fleet.POLL_SECONDS", 0)
    app = App(drain_timeout=30, policy=Policy(shield=True))
    async with SocketClient(app.router) as client:
        ask(client, 1, "slow")
        await app.running.wait()
    draining = asyncio.create_task(app.router._fleet.drain())
    for _ in range(50):  # it looks in each turn
        await asyncio.sleep(0)
    assert not draining.done()
    app.release.set()
    await draining
    assert app.happened == ["finished"]


async def test_a_connection_that_is_still_being_opened_does_not_hold_up_the_drain() -> None:
    access = Undecided()
    router = SocketRouter(access_logic=access)
    client = SocketClient(router)
    opening = asyncio.ensure_future(client.__aenter__())
    await access.asked.wait()
    await router._fleet.drain()
    with pytest.raises(WebSocketDisconnect):
        await opening
    assert access.happened == ["cancelled"]


async def test_a_connection_that_opens_too_late_ends_where_there_is_no_transport_to_cut() -> None:
    sent: list[Message] = []
    messages = iter([{"type": "websocket.connect"}])

    async def receive() -> Message:
        if (message := next(messages, None)) is None:
            await asyncio.Event().wait()  # a server that never says that the peer was closed
        return cast("Message", message)

    async def send(message: Message) -> None:
        sent.append(message)

    router = SocketRouter()
    router._fleet.is_draining = True
    serving = asyncio.ensure_future(router(dict(SCOPE), receive, send))
    await turns(20)
    assert serving.done()
    assert [one["type"] for one in sent] == ["websocket.accept", "websocket.close"]
    assert sent[-1]["code"] == 1012


async def test_a_server_may_cancel_a_connection_that_is_still_being_opened() -> None:
    asked = asyncio.Event()

    async def access_logic(websocket: WebSocket) -> bool:
        asked.set()
        await asyncio.Event().wait()
        return True

    client = SocketClient(SocketRouter(access_logic=access_logic))
    opening = asyncio.ensure_future(client.__aenter__())
    await asked.wait()
    client._serving.cancel()
    with pytest.raises((asyncio.CancelledError, WebSocketDisconnect)):
        await opening
    assert client._serving.cancelled()


async def test_the_lifespan_drains_before_what_handlers_need_is_closed() -> None:
    app = App(drain_timeout=30)

    @asynccontextmanager
    async def database(_: FastAPI) -> AsyncGenerator[None]:
        yield
        app.happened.append("database closed")

    application = FastAPI(lifespan=database)
    app.router.mount(application)
    async with SocketClient(app.router) as client:
        async with application.router.lifespan_context(application):
            ask(client, 1, "slow")
            await app.running.wait()
            asyncio.get_running_loop().call_later(0.01, app.release.set)
        assert (await client.receive())["status"] == 200
        assert (await client.expect_close()).code == 1012
    assert app.happened == ["finished", "database closed"]


async def test_the_lifespan_can_be_entered_without_mount_and_again() -> None:
    app = App(drain_timeout=0)
    application = FastAPI(lifespan=app.router.lifespan)
    application.add_api_websocket_route("/ws", app.router)
    for _ in range(2):
        async with SocketClient(application) as client:
            assert (await client.request("nowhere")).status == 404


async def test_the_drain_waits_for_the_last_of_several_lifespans() -> None:
    app = App(drain_timeout=0)
    application = FastAPI()
    app.router.mount(application)
    async with SocketClient(application) as one:
        async with SocketClient(application) as two:
            assert (await two.request("nowhere")).status == 404
        assert (await one.request("nowhere")).status == 404


async def test_the_routers_of_one_application_drain_at_the_same_time() -> None:
    first, second = App(drain_timeout=30), App(drain_timeout=30)
    application = FastAPI()
    first.router.mount(application, "/first")
    second.router.mount(application, "/second")
    async with SocketClient(first.router) as one, SocketClient(second.router) as other:
        lifespan = application.router.lifespan_context(application)
        await lifespan.__aenter__()
        for app, client in ((first, one), (second, other)):
            ask(client, 1, "slow")
            await app.running.wait()
        ending = asyncio.create_task(cast("Any", lifespan.__aexit__(None, None, None)))
        await turns()
        for app, client in ((first, one), (second, other)):
            assert (await client.request("slow")).status == 503
            app.release.set()
            assert (await client.receive())["status"] == 200
        await ending
        for client in (one, other):
            assert (await client.expect_close()).code == 1012


async def test_routers_of_an_application_that_still_runs_elsewhere_do_not_drain() -> None:
    first, second = App(drain_timeout=0), App(drain_timeout=0)
    application = FastAPI()
    first.router.mount(application, "/first")
    second.router.mount(application, "/second")
    async with SocketClient(application, "/first") as one:
        async with SocketClient(application, "/second") as other:
            assert (await other.request("nowhere")).status == 404
        assert (await one.request("nowhere")).status == 404
        async with SocketClient(application, "/second") as other:
            assert (await other.request("nowhere")).status == 404


def test_the_hint_for_the_return_is_of_random_length() -> None:
    assert len({restart_reason() for _ in range(100)}) > 10


# -- signals -----------------------------------------------------------------------------------


class Server:
    """What a server does about signals: it remembers them."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def handle(self, number: int, frame: FrameType | None) -> None:
        self.heard.append(number)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, server.handle)
    yield server
    for number, handler in before.items():
        signal.signal(number, handler)


class SlowFleet(Fleet):
    """A fleet whose drain ends when the test says so."""

    def __init__(self) -> None:
        super().__init__(Limits())
        self.begun = asyncio.Event()
        self.end = asyncio.Event()

    async def drain(self) -> None:
        self.begun.set()
        await self.end.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_drains_first_and_reaches_the_server_then(
    server: Server, number: signal.Signals
) -> None:
    trap, one, two = SignalTrap(), SlowFleet(), SlowFleet()
    trap.add(one)
    trap.add(two)
    signal.raise_signal(number)
    await asyncio.gather(one.begun.wait(), two.begun.wait())
    one.end.set()
    await asyncio.sleep(0)
    assert server.heard == []
    two.end.set()
    assert trap._task is not None
    await trap._task
    assert server.heard == [number]
    trap.remove(one)
    trap.remove(two)


async def test_a_second_signal_reaches_the_server_at_once_and_only_it(server: Server) -> None:
    trap, fleet = SignalTrap(), SlowFleet()
    trap.add(fleet)
    signal.raise_signal(signal.SIGTERM)
    await fleet.begun.wait()
    signal.raise_signal(signal.SIGINT)
    assert server.heard == [signal.SIGINT]
    fleet.end.set()
    assert trap._task is not None
    await trap._task
    assert server.heard == [signal.SIGINT]
    signal.raise_signal(signal.SIGINT)
    assert server.heard == [signal.SIGINT, signal.SIGINT]
    trap.remove(fleet)


async def test_the_server_has_its_signals_back_after_the_last_router(server: Server) -> None:
    trap, one, two = SignalTrap(), SlowFleet(), SlowFleet()
    trap.add(one)
    trap.add(two)
    trap.remove(one)
    assert signal.getsignal(signal.SIGTERM) == trap._handle
    trap.remove(two)
    assert signal.getsignal(signal.SIGTERM) == server.handle
    signal.raise_signal(signal.SIGTERM)
    assert server.heard == [signal.SIGTERM]


async def test_a_fleet_is_drained_until_it_is_removed_as_often_as_it_was_added(
    server: Server,
) -> None:
    trap, fleet = SignalTrap(), SlowFleet()
    for _ in range(2):
        trap.add(fleet)
    trap.remove(fleet)
    assert signal.getsignal(signal.SIGTERM) == trap._handle
    trap.remove(fleet)
    trap.remove(fleet)
    assert signal.getsignal(signal.SIGTERM) == server.handle


async def test_a_signal_reaches_the_server_though_the_last_connection_ends_in_the_drain(
    server: Server,
) -> None:
    trap, fleet, late = SignalTrap(), SlowFleet(), SlowFleet()
    trap.add(fleet)
    signal.raise_signal(signal.SIGTERM)
    await fleet.begun.wait()
    trap.remove(fleet)
    trap.add(late)
    fleet.end.set()
    assert trap._task is not None
    await trap._task
    assert server.heard == [signal.SIGTERM]
    assert not late.begun.is_set()
    trap.remove(late)
    assert signal.getsignal(signal.SIGTERM) == server.handle


async def test_a_signal_that_comes_just_before_the_last_connection_ends_is_not_lost(
    server: Server,
) -> None:
    trap, fleet = SignalTrap(), SlowFleet()
    trap.add(fleet)
    signal.raise_signal(signal.SIGTERM)
    trap.remove(fleet)
    await turns()
    assert server.heard == [signal.SIGTERM]


def test_a_run_that_was_broken_off_does_not_keep_the_next_one_from_draining(
    server: Server,
) -> None:
    trap, left = SignalTrap(), SlowFleet()

    async def broken_off() -> None:
        trap.add(left)
        signal.raise_signal(signal.SIGTERM)
        await left.begun.wait()

    async def next_run() -> None:
        fleet = SlowFleet()
        trap.add(fleet)
        signal.raise_signal(signal.SIGTERM)
        await fleet.begun.wait()
        fleet.end.set()
        assert trap._task is not None
        await trap._task
        trap.remove(fleet)

    asyncio.run(broken_off())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.handle)  # as a server does that gives back what it took
    left.begun.clear()
    server.heard.clear()
    asyncio.run(next_run())
    assert server.heard == [signal.SIGTERM]
    assert not left.begun.is_set()


async def test_who_has_wrapped_the_handler_still_gets_signals_through(server: Server) -> None:
    trap, fleet = SignalTrap(), SlowFleet()
    trap.add(fleet)
    inner = signal.getsignal(signal.SIGTERM)
    assert callable(inner)
    signal.signal(signal.SIGTERM, lambda number, frame: inner(number, frame))
    trap.remove(fleet)
    signal.raise_signal(signal.SIGTERM)
    assert server.heard == [signal.SIGTERM]


async def test_a_router_without_a_lifespan_is_drained_while_it_has_connections(
    server: Server,
) -> None:
    app = App(drain_timeout=30)
    async with SocketClient(app.router) as client:
        ask(client, 1, "slow")
        await app.running.wait()
        signal.raise_signal(signal.SIGTERM)
        await turns()
        assert (await client.request("slow")).status == 503
        assert server.heard == []
        app.release.set()
        assert (await client.receive())["status"] == 200
        assert (await client.expect_close()).code == 1012
    assert trap._task is not None
    await trap._task
    assert server.heard == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) == server.handle


async def test_signals_that_no_server_handles_are_left_alone() -> None:
    before = signal.getsignal(signal.SIGTERM)
    trap, fleet = SignalTrap(), SlowFleet()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        trap.add(fleet)
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    finally:
        trap.remove(fleet)
        signal.signal(signal.SIGTERM, before)
