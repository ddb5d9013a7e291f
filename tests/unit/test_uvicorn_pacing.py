"""A transport is read as fast as the application takes what is read, and no faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from tests.support.clock import Clock
from tests.support.recording import RecordingTransport

from fastapi_observable_socket.uvicorn.inbox import Inbox
from fastapi_observable_socket.uvicorn.pacing import MAX_HELD_BYTES, Pacing
from fastapi_observable_socket.uvicorn.reader import FrameReader


class FakeInbox:
    """An inbox, as far as the pace depends on it."""

    when_empty: Callable[[], None] | None = None

    def be_emptied(self) -> None:
        assert self.when_empty is not None
        self.when_empty()


class Paced:
    """A connection, as far as its pace is concerned."""

    def __init__(self) -> None:
        self.transport, self.inbox, self.clock = RecordingTransport(), FakeInbox(), Clock()
        self.reader = FrameReader(1 << 20)
        self.reads = 0
        self.pacing = Pacing(
            self.transport,
            self.reader,
            cast("Inbox", self.inbox),
            self.clock,  # type: ignore[arg-type]
            self.read_on,
        )

    def read_on(self) -> None:
        self.reads += 1
        self.reader.unread = None

    def hold(self, size: int) -> None:
        self.reader.hold(b"x" * size)


@pytest.fixture
def paced() -> Paced:
    return Paced()


def test_a_transport_is_paused_while_enough_messages_wait(paced: Paced) -> None:
    paced.pacing.adapt(is_full=True)
    assert paced.pacing.is_paused
    assert not paced.transport.is_reading_now
    paced.inbox.be_emptied()
    assert paced.transport.is_reading_now
    assert not paced.pacing.is_paused


def test_a_transport_is_paused_once(paced: Paced) -> None:
    paced.pacing.pause()
    paced.pacing.pause()  # the transport of these tests refuses to be paused again
    paced.pacing.resume()
    paced.pacing.resume()
    assert paced.transport.is_reading_now


def test_held_bytes_are_read_in_the_next_turn_and_once(paced: Paced) -> None:
    paced.hold(10)
    paced.pacing.adapt(is_full=False)
    paced.pacing.adapt(is_full=False)
    assert paced.reads == 0
    paced.clock.advance(0)
    assert paced.reads == 1
    assert paced.transport.is_reading_now


def test_held_bytes_wait_as_long_as_enough_messages_do(paced: Paced) -> None:
    paced.hold(10)
    paced.pacing.adapt(is_full=True)
    paced.clock.advance(0)
    assert paced.reads == 0
    paced.inbox.be_emptied()
    paced.clock.advance(0)
    assert paced.reads == 1


def test_very_many_held_bytes_pause_the_transport_though_few_messages_wait(paced: Paced) -> None:
    paced.hold(MAX_HELD_BYTES + 1)
    paced.pacing.adapt(is_full=False)
    assert not paced.transport.is_reading_now
    paced.clock.advance(0)
    paced.pacing.adapt(is_full=False)
    assert paced.transport.is_reading_now


def test_a_closing_transport_is_left_alone(paced: Paced) -> None:
    paced.transport.closing = True
    paced.pacing.pause()
    assert paced.transport.is_reading_now
    assert not paced.pacing.is_paused


def test_what_has_stopped_reads_nothing_more(paced: Paced) -> None:
    paced.hold(10)
    paced.pacing.read_held_soon()
    paced.pacing.stop()
    paced.clock.advance(0)
    assert paced.reads == 0
    assert paced.inbox.when_empty is None
