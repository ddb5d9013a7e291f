"""HELLO and Origin on a real server."""

from __future__ import annotations

import json
from collections.abc import Generator

import pytest
from tests.support.peers import peer
from tests.support.servers import Server, ServerName, serve
from websockets.exceptions import InvalidStatus

APP = "tests.support.fault_app:app"
OURS = "fastapi_observable_socket.uvicorn:ObservableProtocol"
ROUTER = {"hello": "required", "authenticate": True, "origins": ["https://app.example"]}


@pytest.fixture(scope="module", params=["uvicorn", "hypercorn", "granian"])
def server(request: pytest.FixtureRequest) -> Generator[Server]:
    name: ServerName = request.param
    env = {"LIMITS": json.dumps({"hello_timeout": 0.5}), "ROUTER": json.dumps(ROUTER)}
    with serve(APP, server=name, env=env) as running:
        yield running


def hello(seconds: float) -> dict[str, object]:
    return {"protocol": 2, "credentials": {"user": "ada", "seconds": seconds}}


async def test_nothing_runs_before_hello_and_without_it_the_connection_closes_4408(
    server: Server,
) -> None:
    async with peer(server) as one:
        assert (await one.call("user"))["status"] == 401
        assert (await one.closed())[0] == 4408


async def test_hello_opens_the_connection_and_its_end_closes_4401_with_a_hint(
    server: Server,
) -> None:
    async with peer(server) as one:
        assert (await one.call("HELLO", {"protocol": 2}))["status"] == 401
        welcome = await one.call("HELLO", hello(0.3))
        assert welcome["payload"]["limits"]["hello_timeout"] == 0.5
        assert (await one.call("user"))["payload"] == "ada"
        assert await one.closed() == (4401, "credentials expired; retry_after=0")


async def test_a_refresh_keeps_the_connection_open(server: Server) -> None:
    async with peer(server) as one:
        await one.call("HELLO", hello(0.3))
        assert (await one.call("HELLO", hello(60)))["status"] == 200
        await one.send("waits for longer than the first", "sleep", 0.5)
        assert (await one.receive())["status"] == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_foreign_pages_get_403_at_the_handshake(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with peer(server, additional_headers={"Origin": origin}):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("refuse", ["close", "http"])
@pytest.mark.parametrize(
    ("name", "options"),
    [("uvicorn", []), ("uvicorn", ["--ws", OURS]), ("hypercorn", []), ("granian", [])],
)
async def test_who_is_refused_is_accepted_and_closed_1008_or_gets_403(
    name: ServerName, options: list[str], refuse: str
) -> None:
    env = {"ROUTER": json.dumps({"refuse": refuse})}
    with serve(APP, server=name, options=options, env=env) as server:
        if refuse == "close":
            async with peer(server, "/ws?refused=yes") as one:
                assert await one.closed() == (1008, "access denied")
        else:
            with pytest.raises(InvalidStatus) as refused:
                async with peer(server, "/ws?refused=yes"):
                    pass
            assert refused.value.response.status_code == 403
        async with peer(server) as one:
            assert (await one.call("echo", 1))["payload"] == 1
        assert "Traceback" not in server.output


async def test_listed_pages_and_those_of_the_same_host_are_taken(server: Server) -> None:
    for origin in ("https://app.example", server.http("").rstrip("/")):
        async with peer(server, additional_headers={"Origin": origin}) as one:
            assert (await one.call("HELLO", hello(60)))["status"] == 200
