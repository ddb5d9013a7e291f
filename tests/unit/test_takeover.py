"""Connections that uvicorn's default class has opened, and that go on with ours."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import Any

import pytest
from fastapi import WebSocket
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send
from tests.support.applications import endpoint, itself, mounted
from tests.support.protocol_peer import frame
from tests.support.recording import REQUEST, turns
from tests.support.taken_over import (
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Peer,
    new_router,
    request,
)
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from fastapi_observable_socket import Limits
from fastapi_observable_socket.uvicorn import default_protocol

OFFER = b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"

STREAM = REQUEST + b"".join(
    [
        frame(TEXT, request(0).encode()),
        frame(TEXT, request(1).encode()[:20], fin=False),
        frame(CONTINUATION, request(1).encode()[20:]),
        frame(TEXT, request(2).encode()),
    ]
)
STREAM_BYTES = len(STREAM)


@pytest.mark.parametrize("app_of", [mounted, endpoint, itself])
async def test_an_accepted_connection_goes_on_with_our_class(app_of: Any) -> None:
    peer = Peer(app_of(new_router()))
    assert (await peer.open()).startswith("HTTP/1.1 101 ")
    assert peer.is_taken_over
    peer.say(*map(request, range(5)))
    await turns()
    assert len(peer.transport.writes) == 1
    assert [answer["uuid"] for answer in peer.heard()] == list(range(5))


async def assert_it_stays_with_uvicorn(peer: Peer) -> None:
    peer.say(request(1))
    await turns()
    assert not peer.is_taken_over
    assert [answer["uuid"] for answer in peer.heard()] == [1]


async def test_it_stays_with_uvicorn_where_that_is_asked_for() -> None:
    peer = Peer(new_router(take_over=False))
    await peer.open()
    await assert_it_stays_with_uvicorn(peer)


async def test_a_class_derived_from_uvicorns_is_left_alone() -> None:
    class Own(WebSocketsSansIOProtocol):
        pass

    peer = Peer(new_router(), Own)
    await peer.open()
    await assert_it_stays_with_uvicorn(peer)


async def test_a_version_of_uvicorn_without_what_is_needed_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(default_protocol, "MEMBERS", ["a_member_of_another_version"])
    peer = Peer(new_router())
    await peer.open()
    await assert_it_stays_with_uvicorn(peer)


async def test_tasks_that_begin_at_once_leave_the_connection_with_uvicorn() -> None:
    peer = Peer(new_router())
    peer.transport.set_protocol(None)  # uvicorn's HTTP side sets it after it has handed over
    peer.opened.data_received(REQUEST)
    await turns(30)
    peer.transport.set_protocol(peer.opened)
    peer.transport.writes.clear()
    await assert_it_stays_with_uvicorn(peer)


async def test_a_connection_whose_messages_a_middleware_sees_is_left_alone() -> None:
    router, seen = new_router(), list[str]()

    async def between(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            seen.append(message["type"])
            await send(message)

        await router(scope, receive, sending)

    peer = Peer(between)
    await peer.open()
    peer.say(request(1))
    await turns()
    assert not peer.is_taken_over
    assert seen == ["websocket.accept", "websocket.send"]


async def test_requests_that_came_before_the_connection_was_accepted_are_answered_first() -> None:
    peer = Peer(new_router())
    early = b"".join(frame(TEXT, request(uuid).encode()) for uuid in range(3))
    await peer.open(early=early)
    assert peer.is_taken_over
    assert peer.transport.is_reading_now
    peer.say(request(3))
    await turns()
    assert [answer["uuid"] for answer in peer.heard()] == [0, 1, 2, 3]


@given(
    cuts=st.lists(st.integers(0, STREAM_BYTES), max_size=6),
    pauses=st.lists(st.integers(0, 4), min_size=7, max_size=7),
)
async def test_however_the_bytes_come_every_request_is_answered_in_order(
    cuts: list[int], pauses: list[int]
) -> None:
    peer = Peer(new_router())
    for begin, end, pause in zip([0, *sorted(cuts)], [*sorted(cuts), None], pauses, strict=False):
        if STREAM[begin:end]:
            peer.receive(STREAM[begin:end])
        await turns(pause)
    await turns(30)
    assert peer.transport.writes.pop(0).startswith(b"HTTP/1.1 101 ")
    assert [answer["uuid"] for answer in peer.heard()] == [0, 1, 2]


@pytest.mark.parametrize("cut", [1, 2, 5, 6, 10])
async def test_a_connection_with_half_a_frame_read_stays_with_uvicorn(cut: int) -> None:
    whole = frame(TEXT, request(1).encode())
    peer = Peer(new_router())
    await peer.open(early=whole[:cut])
    assert not peer.is_taken_over
    peer.receive(whole[cut:])
    await turns()
    assert [answer["uuid"] for answer in peer.heard()] == [1]


async def test_a_connection_with_half_a_message_read_stays_with_uvicorn() -> None:
    text = request(1).encode()
    peer = Peer(new_router())
    await peer.open(early=frame(TEXT, text[:9], fin=False))
    assert not peer.is_taken_over
    peer.receive(frame(CONTINUATION, text[9:]))
    await turns()
    assert [answer["uuid"] for answer in peer.heard()] == [1]


async def test_compression_is_declined() -> None:
    peer = Peer(new_router())
    head = await peer.open(REQUEST[:-2] + OFFER)
    assert "extensions" not in head.lower()
    assert peer.is_taken_over


async def test_compression_that_uvicorn_agreed_on_is_kept_where_it_is_asked_for() -> None:
    peer = Peer(new_router(take_over=False))
    head = await peer.open(REQUEST[:-2] + OFFER)
    assert "permessage-deflate" in head
    peer.say(request(1))
    await turns()
    [(opcode, payload)] = [(one & 0x0F, rest) for one, rest in _raw(peer.transport.writes)]
    assert opcode == TEXT
    text = zlib.decompressobj(-15).decompress(payload + b"\x00\x00\xff\xff")
    assert json.loads(text)["uuid"] == 1


async def test_a_connection_that_was_accepted_with_compression_stays_with_uvicorn() -> None:
    router = new_router()

    async def accept_first(scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        await router(websocket)

    peer = Peer(accept_first)
    assert "permessage-deflate" in await peer.open(REQUEST[:-2] + OFFER)
    assert not peer.is_taken_over
    peer = Peer(accept_first)
    await peer.open()
    assert peer.is_taken_over


async def test_uvicorn_counts_the_connection_until_it_is_lost() -> None:
    peer = Peer(new_router())
    await peer.open()
    assert peer.state.connections == {peer.transport.protocol}
    peer.transport.protocol.connection_lost(None)
    await turns()
    assert not peer.state.connections
    assert not peer.state.tasks


async def test_the_server_closes_it_when_it_stops() -> None:
    peer = Peer(new_router())
    await peer.open()
    [connection] = peer.state.connections
    connection.shutdown()
    await turns()
    assert peer.heard() == [1012]


async def test_a_peer_that_closes_gets_its_answer_and_the_application_ends() -> None:
    peer = Peer(new_router())
    await peer.open()
    peer.receive(frame(CLOSE, (1000).to_bytes(2, "big")))
    await turns()
    assert peer.heard() == [1000]
    assert peer.transport.closing
    assert not peer.state.tasks


async def test_the_connection_closes_when_the_application_returns() -> None:
    router = new_router()

    async def leave(scope: Scope, receive: Receive, send: Send) -> None:
        serving = asyncio.ensure_future(router(WebSocket(scope, receive, send)))
        await turns(10)
        serving.cancel()

    peer = Peer(leave)
    await peer.open()
    assert peer.is_taken_over
    assert peer.heard() == [1000]
    assert not peer.transport.closing  # before the peer has answered
    peer.receive(frame(CLOSE, (1000).to_bytes(2, "big")))
    assert peer.transport.closing


async def test_the_connection_closes_1011_when_the_application_fails() -> None:
    router = new_router()

    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.timeout(0):
            await router(WebSocket(scope, receive, send))

    peer = Peer(fail)
    await peer.open()
    assert peer.is_taken_over
    await turns()
    assert peer.heard() == [1011]


async def test_pings_go_on_with_what_uvicorn_is_set_to() -> None:
    peer = Peer(new_router(), ws_ping_interval=0.01, ws_ping_timeout=0.01)
    await peer.open()
    [(opcode, payload)] = await peer.next_frames()
    assert opcode == PING
    peer.receive(frame(PONG, payload))
    frames = await peer.next_frames()
    while frames[-1][0] == PING:  # the second one stays unanswered
        frames = await peer.next_frames()
    assert frames == [(CLOSE, (1011).to_bytes(2, "big") + b"keepalive ping timeout")]


async def test_a_message_beyond_uvicorns_limit_closes_1009() -> None:
    peer = Peer(new_router(), ws_max_size=100)
    await peer.open()
    peer.say("x" * 101)
    await turns()
    assert peer.heard() == [1009]


async def test_the_beginning_of_a_message_beyond_the_routers_limit_closes_1009() -> None:
    peer = Peer(new_router(limits=Limits(message_bytes=100)))
    await peer.open()
    peer.receive(frame(TEXT, b"x" * 60, fin=False))
    await turns()
    assert peer.heard() == []
    peer.receive(frame(CONTINUATION, b"x" * 41, fin=False))
    await turns()
    assert peer.heard() == [1009]


async def test_what_has_to_wait_for_the_peer_to_read_goes_on_waiting() -> None:
    peer = Peer(new_router())
    peer.transport.is_full = True
    await peer.open()
    assert peer.is_taken_over
    peer.say(request(1))
    await turns()
    assert peer.heard() == []
    peer.transport.protocol.resume_writing()
    await turns()
    assert [answer["uuid"] for answer in peer.heard()] == [1]


def _raw(writes: list[bytes]) -> list[tuple[int, bytes]]:
    """Return first byte and payload of short frames."""
    return [(one[0], one[2:]) for one in writes]
