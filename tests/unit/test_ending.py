"""How a connection ends: closed first, cut if that does not help, and left if the server sleeps."""

from __future__ import annotations

import asyncio
from asyncio import Transport
from typing import cast

import pytest
from tests.support.recording import RecordingTransport

from fastapi_observable_socket import Limits
from fastapi_observable_socket.asgi.ending import CLOSE_SECONDS, INTERRUPT_SECONDS, Ending
from fastapi_observable_socket.asgi.writer import Writer

LIMITS = Limits(write_timeout=2.0)


class FakeWriter:
    """A writer, as far as what ends a connection uses it."""

    def __init__(self) -> None:
        self.closes: list[tuple[int, str]] = []
        self.is_closed = self.is_busy = self.is_abandoned = False
        self.writes = 0

    def post_close(self, code: int, reason: str) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.closes.append((code, reason))

    def abandon(self) -> None:
        self.is_closed = self.is_abandoned = True


class Ended:
    """A connection, as far as its end is concerned."""

    def __init__(self, transport: RecordingTransport | None) -> None:
        self.writer, self.transport = FakeWriter(), transport
        self.reading: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        writer, found = cast("Writer", self.writer), cast("Transport | None", transport)
        self.ending = Ending("c1", LIMITS, writer, found)
        self.ending.set_reading(self.reading)
        self.now = asyncio.get_running_loop().time()

    def watch_after(self, seconds: float) -> None:
        self.ending.watch(self.now + seconds)


@pytest.fixture
async def reached() -> Ended:
    return Ended(RecordingTransport())


@pytest.fixture
async def unreached() -> Ended:
    """A connection whose server hides its transport."""
    return Ended(None)


def is_cut(connection: Ended) -> bool:
    assert connection.transport is not None
    is_cut = connection.ending.is_cut
    assert connection.transport.is_aborted == connection.writer.is_abandoned == is_cut
    return is_cut


async def test_a_peer_that_answers_our_close_in_time_is_not_cut(reached: Ended) -> None:
    reached.ending.close(4000, "enough")
    reached.watch_after(CLOSE_SECONDS - 0.1)
    assert reached.writer.closes == [(4000, "enough")]
    assert not is_cut(reached)
    assert not reached.reading.cancelled()


async def test_a_peer_that_does_not_answer_our_close_is_cut(reached: Ended) -> None:
    reached.ending.close(1000, "")
    reached.watch_after(CLOSE_SECONDS + 0.1)
    assert is_cut(reached)


async def test_a_close_that_user_code_has_sent_is_to_be_answered_too(reached: Ended) -> None:
    reached.writer.is_closed = True
    reached.watch_after(0)
    reached.watch_after(CLOSE_SECONDS - 0.1)
    assert not is_cut(reached)
    reached.watch_after(CLOSE_SECONDS + 0.1)
    assert is_cut(reached)


async def test_a_peer_that_does_not_read_is_cut_without_a_close(reached: Ended) -> None:
    reached.writer.is_busy = True
    reached.watch_after(0)
    reached.watch_after(LIMITS.write_timeout)
    assert is_cut(reached)
    assert not reached.writer.closes


async def test_a_server_that_does_not_notice_the_cut_is_not_waited_for(reached: Ended) -> None:
    reached.ending.cut()
    reached.watch_after(INTERRUPT_SECONDS - 0.1)
    assert not reached.reading.cancelled()
    reached.watch_after(INTERRUPT_SECONDS + 0.1)
    assert reached.ending.is_interrupted
    assert reached.reading.cancelled()


@pytest.mark.parametrize("how", ["close", "cut"])
async def test_a_peer_out_of_reach_is_not_waited_for_at_all(unreached: Ended, how: str) -> None:
    if how == "close":
        unreached.ending.close(1000, "")
    else:
        unreached.ending.cut()
    assert unreached.reading.cancelled()
    assert unreached.ending.is_cut == (how == "cut")


async def test_what_was_interrupted_before_it_began_to_read_never_does(unreached: Ended) -> None:
    unreached.ending.close(1000, "")
    late: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    unreached.ending.set_reading(late)
    assert late.cancelled()
