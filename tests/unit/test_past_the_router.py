"""What a middleware keeps of uvicorn's own ``receive`` and ``send`` when our class takes over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import WebSocket
from starlette.types import Receive, Scope, Send
from tests.support.protocol_peer import frame
from tests.support.recording import frames_in, turns
from tests.support.taken_over import BINARY, CLOSE, TEXT, Peer, new_router, request

from fastapi_observable_socket import SocketRouter


class Past:
    """An application that keeps uvicorn's own ``receive`` and ``send``, and runs the router."""

    receive: Receive
    send: Send

    def __init__(
        self, router: SocketRouter, early: Callable[[], Awaitable[Any]] | None = None
    ) -> None:
        self._router = router
        self._early = early
        self.early: asyncio.Future[Any] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.receive, self.send = receive, send
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        if self._early:
            self.early = asyncio.ensure_future(self._early())
        await turns()
        await self._router(websocket)


async def test_what_is_sent_past_the_router_goes_out_too() -> None:
    past = Past(new_router())
    peer = Peer(past)
    await peer.open()
    assert peer.is_taken_over
    await past.send({"type": "websocket.send", "text": '"past"'})
    peer.say(request(1))
    await past.send({"type": "websocket.send", "bytes": b"[2]"})
    await turns()
    written = frames_in(b"".join(peer.transport.writes))
    assert [opcode for opcode, _ in written] == [TEXT, TEXT, BINARY]
    assert written[0][1] == b'"past"'
    assert written[2][1] == b"[2]"
    with pytest.raises(RuntimeError):
        await past.send({"type": "websocket.accept"})


async def test_a_close_past_the_router_closes_and_ends_it() -> None:
    past = Past(new_router())
    peer = Peer(past)
    await peer.open()
    await past.send({"type": "websocket.close", "code": 4001, "reason": "old"})
    await turns()
    assert peer.heard() == [4001]
    assert not peer.state.tasks
    with pytest.raises(RuntimeError):
        await past.send({"type": "websocket.send", "text": "late"})


async def test_what_is_sent_past_the_router_to_a_peer_that_left_finds_it_gone() -> None:
    past = Past(new_router())
    peer = Peer(past)
    await peer.open()
    peer.receive(frame(CLOSE, (1000).to_bytes(2, "big")))
    for message in ({"type": "websocket.send", "text": "past"}, {"type": "websocket.accept"}):
        with pytest.raises((OSError, RuntimeError)):
            await past.send(message)
    await past.send({"type": "websocket.close"})
    assert peer.heard() == [1000]


async def test_a_close_past_the_router_changes_nothing_once_the_server_closes() -> None:
    past = Past(new_router())
    peer = Peer(past)
    await peer.open()
    [connection] = peer.state.connections
    connection.shutdown()
    await past.send({"type": "websocket.close", "code": 4001})
    await turns()
    assert peer.heard() == [1012]


async def test_who_waits_to_send_when_it_is_taken_over_is_heard_once_the_peer_reads() -> None:
    past = Past(new_router(), lambda: past.send({"type": "websocket.send", "text": '{"uuid": 0}'}))
    peer = Peer(past)
    peer.transport.is_full = True
    await peer.open()
    assert peer.is_taken_over
    assert past.early is not None
    assert not past.early.done()
    peer.say(request(1))
    await turns()
    assert peer.heard() == []
    peer.transport.is_full = False
    peer.transport.protocol.resume_writing()
    await asyncio.wait_for(past.early, 10)
    await turns()
    assert sorted(answer["uuid"] for answer in peer.heard()) == [0, 1]
    peer.transport.protocol.pause_writing()
    waiting = asyncio.ensure_future(past.send({"type": "websocket.send", "text": "late"}))
    await turns()
    assert not waiting.done()
    peer.transport.protocol.connection_lost(None)
    with pytest.raises(OSError):  # noqa: PT011 - ASGI says no more of it
        await asyncio.wait_for(waiting, 10)


async def test_who_receives_past_the_router_is_told_that_there_is_no_more() -> None:
    past = Past(new_router(), lambda: past.receive())
    peer = Peer(past)
    await peer.open()
    assert peer.is_taken_over
    assert past.early is not None
    assert (await asyncio.wait_for(past.early, 10))["type"] == "websocket.disconnect"
    assert (await asyncio.wait_for(past.receive(), 10))["type"] == "websocket.disconnect"
    peer.say(request(1))
    await turns()
    assert [answer["uuid"] for answer in peer.heard()] == [1]
