"""What is known of uvicorn's default class holds for the installed version, and is looked for."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.taken_over import Peer, new_router

from fastapi_observable_socket.uvicorn.default_protocol import (
    MEMBERS,
    is_between_messages,
    is_default_protocol,
    take_waiting,
)


async def test_an_opened_connection_of_the_installed_version_is_known() -> None:
    peer = Peer(new_router(take_over=False))
    await peer.open()
    assert is_default_protocol(peer.opened)
    assert is_between_messages(peer.opened)


@pytest.mark.parametrize("absent", sorted(MEMBERS))
def test_an_object_that_lacks_a_member_is_not_known(absent: str) -> None:
    members = dict.fromkeys(MEMBERS)
    assert is_default_protocol(SimpleNamespace(**members))
    del members[absent]
    assert not is_default_protocol(SimpleNamespace(**members))


@pytest.mark.parametrize("sent", [b"\x81", b"\x81\x82abcd", b"\x01\x80abcd"])
async def test_a_connection_amid_a_frame_or_a_message_is_not_between_messages(sent: bytes) -> None:
    peer = Peer(new_router(take_over=False))
    await peer.open()
    peer.receive(sent)
    assert is_default_protocol(peer.opened)
    assert not is_between_messages(peer.opened)


def test_messages_that_wait_are_taken_in_order() -> None:
    queue: asyncio.Queue[Any] = asyncio.Queue()
    queue.put_nowait({"type": "websocket.receive", "text": ""})
    queue.put_nowait({"type": "websocket.receive", "bytes": b"x"})
    queue.put_nowait({"type": "websocket.receive", "text": None, "bytes": b""})
    assert take_waiting(queue) == ["", b"x", b""]
    assert queue.empty()
