"""The look that is taken at all connections now and then: who does not read, or does not leave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from fastapi import WebSocket
from starlette.types import Message
from tests.support.access import Undecided
from tests.support.recording import RecordingTransport, turns
from tests.unit.test_drain import SCOPE
from tests.unit.test_link import Peer

from fastapi_observable_socket import Context, Limits, SocketRouter

FLEET = "fastapi_observable_socket.asgi.fleet"


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{FLEET}.SWEEP_SECONDS", 0.002)


async def until(condition: Callable[[], Any]) -> None:
    """Waits for something that only a timer of the fleet brings about."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - the fleet tells nobody
            await asyncio.sleep(0.002)


def serving(access_logic: Any = None, **limits: float) -> SocketRouter:
    router = SocketRouter(access_logic=access_logic, limits=Limits(**limits))  # type: ignore[arg-type]

    @router.route("echo")
    async def echo(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        return {"payload": payload}

    @router.route("leave")
    async def leave(context: Context) -> None:
        await context.connection.close(4000, "enough")

    return router


def ask(peer: Peer, route: str, uuid: int = 1) -> None:
    peer.say(json.dumps({"uuid": uuid, "route": route}))


async def test_a_peer_that_keeps_a_write_waiting_is_cut_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    router = serving(write_timeout=0.01)
    peer, other = Peer(router), Peer(router)
    await peer.open()
    await other.open()
    peer.protocol.pause_writing()
    ask(peer, "echo")
    await until(lambda: peer.transport.is_aborted)
    assert not other.transport.is_aborted
    (record,) = caplog.records
    assert "cut, it has not read for too long" in record.getMessage()
    peer.protocol.connection_lost(None)
    await until(lambda: len(router._fleet) == 1)
    ask(other, "echo", 2)
    await turns()
    assert [answer["uuid"] for answer in other.heard()] == [2]


class Server:
    """An ASGI server whose peer asks to be sent away, and then does not answer the close."""

    def __init__(self) -> None:
        self.transport = RecordingTransport()
        self.sent: list[Message] = []
        leave = {"type": "websocket.receive", "text": '{"uuid": 1, "route": "leave"}'}
        self._messages = iter([{"type": "websocket.connect"}, leave])

    async def receive(self) -> Message:
        if (message := next(self._messages, None)) is None:
            await asyncio.Event().wait()
        return cast("Message", message)

    async def send(self, message: Message) -> None:
        self.sent.append(message)


async def test_a_peer_that_does_not_answer_a_close_is_cut_and_its_server_is_left(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("CLOSE_SECONDS", "INTERRUPT_SECONDS"):
        monkeypatch.setattr(f"fastapi_observable_socket.asgi.ending.{name}", 0.01)
    server = Server()
    task = asyncio.ensure_future(serving()(dict(SCOPE), server.receive, server.send))
    await until(task.done)
    assert server.transport.is_aborted
    assert [one.get("code") for one in server.sent] == [None, 4000]
    assert caplog.records == []


async def test_who_cannot_say_what_is_unsent_keeps_no_other_from_being_watched() -> None:
    class Odd(Server):
        def __init__(self) -> None:
            super().__init__()
            self._messages = iter([{"type": "websocket.connect"}])
            self.transport.get_write_buffer_size = self.fail  # type: ignore[method-assign]

        def fail(self) -> int:
            raise NotImplementedError

    router, odd = serving(write_timeout=0.01), Odd()
    task = asyncio.ensure_future(router(dict(SCOPE), odd.receive, odd.send))
    peer = Peer(router)
    await peer.open()
    peer.protocol.pause_writing()
    ask(peer, "echo")
    await until(lambda: peer.transport.is_aborted)
    assert not odd.transport.is_aborted
    peer.protocol.connection_lost(None)
    task.cancel()
    await asyncio.wait([task])


async def test_a_server_that_does_not_notice_a_cut_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastapi_observable_socket.asgi.ending.INTERRUPT_SECONDS", 0.01)
    router = serving(write_timeout=0.01)
    peer = Peer(router)
    await peer.open()
    peer.protocol.pause_writing()
    ask(peer, "echo")
    await until(lambda: peer.transport.is_aborted)
    await until(lambda: len(router._fleet) == 0)


async def test_a_peer_that_reads_is_not_cut_and_nobody_is_looked_at_when_all_have_left() -> None:
    router = serving(write_timeout=0.01)
    peer = Peer(router)
    await peer.open()
    fleet, looks = router._fleet, 0
    (connection,) = fleet._connections
    watch = connection.watch

    class Counting:
        """Stands in for the connection where it is looked at."""

        def watch(self, now: float) -> None:
            nonlocal looks
            looks += 1
            watch(now)

    fleet._connections.add(Counting())  # type: ignore[arg-type]
    await until(lambda: looks > 20)
    assert not peer.transport.is_aborted
    fleet._connections.clear()
    await until(lambda: fleet._sweep_timer is None)
    peer.protocol.connection_lost(None)
    await turns(20)


async def test_who_leaves_while_its_connection_is_opened_is_not_waited_for() -> None:
    access = Undecided()
    router = serving(access)
    peer = Peer(router)
    opening = asyncio.ensure_future(peer.open())
    await access.asked.wait()
    with pytest.raises((AssertionError, IndexError)):
        await opening
    peer.transport.closing = True
    await until(lambda: access.happened == ["cancelled"])
    await until(lambda: router._fleet._sweep_timer is None)
