"""How long one connection is served before others are."""

from __future__ import annotations

from fastapi_observable_socket.asgi.fairness import SLICE_SECONDS, TimeSlice


async def test_a_slice_lasts_as_long_as_its_frames_took() -> None:
    one = TimeSlice()
    assert not one.spend(0.9 * SLICE_SECONDS)
    assert one.spend(0.2 * SLICE_SECONDS)
    assert one.is_over
    await one.let_others_run()
    assert not one.is_over


async def test_a_slice_that_is_over_begins_anew() -> None:
    one = TimeSlice()
    one.spend(1.5 * SLICE_SECONDS)
    await one.let_others_run()
    assert not one.spend(0.9 * SLICE_SECONDS)
    assert one.spend(0.2 * SLICE_SECONDS)
