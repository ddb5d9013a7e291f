"""Every limit, exactly reached and passed by one, set on a router and seen by a client."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import pytest
from tests.support.peers import peer
from tests.support.servers import Server, serve

LIMITS = {
    "message_bytes": 4000,
    "depth": 10,
    "integer_digits": 30,
    "uuid_length": 12,
    "route_length": 16,
    "headers_count": 3,
    "max_in_flight": 4,
}


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    with serve("tests.support.fault_app:app", env={"LIMITS": json.dumps(LIMITS)}) as running:
        yield running


def nested(levels: int) -> Any:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


def request(**members: Any) -> str:
    return json.dumps({"uuid": "u", "route": "echo", "headers": {}, "payload": None} | members)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param(request(payload=nested(11)), ("/payload", "nesting"), id="depth"),
        pytest.param(
            request(headers={"x": nested(10)}), ("/headers", "nesting"), id="depth of headers"
        ),
        pytest.param(request(payload=[10**30]), ("/payload", "integer_digits"), id="digits"),
        pytest.param(
            request(payload={"x": -(10**29)}), ("/payload", "integer_digits"), id="a minus sign"
        ),
        pytest.param(
            request(headers={"x": 10**30}), ("/headers", "integer_digits"), id="digits in headers"
        ),
        pytest.param(request(uuid="u" * 13), ("/uuid", "maxLength"), id="uuid"),
        pytest.param(request(uuid=10**12), ("/uuid", "maxLength"), id="uuid of digits"),
        pytest.param(request(route="r" * 17), ("/route", "maxLength"), id="route"),
        pytest.param(
            request(headers=dict.fromkeys("abcd")), ("/headers", "maxProperties"), id="headers"
        ),
    ],
)
async def test_one_more_than_a_limit_is_refused_with_its_place(
    server: Server, text: str, place: tuple[str, str]
) -> None:
    async with peer(server) as one:
        await one.send_text(text)
        answer = await one.receive()
        assert answer["uuid"] == (None if place[0] == "/uuid" else "u")
        assert answer["status"] == 400
        assert [(e["pointer"], e["code"]) for e in answer["payload"]["errors"]] == [place]
        assert (await one.call("echo", "still there"))["payload"] == "still there"


@pytest.mark.parametrize(
    "members",
    [
        {"payload": nested(10)},
        {"headers": {"x": nested(9)}},
        {"payload": [10**30 - 1, -(10**29 - 1), "9" * 40, 1e300]},
        {"headers": {"x": 10**30 - 1}},
        {"uuid": "u" * 12},
        {"uuid": 10**12 - 1},
        {"headers": dict.fromkeys("abc")},
    ],
)
async def test_what_reaches_a_limit_exactly_is_served(
    server: Server, members: dict[str, Any]
) -> None:
    async with peer(server) as one:
        await one.send_text(request(**members))
        answer = await one.receive()
        assert answer["status"] == 200
        assert answer["uuid"] == members.get("uuid", "u")
        assert answer["payload"] == members.get("payload")


async def test_a_message_of_the_limit_is_served_and_one_byte_more_closes_1009(
    server: Server,
) -> None:
    text = request(payload="é" * 100)
    padding = LIMITS["message_bytes"] - len(text.encode())
    async with peer(server) as one:
        await one.send_text(text + " " * padding)
        assert (await one.receive())["status"] == 200
        await one.send_text(text + " " * (padding + 1))
        assert (await one.closed())[0] == 1009


async def test_one_request_too_many_is_429_at_once_and_ping_and_cancel_still_work(
    server: Server,
) -> None:
    async with peer(server) as one:
        for uuid in range(5):
            await one.send(uuid, "sleep", 60)
        refused = await one.receive()
        assert (refused["uuid"], refused["status"]) == (4, 429)
        await one.send("p", "PING")
        assert (await one.receive())["route"] == "PONG"
        await one.send(0, "CANCEL")
        assert (await one.receive())["status"] == 499


async def test_a_duplicate_uuid_is_409_and_the_first_request_is_answered(server: Server) -> None:
    async with peer(server) as one:
        await one.send("same", "sleep", 0.2)
        await one.send("same", "echo", 1)
        assert (await one.receive())["status"] == 409
        answer = await one.receive()
        assert (answer["uuid"], answer["status"]) == ("same", 200)


async def test_who_does_not_heed_retry_after_is_closed_1008(server: Server) -> None:
    async with peer(server) as one:
        for _ in range(2):
            assert (await one.call("limited"))["status"] == 200
        refused = await one.call("limited")
        assert refused["status"] == 429
        assert refused["payload"]["retry_after"] > 0
        for uuid in range(101):
            await one.send(uuid, "limited")
        assert (await one.closed())[0] == 1008


async def test_a_hostile_uuid_or_route_does_not_forge_a_line_of_the_log(server: Server) -> None:
    forged = "x\nERROR: forged\x1b[0m\u2028"
    async with peer(server) as one:
        await one.send_text(request(uuid=forged[:12], route="fail", payload="tell-nobody"))
        assert (await one.receive())["status"] == 500
    lines = server.output.splitlines()
    (line,) = [line for line in lines if "'fail'" in line]
    assert r"'x\nERROR: for'" in line
    assert not [line for line in lines if line.startswith("ERROR: for")]
    assert "tell-nobody" not in server.output
