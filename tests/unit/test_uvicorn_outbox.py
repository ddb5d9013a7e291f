from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from fastapi_observable_socket.uvicorn.outbox import FLUSH_BYTES, Outbox


class Sink:
    """The part of a transport that an outbox needs."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closing = False

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def is_closing(self) -> bool:
        return self.closing


def outbox_to(sink: Sink) -> Outbox:
    return Outbox(cast("Any", sink), asyncio.get_running_loop())


async def test_frames_of_one_turn_are_written_together_in_their_order() -> None:
    sink = Sink()
    outbox = outbox_to(sink)
    for frame in (b"1", b"2", b"3"):
        outbox.put(frame)
    assert sink.writes == []
    await asyncio.sleep(0)
    assert sink.writes == [b"123"]


async def test_a_lone_frame_is_written_at_once_and_the_next_one_waits() -> None:
    sink = Sink()
    outbox = outbox_to(sink)
    outbox.is_lone = True
    outbox.put(b"1")
    outbox.put(b"2")
    assert sink.writes == [b"1"]
    await asyncio.sleep(0)
    assert sink.writes == [b"1", b"2"]


async def test_a_lone_frame_does_not_overtake() -> None:
    sink = Sink()
    outbox = outbox_to(sink)
    outbox.put(b"1")
    outbox.is_lone = True
    outbox.put(b"2")
    outbox.flush()
    assert sink.writes == [b"12"]


async def test_much_is_written_at_once_and_only_once() -> None:
    sink = Sink()
    outbox = outbox_to(sink)
    outbox.put(b"1")
    outbox.put(bytes(FLUSH_BYTES))
    assert [len(write) for write in sink.writes] == [FLUSH_BYTES + 1]
    await asyncio.sleep(0)
    assert len(sink.writes) == 1


async def test_nothing_is_written_to_a_transport_that_closes() -> None:
    sink = Sink()
    outbox = outbox_to(sink)
    outbox.put(b"1")
    sink.closing = True
    await asyncio.sleep(0)
    assert sink.writes == []


async def test_all_who_wait_for_room_go_on_when_there_is_some() -> None:
    outbox = outbox_to(Sink())
    await outbox.wait_for_room()
    outbox.pause()
    waiting = [asyncio.create_task(outbox.wait_for_room()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    outbox.resume()
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]
    await asyncio.gather(*waiting[1:])


async def test_room_that_is_gone_again_is_waited_for_again() -> None:
    outbox = outbox_to(Sink())
    outbox.pause()
    waiting = asyncio.create_task(outbox.wait_for_room())
    await asyncio.sleep(0)
    outbox.resume()
    outbox.pause()
    await asyncio.sleep(0)
    assert not waiting.done()
    outbox.resume()
    await waiting
