"""The same behaviour under every server: what only a real socket can show."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from tests.support.servers import HOST, Server, ServerName, serve
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

APP = "tests.support.library_server:app"
EMMA = "00000000-0000-0000-0000-000000000001"
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A server and how it is started.

    Attributes:
        at_stop: The close code that a peer sees when the server stops.
        take_over: Whether the router may put its own class in the place of the server's.
    """

    server: ServerName
    options: Sequence[str] = ()
    at_stop: int = 1012
    take_over: bool = True

    @property
    def name(self) -> str:
        values = [one for one in self.options if not one.startswith("--")]
        return "-".join([self.server, *values, *([] if self.take_over else ["kept"])])


KINDS = [
    *[
        Kind("uvicorn", ("--ws", ws, "--loop", loop))
        for ws in ("websockets", "websockets-sansio", "wsproto")
        for loop in ("asyncio", "uvloop")
    ],
    Kind("uvicorn", ("--ws", "websockets-sansio", "--loop", "uvloop"), take_over=False),
    Kind("hypercorn"),
    # Drops its connections before the application is told to stop, so nobody can say goodbye.
    Kind("granian", at_stop=1006),
]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    kind: Kind = request.param
    env = {} if kind.take_over else {"KEEP_SERVERS_CLASS": "1"}
    with serve(APP, server=kind.server, options=kind.options, env=env) as running:
        yield running


class Peer:
    """A connection that sends one request at a time."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.uuids = count(1)

    async def send(self, route: str, payload: Any = None, headers: Any = None) -> int:
        uuid = next(self.uuids)
        frame = {"uuid": uuid, "route": route, "headers": headers or {}, "payload": payload}
        await self.connection.send(json.dumps(frame))
        return uuid

    async def receive(self) -> Any:
        async with asyncio.timeout(10):
            return json.loads(await self.connection.recv())

    async def call(self, route: str, payload: Any = None, headers: Any = None) -> Any:
        uuid = await self.send(route, payload, headers)
        reply = await self.receive()
        assert reply["uuid"] == uuid, reply
        return reply

    async def until(self, happened: str) -> None:
        """Returns when the thing has happened in the server's process."""
        assert (await self.call("wait", happened))["payload"] == happened


@pytest.fixture
async def peer(server: Server) -> AsyncIterator[Peer]:
    async with connect(server.ws()) as connection:
        yield Peer(connection)


@pytest.fixture
async def other(server: Server) -> AsyncIterator[Peer]:
    async with connect(server.ws()) as connection:
        yield Peer(connection)


async def closed(connection: ClientConnection) -> tuple[int, str]:
    """How the server ends a connection, without a word before."""
    with pytest.raises(ConnectionClosed) as caught:
        async with asyncio.timeout(10):
            raise AssertionError(await connection.recv())
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason


async def last_code(connection: ClientConnection) -> int:
    """The close code of a connection, after whatever else comes."""
    try:
        async with asyncio.timeout(10):
            async for _ in connection:
                pass
    except ConnectionClosed:
        pass
    assert connection.close_code is not None
    return connection.close_code


async def test_a_call_is_answered(peer: Peer) -> None:
    assert await peer.call("books/get", {"id": EMMA}, {"x-reader": "ada"}) == {
        "uuid": 1,
        "status": 200,
        "headers": {"x-shelf": 7},
        "payload": {"id": EMMA, "title": "Emma"},
    }


async def test_an_invalid_request_is_told_what_is_wrong(peer: Peer) -> None:
    reply = await peer.call("books/get", {"id": "1"})
    assert reply["status"] == 400
    assert {one["pointer"] for one in reply["payload"]["errors"]} == {
        "/payload/id",
        "/headers/x-reader",
    }


@pytest.mark.parametrize("payload", ["é \U0001f600 \u0000", "x" * 300_000, [[]] * 10_000])
async def test_what_is_sent_comes_back(peer: Peer, payload: Any) -> None:
    assert (await peer.call("echo", payload))["payload"] == payload


