"""How requests of one route share a connection."""

from __future__ import annotations

import asyncio
import gc
import json
import weakref
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest
from fastapi import Depends, WebSocket
from tests.support.recording import turns

from fastapi_observable_socket import Context, Limits, Policy, Rate, SocketRouter
from fastapi_observable_socket.routing.policy import (
    MAX_STRIKES,
    Bucket,
    Gate,
    in_force,
    too_fast,
)
from fastapi_observable_socket.testing import SocketClient

Headers = dict[str, Any]


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Work:
    """A handler that waits until it is let through, and tells what becomes of it."""

    def __init__(self) -> None:
        self.begun: list[Any] = []
        self.cancelled: list[Any] = []
        self.ended: list[Any] = []
        self.open: dict[Any, asyncio.Event] = {}

    def __getitem__(self, payload: Any) -> asyncio.Event:
        return self.open.setdefault(payload, asyncio.Event())

    async def __call__(self, ws: WebSocket, headers: Headers, payload: Any) -> Any:
        self.begun.append(payload)
        try:
            await self[payload].wait()
        except asyncio.CancelledError:
            self.cancelled.append(payload)
            raise
        self.ended.append(payload)
        return {"payload": payload}


def serving(handler: Callable[..., Any], policy: Policy, **more: Any) -> SocketRouter:
    router = SocketRouter(**more)
    router.route("r", options={"policy": policy})(handler)
    return router


def ask(client: SocketClient, uuid: Any, payload: Any = None, route: str = "r") -> None:
    client.send_text(json.dumps({"uuid": uuid, "route": route, "payload": payload}))


async def reply(client: SocketClient) -> tuple[Any, int]:
    frame = await client.receive()
    return frame["uuid"], frame["status"]


async def ping(client: SocketClient) -> None:
    """Returns when everything that was sent before has been read, and nothing else came."""
    client.send_text('{"uuid": "ping", "route": "PING"}')
    assert (await client.receive()).get("route") == "PONG"


async def ping_after(client: SocketClient, wanted: tuple[Any, int]) -> None:
    """Like `ping`, where one answer comes before."""
    assert await reply(client) == wanted
    await ping(client)


# -- the token bucket --------------------------------------------------------------------------


def test_a_bucket_gives_its_tokens_at_once_and_then_says_how_long_to_wait() -> None:
    bucket = Bucket(Rate(2, 10), Clock())
    assert [bucket.take() for _ in range(3)] == [0, 0, 5]


def test_a_bucket_is_refilled_evenly_and_never_more_than_full() -> None:
    clock = Clock()
    bucket = Bucket(Rate(2, 10), clock)
    bucket.take(), bucket.take()
    clock.seconds += 4
    assert bucket.take() == pytest.approx(1)
    clock.seconds += 1
    assert bucket.take() == 0
    clock.seconds += 1000
    assert [bucket.take() for _ in range(3)] == [0, 0, 5]


def test_requests_before_the_time_that_was_told_are_counted_until_the_caller_pauses() -> None:
    clock = Clock()
    bucket = Bucket(Rate(2, 20), clock)
    for _ in range(6):
        bucket.take()
    assert bucket.strikes == 3
    clock.seconds += 10
    for _ in range(3):
        bucket.take()
    assert bucket.strikes == 4
    clock.seconds += 20
    bucket.take()
    assert bucket.strikes == 0


def test_a_caller_that_waits_as_long_as_it_is_told_is_served_then_and_never_counted() -> None:
    clock = Clock()
    bucket = Bucket(Rate(7, 3), clock)
    for _ in range(7):
        bucket.take()
    for _ in range(1000):
        told = too_fast(bucket.take()).payload["retry_after"]
        assert 0 < told < 3 / 7 + 0.001
        clock.seconds += told
        assert bucket.take() == 0
    assert bucket.strikes == 0


def test_a_policy_that_asks_for_nothing_costs_nothing() -> None:
    assert in_force({}, Policy()) is None
    assert in_force({"policy": Policy(idempotent=True)}, Policy("serial")) is None
    assert in_force(None, Policy("serial")) == Policy("serial")


def test_a_gate_names_the_next_in_order_and_forgets_who_gave_up() -> None:
    gate: Gate[str] = Gate(Policy("serial"), Clock())
    assert [gate.enter(name) for name in ("a", "b", "c")] == [True, False, False]
    assert gate.leave("b") is None
    assert gate.leave("a") == "c"
    assert gate.leave("c") is None
    assert gate.enter("d")


# -- on a connection ---------------------------------------------------------------------------


