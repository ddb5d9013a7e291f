"""How long one connection is served before it is the turn of others."""

from __future__ import annotations

import pytest

from fastapi_observable_socket.asgi.turns import TASK_SECONDS, TURN_SECONDS, Turn


async def test_a_turn_lasts_as_long_as_its_frames_took() -> None:
    turn = Turn()
    assert not turn.spend(0.9 * TURN_SECONDS, is_answered=True)
    assert turn.spend(0.2 * TURN_SECONDS, is_answered=True)
    assert turn.is_over
    await turn.pass_on()
    assert not turn.is_over


def test_frames_that_took_no_time_and_are_answered_do_not_end_a_turn() -> None:
    turn = Turn()
    assert not any(turn.spend(0.0, is_answered=True) for _ in range(1000))


@pytest.mark.parametrize("seconds", [0.0, TASK_SECONDS])
def test_a_frame_that_is_not_answered_counts_for_the_task_that_waits(seconds: float) -> None:
    turn = Turn()
    most = round(TURN_SECONDS / (TASK_SECONDS + seconds))
    assert not any(turn.spend(seconds, is_answered=False) for _ in range(most - 1))
    assert any(turn.spend(seconds, is_answered=False) for _ in range(2))
