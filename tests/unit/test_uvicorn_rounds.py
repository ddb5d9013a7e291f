"""Timers that many share."""

from __future__ import annotations

from typing import Any, cast

import pytest
from tests.support.clock import Clock

from fastapi_observable_socket.uvicorn.rounds import SECONDS, Round, Rounds


class Member:
    """Notes when it is called."""

    def __init__(self, clock: Clock) -> None:
        self.calls: list[float] = []
        self.leaves: tuple[Round, Member] | None = None
        self._clock = clock

    def call(self) -> None:
        self.calls.append(self._clock.now)
        if self.leaves is not None:
            round_, other = self.leaves
            round_.pop(other, None)


class Failing(Member):
    def call(self) -> None:
        raise OSError("the transport is dead")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rounds(clock: Clock) -> Rounds:
    return Rounds(cast("Any", clock))


def test_a_member_is_called_once_and_never_early(clock: Clock, rounds: Rounds) -> None:
    member = Member(clock)
    rounds.join(member, 1.01)
    clock.advance(1.01)
    assert member.calls == []
    clock.advance(SECONDS)
    assert member.calls == [pytest.approx(1.0625)]
    clock.advance(100)
    assert len(member.calls) == 1


def test_many_share_a_timer(clock: Clock, rounds: Rounds) -> None:
    members = [Member(clock) for _ in range(100)]
    for member in members:
        rounds.join(member, 20)
    assert len(clock.due) == 1
    clock.advance(20)
    assert {len(member.calls) for member in members} == {1}
    assert clock.due == []


def test_who_has_left_is_not_called(clock: Clock, rounds: Rounds) -> None:
    member = Member(clock)
    rounds.join(member, 1).pop(member)
    clock.advance(2)
    assert member.calls == []


def test_one_member_may_take_out_another_of_its_round(clock: Clock, rounds: Rounds) -> None:
    one, other = Member(clock), Member(clock)
    one.leaves = rounds.join(one, 1), other
    other.leaves = rounds.join(other, 1), one
    clock.advance(1)
    assert len(one.calls + other.calls) == 1


def test_one_that_fails_keeps_none_of_the_others_from_being_called(
    clock: Clock, rounds: Rounds
) -> None:
    members = [Member(clock), Failing(clock), Member(clock)]
    for member in members:
        rounds.join(member, 1)
    with pytest.raises(OSError, match="dead"):
        clock.advance(1)
    clock.advance(0)
    assert [len(member.calls) for member in members] == [1, 0, 1]
