"""How long one connection is served before it is the turn of others."""

from __future__ import annotations

from fastapi_observable_socket.asgi.turns import TURN_SECONDS, Turn


async def test_a_turn_lasts_as_long_as_its_frames_took() -> None:
    turn = Turn()
    assert not turn.spend(0.9 * TURN_SECONDS)
    assert turn.spend(0.2 * TURN_SECONDS)
    assert turn.is_over
    await turn.pass_on()
    assert not turn.is_over


async def test_a_turn_that_was_passed_on_begins_anew() -> None:
    turn = Turn()
    turn.spend(1.5 * TURN_SECONDS)
    await turn.pass_on()
    assert not turn.spend(0.9 * TURN_SECONDS)
    assert turn.spend(0.2 * TURN_SECONDS)
