"""Handlers are cancelled when nobody waits for them any more, on real servers."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from tests.support.peers import RawPeer, peer, until
from tests.support.servers import Server, ServerName, serve

APP = "tests.support.fault_app:app"
OURS = "fastapi_observable_socket.uvicorn:ObservableProtocol"


@pytest.fixture(params=["uvicorn", "hypercorn", "granian"])
def server(request: pytest.FixtureRequest) -> Generator[Server]:
    name: ServerName = request.param
    with serve(APP, server=name) as running:
        yield running


async def test_every_way_to_leave_cancels_handlers_and_cleans_up(server: Server) -> None:
    async with peer(server) as other:

        async def of(name: str) -> int:
            found: int = (await other.call("count", name))["payload"]
            return found

        async def running() -> int:
            return await of("running")

        async with peer(server) as leaving:
            await leaving.send(1, "sleep", 60)
            await until(running, 1)
        await until(running, 0)
        assert (await of("cancelled"), await of("closed")) == (1, 1)

        raw = RawPeer(server)
        raw.ask(1, "sleep", 60)
        await until(running, 1)
        raw.reset()
        await until(running, 0)
        assert (await of("cancelled"), await of("closed")) == (2, 2)

        await other.send("to cancel", "sleep", 60)
        await until(running, 1)
        await other.send("to cancel", "CANCEL")
        answer = await other.receive()
        assert (answer["uuid"], answer["status"]) == ("to cancel", 499)
        await until(running, 0)
        assert (await of("cancelled"), await of("closed"), await of("open")) == (3, 3, 0)
    assert "Traceback" not in server.output


@pytest.mark.parametrize("ws", ["auto", "wsproto", OURS])
async def test_who_leaves_while_the_connection_is_opened_is_not_waited_for(ws: str) -> None:
    with serve(APP, options=["--ws", ws]) as server:
        await leave_while_it_is_opened(server)
        for sign in ("Traceback", "ERROR"):
            assert sign not in server.output


async def leave_while_it_is_opened(server: Server) -> None:
    async with peer(server) as other:

        async def opening() -> Any:
            return (await other.call("count", "opening"))["payload"]

        with (
            RawPeer(server, "/ws?seconds=60", waits=False),
            RawPeer(server, "/ws?seconds=60", waits=False) as second,
        ):
            await until(opening, 2)
            second.reset()
            await until(opening, 1)
        await until(opening, 0)


async def test_a_deadline_is_answered_408_and_cleaned_up(server: Server) -> None:
    async with peer(server) as one:

        async def closed() -> Any:
            return (await one.call("count", "closed"))["payload"]

        answer = await one.call("deadline")
        assert answer["status"] == 408
        # The answer does not wait for the clean-up, and may overtake it.
        await until(closed, 1)
