"""The short way between our server class and a connection, and when it is not taken."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from contextvars import ContextVar
from typing import Any, cast

import pytest
from fastapi import WebSocket
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tests.support.applications import endpoint, itself, mounted
from tests.support.protocol_peer import frame
from tests.support.recording import REQUEST, RecordingTransport, turns
from uvicorn.config import Config
from uvicorn.server import ServerState

from fastapi_observable_socket import Limits, SocketRouter
from fastapi_observable_socket.uvicorn import ObservableProtocol

TEXT = 1


class Peer:
    """The peer of an application on our server class."""

    def __init__(self, app: ASGIApp) -> None:
        config = Config(cast("Any", app), log_config=None, ws="none", ws_ping_interval=None)
        config.load()
        self.transport = RecordingTransport()
        self.protocol = ObservableProtocol(config, ServerState(), {})
        self.protocol.connection_made(self.transport)

    async def open(self) -> None:
        self.protocol.data_received(REQUEST)
        await turns(20)
        assert self.transport.writes.pop(0).startswith(b"HTTP/1.1 101 ")

    def say(self, *messages: str) -> None:
        data = b"".join(frame(TEXT, message.encode()) for message in messages)
        self.protocol.data_received(data)

    def heard(self) -> list[Any]:
        """What has been written since the last call: JSON of texts, codes of closes."""
        return self.transport.heard()


def request(uuid: int, route: str = "echo") -> str:
    return json.dumps({"uuid": uuid, "route": route})


async def echo(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    return payload


class Between:
    """A middleware that sees every message."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.seen: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def receiving() -> Message:
            message = await receive()
            self.seen.append(message["type"])
            return message

        async def sending(message: Message) -> None:
            self.seen.append(message["type"])
            await send(message)

        await self.app(scope, receiving, sending)


@pytest.fixture
def router() -> SocketRouter:
    router = SocketRouter()
    router.route("echo")(echo)
    return router


