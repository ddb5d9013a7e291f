"""What clients send to uvicorn's default class before their request is answered."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Receive, Scope, Send
from tests.support.protocol_peer import frame
from tests.support.recording import REQUEST, turns
from tests.support.taken_over import CONTINUATION, TEXT, Peer, new_router, request

from fastapi_observable_socket.uvicorn.answering import AnsweringProtocol
from fastapi_observable_socket.uvicorn.pacing import MAX_HELD_BYTES

WHOLE = frame(TEXT, request(1).encode())


@pytest.mark.parametrize("cut", [1, 2, 5, 6, 10, len(WHOLE)])
async def test_a_frame_of_which_some_came_early_is_read_by_our_class(cut: int) -> None:
    peer = Peer(new_router(), AnsweringProtocol)
    await peer.open(early=WHOLE[:cut])
    assert peer.is_taken_over
    peer.receive(WHOLE[cut:] + frame(TEXT, request(2).encode()))
    await turns()
    assert [answer["uuid"] for answer in peer.heard()] == [1, 2]


async def test_the_limits_of_our_class_hold_for_a_message_that_began_early() -> None:
    peer = Peer(new_router(), AnsweringProtocol)
    await peer.open(early=frame(TEXT, b"", fin=False))
    peer.receive(frame(CONTINUATION, b"", fin=False) * 2000)
    await turns()
    assert peer.heard() == [1008]


@pytest.mark.parametrize(
    ("early", "code"),
    [(frame(3), 1002), (frame(TEXT, b"x", masked=False), 1002), (frame(TEXT, b"\xff"), 1007)],
)
@pytest.mark.parametrize("take_over", [True, False])
async def test_what_is_wrong_and_came_early_closes_the_connection_once_it_is_open(
    early: bytes, code: int, take_over: bool
) -> None:
    peer = Peer(new_router(take_over=take_over), AnsweringProtocol)
    await peer.open(early=early)
    await turns()
    assert peer.heard() == [code]


@pytest.mark.parametrize("cut", [3, 40, len(WHOLE)])
async def test_early_frames_reach_who_stays_with_uvicorns_class_in_order(cut: int) -> None:
    peer = Peer(new_router(take_over=False), AnsweringProtocol)
    await peer.open(early=WHOLE[:cut])
    assert not peer.is_taken_over
    peer.receive(WHOLE[cut:] + frame(TEXT, request(2).encode()))
    await turns(30)
    assert [answer["uuid"] for answer in peer.heard()] == [1, 2]


async def test_a_message_larger_than_what_is_held_may_begin_early() -> None:
    is_decided = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await is_decided.wait()
        await send({"type": "websocket.accept"})
        size = len((await receive())["text"])
        await send({"type": "websocket.send", "text": f"{size}"})

    whole = frame(TEXT, b" " * 2 * MAX_HELD_BYTES)
    peer = Peer(app, AnsweringProtocol)
    peer.receive(REQUEST)
    await turns()
    peer.receive(whole[: MAX_HELD_BYTES + 1])
    assert not peer.transport.is_reading_now
    is_decided.set()
    await turns()
    assert peer.transport.is_reading_now
    peer.transport.writes.clear()
    peer.receive(whole[MAX_HELD_BYTES + 1 :])
    await turns()
    assert peer.heard()[0] == 2 * MAX_HELD_BYTES


async def test_much_that_comes_early_is_left_to_the_system() -> None:
    peer = Peer(new_router(), AnsweringProtocol)
    many = MAX_HELD_BYTES // len(WHOLE) + 1
    await peer.open(early=WHOLE * many)
    await turns(100)
    assert len(peer.heard()) == many
    assert peer.transport.is_reading_now