async def test_malformed_and_binary_frames_leave_the_connection_usable(peer: Peer) -> None:
    for frame in ("", "nonsense", b"\x00\xff"):
        await peer.connection.send(frame)
        assert (await peer.receive())["status"] == 400
    assert (await peer.call("echo", 1))["payload"] == 1


async def test_ping_is_answered_while_a_request_runs(peer: Peer) -> None:
    await peer.send("hang")
    await peer.until("hanging")
    await peer.connection.send('{"uuid": "p", "route": "PING"}')
    assert (await peer.receive())["route"] == "PONG"


async def test_a_handler_may_send_frames_of_its_own(peer: Peer) -> None:
    await peer.send("raw", 5)
    assert await peer.receive() == {"raw": 5}
    assert (await peer.receive())["payload"] == "sent"


async def test_an_error_in_a_handler_is_logged_and_not_told(peer: Peer, server: Server) -> None:
    before = server.output.count("request 1 on 'fail'")
    reply = await peer.call("fail")
    assert (reply["status"], reply["payload"]) == (500, {"message": "Internal server error"})
    assert (await peer.call("echo", 1))["payload"] == 1
    assert server.output.count("request 1 on 'fail'") == before + 1


async def test_a_peer_that_leaves_has_its_handlers_cancelled(peer: Peer, other: Peer) -> None:
    await peer.send("hang")
    await other.until("hanging")
    await peer.connection.close()
    await other.until("cancelled")
    await other.until("closed")


async def test_a_peer_that_is_lost_has_its_handlers_cancelled(peer: Peer, other: Peer) -> None:
    await peer.send("hang")
    await other.until("hanging")
    peer.connection.transport.abort()
    await other.until("cancelled")
    await other.until("closed")


async def test_a_refused_connection_is_closed_1008_and_the_peer_can_see_it(server: Server) -> None:
    async with connect(server.ws("/refused")) as connection:
        assert await closed(connection) == (1008, "access denied")


async def test_a_connection_that_cannot_be_judged_is_closed_1011(server: Server) -> None:
    before = server.output.count("access_logic failed")
    async with connect(server.ws("/broken")) as connection:
        code, reason = await closed(connection)
    assert code == 1011
    assert "secret" not in reason
    assert server.output.count("access_logic failed") == before + 1


async def test_a_message_that_is_too_big_closes_1009(peer: Peer, server: Server) -> None:
    await peer.connection.send('"' + "x" * 1_048_576 + '"')
    assert (await closed(peer.connection))[0] == 1009


async def test_a_peer_that_leaves_during_the_handshake_does_no_harm(
    peer: Peer, server: Server
) -> None:
    before = server.output.count("Traceback")
    _, writer = await asyncio.open_connection(HOST, server.port)
    writer.write(HANDSHAKE.format(path="/late", host=HOST).encode())
    await peer.until("connecting")
    writer.transport.abort()
    await peer.call("accept")
    await peer.until("served")
    assert (await peer.call("echo", 1))["payload"] == 1
    assert server.output.count("Traceback") == before


async def test_a_router_that_is_mounted_as_an_application_is_served(server: Server) -> None:
    async with connect(server.ws("/mounted/")) as connection:
        assert (await Peer(connection).call("echo", 1))["payload"] == 1


async def test_plain_http_to_a_mounted_router_is_told_to_upgrade(server: Server) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.get(server.http("/mounted/"))
    assert response.status_code == 426


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_a_server_that_is_told_to_stop_does_so_in_peace(kind: Kind) -> None:
    with serve(APP, server=kind.server, options=kind.options) as running:
        async with connect(running.ws()) as idle, connect(running.ws()) as busy:
            peer = Peer(busy)
            await peer.send("hang")
            await peer.until("hanging")
            await asyncio.to_thread(running.stop)
            assert [await last_code(one) for one in (idle, busy)] == [kind.at_stop] * 2
        for sign in ("ERROR", "Traceback", "Exception"):
            assert sign not in running.output