@pytest.mark.parametrize("app_of", [mounted, endpoint, itself])
async def test_a_request_is_answered_without_the_calls_of_asgi(
    router: SocketRouter, app_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pull(*_: Any) -> None:
        raise AssertionError("read by way of ASGI")

    monkeypatch.setattr("fastapi_observable_socket.asgi.reading._pull", pull)
    peer = Peer(app_of(router))
    await peer.open()
    peer.say(request(1))
    await turns()
    assert [answer["uuid"] for answer in peer.heard()] == [1]


async def test_answers_to_what_came_together_leave_in_one_write_in_order(
    router: SocketRouter,
) -> None:
    peer = Peer(router)
    await peer.open()
    peer.say(*(request(number) for number in range(5)))
    await turns()
    assert len(peer.transport.writes) == 1
    assert [answer["uuid"] for answer in peer.heard()] == list(range(5))


async def test_a_middleware_in_between_sees_every_message(router: SocketRouter) -> None:
    between = Between(router)
    peer = Peer(between)
    await peer.open()
    peer.say(request(1), request(2))
    await turns(10)
    assert [answer["uuid"] for answer in peer.heard()] == [1, 2]
    assert between.seen.count("websocket.receive") == between.seen.count("websocket.send") == 2


async def test_a_handler_sees_the_context_variables_of_its_application() -> None:
    tenant = ContextVar("tenant", default="none")
    router = SocketRouter()

    @router.route("who")
    async def who(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        before = tenant.get()
        tenant.set("of a request")
        return before

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        tenant.set("of the connection")
        await router(scope, receive, send)

    peer = Peer(app)
    await peer.open()
    peer.say(request(1, "who"), request(2, "who"))
    await turns(10)
    assert [answer["payload"] for answer in peer.heard()] == ["of the connection"] * 2


async def test_requests_that_came_with_the_handshake_are_answered(router: SocketRouter) -> None:
    peer = Peer(router)
    peer.protocol.data_received(
        REQUEST + b"".join(frame(TEXT, request(number).encode()) for number in range(3))
    )
    await turns(20)
    assert peer.transport.writes.pop(0).startswith(b"HTTP/1.1 101 ")
    assert [answer["uuid"] for answer in peer.heard()] == [0, 1, 2]


async def test_of_what_a_peer_does_not_read_no_more_is_worked_out() -> None:
    router = SocketRouter(limits=Limits(writer_bytes=1, max_in_flight=1000))
    asked: list[None] = []

    @router.route("work")
    async def work(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        asked.append(None)

    peer = Peer(router)
    await peer.open()
    peer.protocol.pause_writing()
    for number in range(200):
        if peer.transport.is_reading_now:
            peer.say(request(number, "work"))
            await turns()
    assert len(asked) < 10
    assert not peer.transport.is_reading_now
    done = len(asked)
    peer.protocol.resume_writing()
    await turns(300)
    assert len(asked) > done
    assert [answer["uuid"] for answer in peer.heard()] == list(range(len(asked)))
    assert peer.transport.is_reading_now


async def test_long_work_for_one_connection_leaves_turns_to_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    router = SocketRouter()
    turns_of_requests: list[int] = []

    @router.route("work")
    async def work(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        turns_of_requests.append(turn)

    turn = 0
    peer = Peer(router)
    await peer.open()
    clock = itertools.count(0, 0.003)
    monkeypatch.setattr("fastapi_observable_socket.asgi.intake.perf_counter", lambda: next(clock))
    peer.say(*(request(number, "work") for number in range(20)))
    for turn in range(100):  # noqa: B007 - the handler looks at it
        await asyncio.sleep(0)
    assert len(turns_of_requests) == 20
    assert max(Counter(turns_of_requests).values()) == 2


async def test_a_frame_that_took_very_long_is_followed_by_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    router = SocketRouter()
    served: list[int] = []
    both = asyncio.Event()

    @router.route("work")
    async def work(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        served.append(len(served))
        if len(served) == 2:
            both.set()

    peer = Peer(router)
    await peer.open()
    clock = itertools.count(0, 3600)
    monkeypatch.setattr("fastapi_observable_socket.asgi.intake.perf_counter", lambda: next(clock))
    peer.say(request(1, "work"), request(2, "work"))
    await turns(20)
    assert served == [0]
    await asyncio.wait_for(both.wait(), 10)


async def test_a_lost_connection_ends_the_application_and_cancels_its_requests() -> None:
    router = SocketRouter()
    ended = asyncio.Event()

    @router.route("wait")
    async def wait(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    finished = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await router(scope, receive, send)
        finished.set()

    peer = Peer(app)
    await peer.open()
    peer.say(request(1, "wait"))
    await turns()
    peer.protocol.connection_lost(None)
    await asyncio.wait_for(asyncio.gather(ended.wait(), finished.wait()), 5)


async def test_a_connection_lost_while_it_was_accepted_ends_at_once(router: SocketRouter) -> None:
    finished = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            await send(message)
            peer.protocol.connection_lost(None)

        await receive()
        websocket = WebSocket(scope, receive, sending)
        websocket.client_state = websocket.client_state.CONNECTED
        await websocket.accept()
        vars(websocket)["_send"] = send
        await router(websocket)
        finished.set()

    peer = Peer(app)
    peer.protocol.data_received(REQUEST)
    await asyncio.wait_for(finished.wait(), 5)


async def test_a_message_that_is_too_big_closes_with_its_code() -> None:
    router = SocketRouter(limits=Limits(message_bytes=100))
    peer = Peer(router)
    await peer.open()
    peer.say("x" * 101)
    await turns()
    assert peer.heard() == [1009]


async def test_frames_of_a_connection_that_fails_are_logged_and_it_is_closed(
    router: SocketRouter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    peer = Peer(router)
    await peer.open()
    monkeypatch.setattr("fastapi_observable_socket.asgi.calls.Calls.begin", fail)
    peer.say(request(1))
    await turns()
    assert peer.heard() == [1011]
    assert "ZeroDivisionError" in caplog.text
