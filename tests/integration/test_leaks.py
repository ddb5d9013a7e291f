"""Connections leave nothing behind. ``SOAK_CONNECTIONS`` makes it a soak test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Generator

import pytest
from tests.support.peers import Peer, RawPeer, peer, until
from tests.support.servers import Server, serve

OURS = "fastapi_observable_socket.uvicorn:ObservableProtocol"
ROUNDS = 3
CONNECTIONS = int(os.environ.get("SOAK_CONNECTIONS", "3000")) // ROUNDS
WARM_UP = 2000
"""Connections until a server has all memory that it keeps; uvicorn's own class is slow in that."""

SIDE_BY_SIDE = 20
MOST_GROWTH_KB = 5_000


KEPT = {"ROUTER": '{"take_over": false}'}


@pytest.fixture(
    params=[("auto", {}), ("auto", KEPT), (OURS, {})], ids=["taken over", "uvicorn's", "ours"]
)
def server(request: pytest.FixtureRequest) -> Generator[Server]:
    ws, env = request.param
    with serve("tests.support.fault_app:app", options=["--ws", ws], env=env) as running:
        yield running


async def visit(server: Server, number: int) -> None:
    """Connects, has something answered and something running, and leaves in one of four ways."""
    if number % 4 == 0:
        raw = await asyncio.to_thread(RawPeer, server)
        raw.ask(1, "sleep", 60)
        raw.ask(2, "echo", "x")
        raw.reset()
        return
    async with peer(server) as one:
        await one.call("echo", "x" * 1000)
        await one.send("left", "sleep", 60)
        if number % 4 == 1:
            await one.send_text("nonsense")
        elif number % 4 == 2:
            one.connection.transport.abort()


async def settled(one: Peer) -> tuple[int, int]:
    """Waits until only one connection is left; returns the number of tasks, and kilobytes."""

    async def connections() -> int:
        found: int = (await one.call("connections"))["payload"]
        return found

    await until(connections, 1)
    return (await one.call("tasks"))["payload"], (await one.call("memory"))["payload"]


async def test_tasks_and_memory_return_to_where_they_were(server: Server) -> None:
    async with peer(server) as one:
        at_first, _ = await settled(one)
        found = []
        for connections in (WARM_UP, *[CONNECTIONS] * ROUNDS):
            for begin in range(0, connections, SIDE_BY_SIDE):
                await asyncio.gather(*(visit(server, begin + n) for n in range(SIDE_BY_SIDE)))
            found.append(await settled(one))
        assert [tasks for tasks, _ in found] == [at_first] * (1 + ROUNDS)
        (_, memory), *_, (_, memory_after) = found
        assert memory_after - memory < MOST_GROWTH_KB
        assert (await one.call("count", "open"))["payload"] == 0
    assert "Traceback" not in server.output
    assert "does not end" not in server.output