async def test_serial_requests_run_one_after_the_other_in_order() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy("serial"))) as client:
        for uuid in range(3):
            ask(client, uuid, uuid)
        await ping(client)
        assert work.begun == [0]
        for uuid in range(3):
            work[uuid].set()
            assert await reply(client) == (uuid, 200)
        assert work.begun == [0, 1, 2]


async def test_many_serial_requests_that_never_wait_are_all_answered() -> None:
    async def gate(ws: WebSocket, headers: Headers, payload: Any) -> Any:
        if payload == 0:
            await first.wait()
        return {"payload": payload}

    first = asyncio.Event()
    limits = Limits(max_in_flight=5000)
    async with SocketClient(serving(gate, Policy("serial"), limits=limits)) as client:
        for uuid in range(3000):
            ask(client, uuid, uuid)
        await ping(client)
        first.set()
        assert [(await reply(client))[0] for _ in range(3000)] == list(range(3000))


async def test_a_serial_request_that_waits_can_be_cancelled() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy("serial"))) as client:
        for uuid in range(3):
            ask(client, uuid, uuid)
        ask(client, 1, route="CANCEL")
        assert await reply(client) == (1, 499)
        for uuid in (0, 2):
            work[uuid].set()
            assert await reply(client) == (uuid, 200)
        assert work.begun == [0, 2]


async def test_serial_requests_that_wait_never_begin_when_the_peer_has_left() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy("serial", shield=True))) as client:
        for uuid in range(3):
            ask(client, uuid, uuid)
        await ping(client)
    work[0].set()
    await turns()
    assert (work.begun, work.ended) == ([0], [0])


async def test_serial_requests_of_two_connections_run_side_by_side() -> None:
    work = Work()
    router = serving(work, Policy("serial"))
    async with SocketClient(router) as one, SocketClient(router) as two:
        ask(one, 1, "one")
        ask(two, 1, "two")
        await ping(one)
        await ping(two)
        assert work.begun == ["one", "two"]


async def test_the_latest_request_cancels_the_one_before() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy("latest"))) as client:
        for uuid in range(3):
            ask(client, uuid, uuid)
            await asyncio.sleep(0)
        assert await reply(client) == (0, 499)
        assert await reply(client) == (1, 499)
        work[2].set()
        assert await reply(client) == (2, 200)
        ask(client, 3, 3)
        work[3].set()
        assert await reply(client) == (3, 200)
    assert 2 not in work.cancelled


async def test_the_latest_request_needs_no_place_beside_the_one_that_it_ends() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy("latest", max_in_flight=1))) as client:
        for uuid in range(5):
            ask(client, uuid, uuid)
        for uuid in range(4):
            assert await reply(client) == (uuid, 499)
        work[4].set()
        assert await reply(client) == (4, 200)
    assert work.ended == [4]


async def test_of_latest_requests_that_do_not_end_no_more_run_than_may() -> None:
    work = Work()
    policy = Policy("latest", max_in_flight=1, shield=True)
    async with SocketClient(serving(work, policy)) as client:
        for uuid in range(3):
            ask(client, uuid, uuid)
        assert await reply(client) == (0, 499)
        assert await reply(client) == (2, 429)
        work[1].set()
        assert await reply(client) == (1, 200)
        work[0].set()
    assert work.begun == [0, 1]


@pytest.mark.parametrize(
    "policy", [Policy("latest", rate=Rate(1, 60)), Policy("latest", max_payload=1)]
)
async def test_a_request_that_is_refused_ends_no_older_one(policy: Policy) -> None:
    work = Work()
    async with SocketClient(serving(work, policy)) as client:
        ask(client, 1, 1)
        ask(client, 2, "large")
        assert (await reply(client))[0] == 2
        work[1].set()
        assert await reply(client) == (1, 200)


async def test_one_request_more_than_the_route_takes_is_refused() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy(max_in_flight=1))) as client:
        ask(client, 1, 1)
        ask(client, 2, 2)
        assert await reply(client) == (2, 429)
        work[1].set()
        assert await reply(client) == (1, 200)
        ask(client, 3, 1)
        assert await reply(client) == (3, 200)


async def test_such_a_refusal_comes_at_once_where_none_of_the_route_is_about_to_end() -> None:
    work = Work()
    router = serving(work, Policy(max_in_flight=1))
    router.route("other", options={"policy": Policy(shield=True)})(work)
    async with SocketClient(router) as client:
        ask(client, "o", "other", route="other")
        await ping(client)
        ask(client, "o", route="CANCEL")
        ask(client, 1, 1)
        await ping_after(client, ("o", 499))
        ask(client, 2, 2)
        await turns(8)
        assert client._inbox.qsize() == 1
        assert await reply(client) == (2, 429)
        work["other"].set()


