"""A peer that does not read is cut, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Generator
from typing import Any

import pytest
from tests.support.peers import RawPeer, frame, peer, until
from tests.support.servers import Server, serve

APP = "tests.support.fault_app:app"
OURS = "fastapi_observable_socket.uvicorn:ObservableProtocol"
CLASSES = ["auto", "wsproto", OURS]
KEPT = "kept"
"""Stands for uvicorn's default class where it is not taken over from."""

LIMITS = {"write_timeout": 1.0}


@pytest.fixture(params=CLASSES)
def server(request: pytest.FixtureRequest) -> Generator[Server]:
    env = {"LIMITS": json.dumps(LIMITS)}
    if request.param == KEPT:
        env["ROUTER"] = '{"take_over": false}'
    ws = "auto" if request.param == KEPT else request.param
    with serve(APP, env=env, options=["--ws", ws]) as running:
        yield running


async def connections(one: Any) -> Any:
    return (await one.call("connections"))["payload"]


@pytest.mark.parametrize("server", [*CLASSES, "websockets", KEPT], indirect=True)
@pytest.mark.parametrize(("route", "payload"), [("big", 500_000), ("raw", 100)])
async def test_a_peer_that_does_not_read_is_cut_and_memory_stays_flat(
    server: Server, route: str, payload: int
) -> None:
    with RawPeer(server, buffer=4096) as stuck:
        async with peer(server) as other:
            before = (await other.call("memory"))["payload"]
            for uuid in range(60):
                stuck.ask(uuid, route, payload)
            assert await connections(other) == 2
            memory = (await other.call("memory"))["payload"]
            await until(lambda: connections(other), 1)
        # the system does not go on trying to send what it has taken
        assert stuck.is_reset()
    assert memory - before < 20_000
    assert "it has not read for too long" in server.output
    assert "Traceback" not in server.output


async def test_a_peer_that_does_not_read_one_large_answer_is_cut(server: Server) -> None:
    with RawPeer(server, buffer=4096) as stuck:
        async with peer(server) as other:
            stuck.ask(1, "big", 15_000_000)
            assert await connections(other) == 2
            await until(lambda: connections(other), 1)
        assert stuck.is_reset()
    assert "it has not read for too long" in server.output


@pytest.mark.parametrize(("class_", "last"), [("auto", frame(b"", 0x88)), (OURS, frame(b"", 0x8B))])
async def test_a_peer_that_ends_and_does_not_read_leaves_nothing_to_the_system(
    class_: str, last: bytes
) -> None:
    with serve(APP, options=["--ws", class_]) as server, RawPeer(server, buffer=4096) as stuck:
        async with peer(server) as other:
            stuck.ask(1, "big", 15_000_000)
            assert await connections(other) == 2
            stuck.send_bytes(last)
            await until(lambda: connections(other), 1)
        assert await asyncio.to_thread(stuck.will_be_reset)
    assert "Traceback" not in server.output


async def test_answers_to_pings_that_nobody_reads_do_not_pile_up(server: Server) -> None:
    pings = frame(bytes(125), 0x89) * 500
    with RawPeer(server, buffer=4096) as stuck:
        async with peer(server) as other:
            before = (await other.call("memory"))["payload"]
            await asyncio.to_thread(stuck.send_often, pings, 2000)
            assert (await other.call("memory"))["payload"] - before < 60_000
    assert "Traceback" not in server.output


async def test_a_peer_that_reads_little_but_steadily_gets_everything(server: Server) -> None:
    with RawPeer(server, buffer=8192) as slow:
        for uuid in range(40):
            slow.ask(uuid, "big", 100_000)
        assert await asyncio.to_thread(slow.read_steadily, 4_000_000)


async def test_a_peer_that_reads_slowly_but_reads_gets_everything(server: Server) -> None:
    async with peer(server, max_queue=1) as slow:
        for uuid in range(30):
            await slow.send(uuid, "big", 200_000)
        answers = {(await slow.receive())["uuid"] for _ in range(30)}
    assert answers == set(range(30))


async def test_what_a_handler_sends_on_the_socket_itself_comes_in_order_with_its_answer(
    server: Server,
) -> None:
    async with peer(server) as one:
        await one.send(1, "raw", 50)
        frames = [await one.receive() for _ in range(51)]
    assert [frame["raw"] for frame in frames[:-1]] == list(range(50))
    assert frames[-1]["payload"] == "sent"
