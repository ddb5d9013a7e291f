from __future__ import annotations

from typing import Any, cast

from tests.support.clock import Clock

from fastapi_observable_socket.uvicorn.keepalive import KeepAlive
from fastapi_observable_socket.uvicorn.rounds import Rounds


class Watch:
    """A keep-alive of 20 seconds each way, what it sent, and how often it gave up."""

    def __init__(self, timeout: float | None = 20, patience: int = 0) -> None:
        self.clock = Clock()
        self.pings: list[bytes] = []
        self.misses = 0
        self.patience = patience
        self.keepalive = KeepAlive(20, timeout, Rounds(cast("Any", self.clock)), self)

    def ping(self, payload: bytes) -> None:
        self.pings.append(payload)

    def miss_pong(self) -> bool:
        self.misses += 1
        return self.misses <= self.patience


def test_a_ping_is_sent_after_the_interval_and_after_each_pong() -> None:
    watch = Watch()
    watch.clock.advance(19)
    assert watch.pings == []
    for count in range(1, 4):
        watch.clock.advance(20)
        assert len(watch.pings) == count
        watch.keepalive.take_pong(watch.pings[-1])
    assert watch.misses == 0
    assert len(set(watch.pings)) == 3


def test_a_peer_that_does_not_answer_has_expired() -> None:
    watch = Watch()
    watch.clock.advance(39)
    assert watch.misses == 0
    watch.clock.advance(1)
    assert watch.misses == 1
    watch.clock.advance(1000)
    assert (watch.misses, len(watch.pings)) == (1, 1)


def test_a_pong_that_answers_another_ping_does_not_count() -> None:
    watch = Watch()
    watch.keepalive.take_pong(b"")
    watch.clock.advance(20)
    watch.keepalive.take_pong(b"made up")
    watch.clock.advance(20)
    assert watch.misses == 1


def test_a_second_pong_to_the_same_ping_says_nothing_new() -> None:
    watch = Watch()
    watch.clock.advance(20)
    for _ in range(3):
        watch.keepalive.take_pong(watch.pings[0])
    watch.clock.advance(20)
    assert len(watch.pings) == 2


def test_one_may_ask_to_wait_once_more() -> None:
    watch = Watch(patience=2)
    watch.clock.advance(59)
    assert watch.misses == 1
    watch.keepalive.take_pong(watch.pings[0])
    watch.clock.advance(20)
    assert (watch.misses, len(watch.pings)) == (1, 2)


def test_without_a_timeout_pings_go_on_and_nobody_expires() -> None:
    watch = Watch(timeout=None)
    watch.clock.advance(100)
    assert (len(watch.pings), watch.misses) == (5, 0)
    watch.keepalive.take_pong(watch.pings[-1])
    watch.clock.advance(20)
    assert len(watch.pings) == 6


def test_after_stop_nothing_happens() -> None:
    watch = Watch()
    watch.clock.advance(20)
    watch.keepalive.stop()
    watch.clock.advance(1000)
    assert (len(watch.pings), watch.misses) == (1, 0)