async def test_the_place_of_a_cancelled_request_of_the_route_is_free_for_the_next_one() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy(max_in_flight=1))) as client:
        work[2].set()
        ask(client, 1, 1)
        await ping(client)
        ask(client, 1, route="CANCEL")
        ask(client, 2, 2)
        assert await reply(client) == (1, 499)
        assert await reply(client) == (2, 200)
    assert work.cancelled == [1]


async def test_a_payload_of_exactly_the_limit_is_taken_and_one_byte_more_is_413() -> None:
    async def length(ws: WebSocket, headers: Headers, payload: str) -> Any:
        return {"payload": len(payload)}

    async with SocketClient(serving(length, Policy(max_payload=10))) as client:
        assert (await client.request("r", "x" * 8)).status == 200
        assert (await client.request("r", "x" * 9)).status == 413
        assert (await client.request("r", "é" * 4)).payload == 4
        assert (await client.request("r", "é" * 5)).status == 413


async def test_too_many_requests_in_a_time_are_refused_with_the_time_to_wait() -> None:
    async def handler(ws: WebSocket, headers: Headers, payload: Any) -> Any:
        return {"payload": payload}

    async with SocketClient(serving(handler, Policy(rate=Rate(2, 60)))) as client:
        assert [(await client.request("r")).status for _ in range(2)] == [200, 200]
        refused = await client.request("r")
        assert refused.status == 429
        assert 0 < refused.payload["retry_after"] <= 30


async def test_who_does_not_heed_the_time_to_wait_is_closed_1008() -> None:
    async def handler(ws: WebSocket, headers: Headers, payload: Any) -> Any:
        return {"payload": payload}

    async with SocketClient(serving(handler, Policy(rate=Rate(1, 60)))) as client:
        assert (await client.request("r")).status == 200
        for uuid in range(MAX_STRIKES + 1):
            ask(client, uuid)
        assert (await client.expect_close()).code == 1008


async def test_a_request_over_its_deadline_is_answered_408_and_cancelled() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy(timeout=0.01))) as client:
        ask(client, 1, 1)
        assert await reply(client) == (1, 408)
        ask(client, 1, 2)
        assert await reply(client) == (1, 408)
    assert work.cancelled == [1, 2]


class Marker:
    """Something whose end can be seen."""


@pytest.mark.parametrize("waits", [True, False])
async def test_nothing_is_kept_of_a_request_that_is_answered_before_its_deadline(
    waits: bool,
) -> None:
    kept: list[weakref.ref[Marker]] = []

    async def handler(context: Context) -> None:
        context.local["marker"] = marker = Marker()
        kept.append(weakref.ref(marker))
        if waits:
            await asyncio.sleep(0)

    async with SocketClient(serving(handler, Policy(timeout=3600))) as client:
        assert (await client.request("r")).status == 200
        await turns()
        gc.collect()
        assert kept[0]() is None


async def test_a_deadline_counts_the_time_that_a_request_waits_for_its_turn() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy("serial", timeout=0.01, shield=True))) as client:
        ask(client, 1, 1)
        ask(client, 2, 2)
        assert sorted([await reply(client), await reply(client)]) == [(1, 408), (2, 408)]
        assert work.begun == [1]
        work[1].set()
        work[3].set()
        ask(client, 3, 3)
        assert await reply(client) == (3, 200)
    assert work.begun == [1, 3]


async def test_a_request_that_waits_for_its_turn_has_its_uuid_and_its_place() -> None:
    work = Work()
    async with SocketClient(serving(work, Policy("serial", max_in_flight=2))) as client:
        ask(client, 1, 1)
        ask(client, 2, 2)
        ask(client, 2, "again")
        assert await reply(client) == (2, 409)
        ask(client, 3, 3)
        assert await reply(client) == (3, 429)
        ask(client, 2, route="CANCEL")
        assert await reply(client) == (2, 499)
        ask(client, 2, "again")
        work[1].set()
        work["again"].set()
        assert [await reply(client) for _ in range(2)] == [(1, 200), (2, 200)]
    assert work.begun == [1, "again"]


