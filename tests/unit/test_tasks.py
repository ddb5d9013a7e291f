"""Tasks start at once where the interpreter can do that, and in the next turn elsewhere."""

from __future__ import annotations

import asyncio

from fastapi_observable_socket.asgi.tasks import STARTS_AT_ONCE, start


async def test_a_task_runs_up_to_its_first_wait_before_start_returns() -> None:
    steps: list[str] = []

    async def work() -> None:
        steps.append("begun")
        await asyncio.sleep(0)
        steps.append("ended")

    task = start(work())
    assert steps == (["begun"] if STARTS_AT_ONCE else [])
    await task
    assert steps == ["begun", "ended"]


async def test_a_task_that_never_waits_is_done_at_once() -> None:
    async def work() -> None:
        pass

    task = start(work())
    assert task.done() is STARTS_AT_ONCE
    await task


async def test_a_task_is_itself_the_current_one_from_its_first_step_on() -> None:
    seen: list[asyncio.Task[None] | None] = []

    async def work() -> None:
        seen.append(asyncio.current_task())

    task = start(work())
    await task
    assert seen == [task]
    assert asyncio.current_task() is not task
