"""The page "Coming from 1.1.1", run: every program on it, with every frame printed below it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.websockets import WebSocketDisconnect
from tests.support.legacy_driver import Peer, connect, connect_app, status_is
from tests.support.pages import Program, programs, run

from fastapi_observable_socket import Limits, RoutingError, SocketRouter
from fastapi_observable_socket.testing import SocketClient

PAGE = Path(__file__).resolve().parents[2] / "examples/coming-from-1.1.1.md"


@pytest.mark.parametrize("program", programs(PAGE), ids=lambda program: program.place)
async def test_a_program_on_the_page_does_what_is_printed_below_it(program: Program) -> None:
    names = run(program)
    async with connect_app(names["app"]) as peer:
        await peer.accepted()
        await follow(peer, program.shown)
    if engine := names.get("engine"):
        await engine.dispose()


async def follow(peer: Peer, shown: list[tuple[str, str]]) -> None:
    """Send each request and expect the response below it; ``text`` says how it is closed."""
    assert shown, "nothing shows what this program does"
    steps = iter(shown)
    for language, text in steps:
        if language == "text":
            assert f"closed {await peer.close_code()}" == text.strip()
            continue
        _, response = next(steps)
        assert await peer.ask(json.loads(text)) == json.loads(response)


async def test_the_lock_of_the_page_keeps_requests_in_order() -> None:
    (program,) = [one for one in programs(PAGE) if "asyncio.Lock()" in one.code]
    names = run(program)
    async with connect_app(names["app"]) as peer:
        await peer.accepted()
        for uuid in range(3):
            peer.send({"uuid": uuid, "route": "counter/add", "headers": {}, "payload": 1})
        replies = [await peer.receive() for _ in range(3)]
    assert [(reply["uuid"], reply["payload"]) for reply in replies] == [(0, 1), (1, 2), (2, 3)]


def test_every_block_of_the_page_belongs_to_a_program() -> None:
    languages = {language for program in programs(PAGE) for language, _ in program.shown}
    assert languages == {"json", "text"}


# Claims of the page that no block shows


@pytest.fixture
def waiting() -> SocketRouter:
    """The route "wait" never answers."""
    router = SocketRouter(limits=Limits(max_in_flight=2))

    @router.route("wait")
    async def wait(ws: Any, headers: Any, payload: Any) -> None:
        await asyncio.get_running_loop().create_future()

    return router


@pytest.mark.parametrize(("listed", "is_open"), [((), False), (["http://localhost:3000"], True)])
async def test_pages_of_other_origins_have_to_be_listed(listed: Any, is_open: bool) -> None:
    client = SocketClient(SocketRouter(origins=listed), headers={"origin": "http://localhost:3000"})
    if is_open:
        async with client:
            return
    with pytest.raises(WebSocketDisconnect):
        await client.__aenter__()


async def test_a_uuid_that_is_still_worked_on_is_answered_409(waiting: SocketRouter) -> None:
    async with connect(waiting) as peer:
        peer.send({"uuid": 1, "route": "wait"})
        status_is(await peer.ask({"uuid": 1, "route": "wait"}), 409)


async def test_one_request_too_many_is_answered_429(waiting: SocketRouter) -> None:
    async with connect(waiting) as peer:
        peer.send({"uuid": 1, "route": "wait"})
        peer.send({"uuid": 2, "route": "wait"})
        status_is(await peer.ask({"uuid": 3, "route": "wait"}), 429)
        assert (await peer.ask({"uuid": 3, "route": "PING"}))["route"] == "PONG"


async def test_a_connection_may_have_64_requests_running() -> None:
    assert Limits().max_in_flight == 64


@pytest.mark.parametrize("letter", ["a", "ä", "€"])
async def test_a_message_of_more_than_a_mebibyte_closes_1009(letter: str) -> None:
    size = len(letter.encode())
    async with connect(SocketRouter()) as peer:
        peer.send('"' + letter * (1024 * 1024 // size) + '"')
        assert await peer.close_code() == 1009


async def test_a_handler_that_cannot_be_called_is_found_when_the_server_starts() -> None:
    app, router = FastAPI(), SocketRouter()
    router.mount(app, "/ws")

    @router.route("broken")
    async def broken(one: Any, two: Any) -> None: ...

    with pytest.raises(RoutingError, match="broken"):
        async with app.router.lifespan_context(app):
            pass