async def test_what_is_refused_for_another_reason_takes_no_token() -> None:
    work = Work()
    policy = Policy("serial", rate=Rate(2, 60), max_payload=10)
    async with SocketClient(serving(work, policy)) as client:
        ask(client, 1, 1)
        for _ in range(2 * MAX_STRIKES):
            ask(client, 1, 2)
            ask(client, 2, "too large a payload")
            assert [await reply(client) for _ in range(2)] == [(1, 409), (2, 413)]
        for uuid in (1, 2):
            work[uuid].set()
        ask(client, 2, 2)
        assert [await reply(client) for _ in range(2)] == [(1, 200), (2, 200)]


async def test_a_shielded_handler_runs_to_its_end_and_its_late_answer_is_dropped(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work()
    async with SocketClient(serving(work, Policy(shield=True))) as client:
        ask(client, 1, "cancelled")
        await ping(client)
        ask(client, 1, route="CANCEL")
        assert await reply(client) == (1, 499)
        ask(client, 2, "left alone")
        await ping(client)
        work["cancelled"].set()
        await ping(client)
    assert work.ended == ["cancelled"]
    work["left alone"].set()
    await asyncio.sleep(0)
    assert work.ended == ["cancelled", "left alone"]
    assert work.cancelled == []
    assert caplog.records == []


async def test_what_was_cancelled_still_counts_while_it_does_not_end() -> None:
    work = Work()
    router = serving(work, Policy(shield=True), limits=Limits(max_in_flight=1))
    async with SocketClient(router) as client:
        ask(client, 1, 1)
        await ping(client)
        ask(client, 1, route="CANCEL")
        assert await reply(client) == (1, 499)
        ask(client, 2, 2)
        assert await reply(client) == (2, 429)
        work[1].set()
        await ping(client)
        ask(client, 3, 1)
        assert await reply(client) == (3, 200)


async def test_a_handler_that_turns_its_cancellation_into_an_answer_is_not_heard() -> None:
    async def late(ws: WebSocket, headers: Headers, payload: Any) -> Any:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return {"payload": "late"}

    async with SocketClient(serving(late, Policy("latest"))) as client:
        ask(client, 1)
        await ping(client)
        ask(client, 1, route="CANCEL")
        assert await reply(client) == (1, 499)
        await ping(client)


async def test_a_handler_that_cancels_itself_is_answered_500(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def unhappy(ws: WebSocket, headers: Headers, payload: Any) -> Any:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    async with SocketClient(serving(unhappy, Policy())) as client:
        assert (await client.request("r")).status == 500
    assert "'r'" in caplog.text


@pytest.mark.parametrize("answers_first", [False, True])
async def test_a_long_clean_up_runs_to_its_end_when_the_peer_has_left(
    monkeypatch: pytest.MonkeyPatch, answers_first: bool
) -> None:
    monkeypatch.setattr("fastapi_observable_socket.asgi.calls.CLEAN_UP_SECONDS", 0.01)
    release, entered, cleaned = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def resource() -> AsyncGenerator[None]:
        try:
            yield
        finally:
            await release.wait()
            cleaned.set()

    async def handler(
        ws: WebSocket, headers: Headers, payload: Any, _: None = Depends(resource)
    ) -> None:
        entered.set()
        if not answers_first:
            await asyncio.Event().wait()

    async with SocketClient(serving(handler, Policy())) as client:
        ask(client, 1)
        await entered.wait()
        if answers_first:
            await client.receive()
    release.set()
    await asyncio.wait_for(cleaned.wait(), 5)


async def test_what_does_not_end_when_its_peer_has_left_is_logged_and_left_alone(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fastapi_observable_socket.asgi.calls.CLEAN_UP_SECONDS", 0.01)
    release = asyncio.Event()

    async def stubborn(ws: WebSocket, headers: Headers, payload: Any) -> Any:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        done.set()

    done = asyncio.Event()
    async with SocketClient(serving(stubborn, Policy())) as client:
        ask(client, "a\nb")
        await ping(client)
    (record,) = caplog.records
    assert "does not end" in record.getMessage()
    assert r"'a\nb'" in record.getMessage()
    release.set()
    await done.wait()


@pytest.mark.parametrize(
    "wrong",
    [
        {"concurrency": "one by one"},
        {"timeout": 0},
        {"timeout": -1.0},
        {"timeout": float("nan")},
        {"max_payload": 0},
        {"max_in_flight": 0},
    ],
)
def test_a_policy_that_lets_nothing_through_is_refused_where_it_is_written(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(ValueError, match=r"no concurrency|lets nothing through"):
        Policy(**wrong)


@pytest.mark.parametrize(("requests", "seconds"), [(0, 1), (-1, 1), (1, 0), (1, -1)])
def test_so_is_a_rate(requests: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="lets nothing through"):
        Rate(requests, seconds)
