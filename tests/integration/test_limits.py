"""Every limit, exactly reached and passed by one, set on a router and seen by a client."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass

import pytest
from tests.support.peers import peer
from tests.support.servers import Server, serve

from fastapi_observable_socket import Limits

LOW = Limits(
    message_bytes=4000,
    depth=10,
    integer_digits=30,
    uuid_length=12,
    route_length=16,
    headers_count=3,
    max_in_flight=4,
)
HIGH = Limits(
    message_bytes=2 * 2**20,
    depth=255,
    integer_digits=4300,
    uuid_length=400,
    route_length=400,
    headers_count=100,
    max_in_flight=100,
)
OURS = "fastapi_observable_socket.uvicorn:ObservableProtocol"


@pytest.fixture(
    scope="module",
    params=[("auto", LOW), ("auto", HIGH), (OURS, LOW)],
    ids=["lower", "higher", "lower, our class"],
)
def settings(request: pytest.FixtureRequest) -> tuple[str, Limits]:
    found: tuple[str, Limits] = request.param
    return found


@pytest.fixture(scope="module")
def server(settings: tuple[str, Limits]) -> Generator[Server]:
    ws, limits = settings
    env = {"LIMITS": json.dumps(asdict(limits))}
    with serve("tests.support.fault_app:app", env=env, options=["--ws", ws]) as running:
        yield running


@pytest.fixture
def limits(settings: tuple[str, Limits]) -> Limits:
    return settings[1]


def request(**members: str) -> str:
    """A request, members given as JSON text."""
    texts = {"uuid": '"u"', "route": '"echo"', "headers": "{}", "payload": "null"} | members
    return "{" + ",".join(f'"{name}":{text}' for name, text in texts.items()) + "}"


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


def headers_of(count: int) -> str:
    return json.dumps({str(number): number for number in range(count)})


@dataclass(frozen=True, slots=True)
class Case:
    """One limit.

    Attributes:
        member: The member of a request that reaches it.
        text: Gives that member, so much beyond the limit.
        code: What is answered beyond it.
    """

    member: str
    text: Callable[[Limits, int], str]
    code: str


CASES = {
    "depth": Case("payload", lambda most, more: nested(most.depth + more), "nesting"),
    "depth of headers": Case(
        "headers", lambda most, more: f'{{"x":{nested(most.depth - 1 + more)}}}', "nesting"
    ),
    "digits": Case(
        "payload",
        lambda most, more: f'["{"9" * 3000}",1e300,{"9" * (most.integer_digits + more)}]',
        "integer_digits",
    ),
    "a minus sign": Case(
        "payload",
        lambda most, more: f'{{"x":-{"9" * (most.integer_digits - 1 + more)}}}',
        "integer_digits",
    ),
    "digits in headers": Case(
        "headers",
        lambda most, more: f'{{"x":{"9" * (most.integer_digits + more)}}}',
        "integer_digits",
    ),
    "uuid": Case("uuid", lambda most, more: f'"{"é" * (most.uuid_length + more)}"', "maxLength"),
    "uuid of digits": Case("uuid", lambda most, more: "9" * (most.uuid_length + more), "maxLength"),
    "route": Case("route", lambda most, more: f'"{"r" * (most.route_length + more)}"', "maxLength"),
    "headers": Case(
        "headers", lambda most, more: headers_of(most.headers_count + more), "maxProperties"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_one_more_than_a_limit_is_refused_with_its_place(
    server: Server, limits: Limits, case: Case
) -> None:
    async with peer(server) as one:
        await one.send_text(request(**{case.member: case.text(limits, 1)}))
        answer = await one.receive()
        assert answer["uuid"] == (None if case.member == "uuid" else "u")
        assert answer["status"] == 400
        errors = [(e["pointer"], e["code"]) for e in answer["payload"]["errors"]]
        assert errors == [(f"/{case.member}", case.code)]
        assert (await one.call("echo", "still there"))["payload"] == "still there"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_what_reaches_a_limit_exactly_is_served(
    server: Server, limits: Limits, case: Case
) -> None:
    text = case.text(limits, 0)
    async with peer(server) as one:
        await one.send_text(request(**{case.member: text}))
        answer = await one.receive()
        assert answer["status"] == (404 if case.member == "route" else 200)
        assert answer["uuid"] == (json.loads(text) if case.member == "uuid" else "u")
        if case.member == "payload":
            assert answer["payload"] == json.loads(text)


async def test_a_message_of_the_limit_is_served_and_one_byte_more_closes_1009(
    server: Server, limits: Limits
) -> None:
    text = request(payload=f'"{"é" * 100}"')
    padding = limits.message_bytes - len(text.encode())
    async with peer(server) as one:
        await one.send_text(text + " " * padding)
        assert (await one.receive())["status"] == 200
        await one.send_text(text + " " * (padding + 1))
        assert (await one.closed())[0] == 1009


async def test_one_request_too_many_is_429_at_once_and_ping_and_cancel_still_work(
    server: Server, limits: Limits
) -> None:
    async with peer(server) as one:
        for uuid in range(limits.max_in_flight + 1):
            await one.send(uuid, "sleep", 60)
        refused = await one.receive()
        assert (refused["uuid"], refused["status"]) == (limits.max_in_flight, 429)
        await one.send("p", "PING")
        assert (await one.receive())["route"] == "PONG"
        await one.send(0, "CANCEL")
        assert (await one.receive())["status"] == 499


async def test_clients_are_told_the_limits_that_are_set(server: Server, limits: Limits) -> None:
    async with peer(server) as one:
        welcome = await one.call("HELLO", {"protocol": 2})
        assert welcome["payload"]["limits"] == asdict(limits)


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
        await one.send_text(
            request(uuid=json.dumps(forged[:12]), route='"fail"', payload='"tell-nobody"')
        )
        assert (await one.receive())["status"] == 500
    lines = server.output.splitlines()
    (line,) = [line for line in lines if "'fail'" in line]
    assert r"'x\nERROR: for'" in line
    assert not [line for line in lines if line.startswith("ERROR: for")]
    assert "tell-nobody" not in server.output
