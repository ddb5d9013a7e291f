"""What waits for an application: nothing is lost, nobody is woken in vain, the end comes last."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, cast

import pytest
from starlette.types import Message
from tests.support.recording import turns

from fastapi_observable_socket.uvicorn.inbox import MAX_BYTES, Inbox


def connected(most_messages: int) -> Inbox:
    inbox = Inbox(most_messages, asyncio.get_running_loop())
    inbox.connect()
    return inbox


async def test_a_cancelled_receive_loses_no_message() -> None:
    inbox = connected(32)
    assert await inbox.get() == {"type": "websocket.connect"}
    first = asyncio.create_task(cast("Any", inbox.get()))
    await turns()
    inbox.put("kept")
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await inbox.get() == {"type": "websocket.receive", "text": "kept"}


class AtOnce:
    """An event loop whose tasks begin at once, as with `asyncio.eager_task_factory`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    def create_future(self) -> asyncio.Future[None]:
        return self._loop.create_future()

    def create_task(self, work: Coroutine[Any, Any, None]) -> asyncio.Future[None]:
        with suppress(StopIteration):
            work.send(None)
            raise AssertionError("these tests wait for nothing")
        done = self.create_future()
        done.set_result(None)
        return done


async def test_where_tasks_begin_at_once_messages_are_taken_all_the_same() -> None:
    inbox = Inbox(32, cast("Any", AtOnce()))
    taken: list[str | bytes] = []
    inbox.put("before")
    inbox.deliver_to(taken.append)
    for number in range(2):
        inbox.put(str(number))
    assert taken == ["before", "0", "1"]


async def test_who_fails_to_take_a_message_is_told_instead_of_going_mute() -> None:
    async def fail() -> None:
        raise LookupError

    inbox = Inbox(32, asyncio.get_running_loop())
    ended = inbox.deliver_to(lambda _: fail())
    inbox.put("one")
    with pytest.raises(LookupError):
        await asyncio.wait_for(ended, 10)


async def test_two_waiting_receivers_get_one_message_each() -> None:
    inbox = connected(32)
    await inbox.get()
    both = [asyncio.create_task(cast("Any", inbox.get())) for _ in range(2)]
    await turns()
    inbox.put("1")
    await turns()
    assert sum(task.done() for task in both) == 1
    inbox.put(b"2")
    messages = await asyncio.gather(*both)
    assert sorted(message.get("text") or "bytes" for message in messages) == ["1", "bytes"]


async def test_the_disconnect_comes_after_all_messages_and_each_time_that_one_asks() -> None:
    inbox = connected(32)
    inbox.put("last")
    inbox.end(1000)
    inbox.end(1006)
    received: list[Message] = [await inbox.get() for _ in range(4)]
    assert [message.get("code") for message in received] == [None, None, 1000, 1000]


async def test_it_is_full_by_number_and_by_size_and_has_room_again_when_taken() -> None:
    inbox = connected(3)
    await inbox.get()
    for _ in range(2):
        inbox.put("a")
        assert not inbox.is_full
    inbox.put("a")
    assert inbox.is_full
    await inbox.get()
    assert not inbox.is_full
    inbox.put("a" * MAX_BYTES)
    for _ in range(2):
        await inbox.get()
        assert inbox.is_full
    await inbox.get()
    assert not inbox.is_full


async def test_it_says_when_the_last_message_is_taken() -> None:
    inbox = connected(3)
    inbox.put("a")
    calls: list[int] = []
    inbox.when_empty = lambda: calls.append(1)
    await inbox.get()
    assert calls == []
    await inbox.get()
    assert calls == [1]
