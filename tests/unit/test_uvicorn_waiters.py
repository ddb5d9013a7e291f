"""Coroutines that wait for one event are woken together, and leave nothing behind."""

from __future__ import annotations

import asyncio

import pytest
from tests.support.recording import turns

from fastapi_observable_socket.uvicorn.waiters import Waiters


@pytest.fixture
async def waiters() -> Waiters:
    return Waiters(asyncio.get_running_loop())


async def test_all_that_wait_are_woken_by_one_event(waiters: Waiters) -> None:
    waiting = [asyncio.create_task(waiters.wait()) for _ in range(3)]
    await turns()
    assert not any(task.done() for task in waiting)
    waiters.wake()
    await asyncio.gather(*waiting)


async def test_who_waits_after_an_event_waits_for_the_next_one(waiters: Waiters) -> None:
    waiters.wake()
    late = asyncio.create_task(waiters.wait())
    await turns()
    assert not late.done()
    waiters.wake()
    await late


async def test_one_that_is_cancelled_keeps_no_other_from_being_woken(waiters: Waiters) -> None:
    first, second = (asyncio.create_task(waiters.wait()) for _ in range(2))
    await turns()
    first.cancel()
    waiters.wake()
    await second
    with pytest.raises(asyncio.CancelledError):
        await first
