"""A peer that does not read is told from one that reads slowly."""

from __future__ import annotations

from asyncio import Transport
from typing import cast

import pytest

from fastapi_observable_socket import Limits
from fastapi_observable_socket.asgi.stalls import StallDetector
from fastapi_observable_socket.asgi.writer import Writer

LIMITS = Limits(write_timeout=2.0, writer_bytes=1000)


class Ends:
    """A writer and a transport, as far as somebody who watches them sees."""

    def __init__(self) -> None:
        self.is_busy = False
        self.writes = 0
        self.backlog = 0

    def get_write_buffer_size(self) -> int:
        return self.backlog


@pytest.fixture
def ends() -> Ends:
    return Ends()


@pytest.fixture
def stalls(ends: Ends) -> StallDetector:
    watching = StallDetector(cast("Writer", ends), LIMITS, cast("Transport", ends))
    assert not watching.look(0.0)
    return watching


def test_a_peer_is_stalled_when_one_write_has_waited_for_the_whole_time(
    ends: Ends, stalls: StallDetector
) -> None:
    ends.is_busy = True
    assert not stalls.look(1.0)
    assert not stalls.look(1.9)
    assert stalls.look(2.0)


def test_the_time_begins_anew_with_every_write_that_ends(ends: Ends, stalls: StallDetector) -> None:
    ends.is_busy = True
    for second in range(1, 20):
        ends.writes += 1
        assert not stalls.look(float(second))


def test_a_peer_that_nothing_waits_for_is_never_cut(stalls: StallDetector) -> None:
    assert not any(stalls.look(float(second)) for second in range(100))


def test_what_the_server_writes_on_its_own_is_to_be_read_too(
    ends: Ends, stalls: StallDetector
) -> None:
    ends.backlog = 10
    assert not stalls.look(1.0)
    ends.backlog = 11
    assert not stalls.look(2.0)
    assert stalls.look(3.0)


def test_a_backlog_that_gets_smaller_is_being_read(ends: Ends, stalls: StallDetector) -> None:
    ends.backlog = 500
    for second in range(1, 20):
        ends.backlog -= 1
        assert not stalls.look(float(second))


@pytest.mark.parametrize("is_busy", [False, True])
def test_a_peer_whose_backlog_the_server_lets_grow_is_stalled_at_once(
    ends: Ends, stalls: StallDetector, is_busy: bool
) -> None:
    ends.is_busy = is_busy
    ends.backlog = 10
    assert not stalls.look(0.1)
    ends.backlog += LIMITS.writer_bytes
    assert not stalls.look(0.2)
    ends.backlog += LIMITS.writer_bytes + 1
    assert stalls.look(0.3)


def test_a_large_write_that_began_is_no_flood(ends: Ends, stalls: StallDetector) -> None:
    ends.backlog = 10
    assert not stalls.look(0.1)
    ends.is_busy = True
    ends.backlog = 10 * LIMITS.writer_bytes
    assert not stalls.look(0.2)


def test_without_a_transport_only_the_writer_counts(ends: Ends) -> None:
    stalls = StallDetector(cast("Writer", ends), LIMITS, None)
    ends.backlog = 10**9
    assert not any(stalls.look(float(second)) for second in range(10))
    ends.is_busy = True
    assert not stalls.look(10.0)
    assert stalls.look(12.0)
