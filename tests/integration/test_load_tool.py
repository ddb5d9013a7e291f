"""The load tool of the benchmarks, against servers that answer rightly and wrongly."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks import loadtool
from benchmarks.catalog import Server, server_named
from benchmarks.dialects import ECHO
from benchmarks.environments import SetupError, build_load_tool
from benchmarks.loadtool import Measured, measure
from benchmarks.processes import Running, cores
from benchmarks.processes import serve as run_server
from benchmarks.work import Shape, work_named
from websockets.asyncio.server import ServerConnection, serve

Answer = Callable[[int, str], str | None]


@pytest.fixture(autouse=True)
def _do_not_wait_long_for_lost_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loadtool, "DRAIN_SECONDS", 1.0)


@pytest.fixture(scope="module")
def tool() -> Path:
    try:
        return build_load_tool()
    except SetupError as error:
        pytest.skip(str(error))


@dataclass(frozen=True)
class Sleeper(Server):
    """A server that only listens."""

    def command(self, port: int) -> list[str]:
        return ["-m", "http.server", str(port), "--bind", "127.0.0.1"]


def test_server_and_load_tool_have_a_core_each() -> None:
    server, load = cores()
    with run_server(Sleeper("s", "s", "s", "s", ECHO), Path(sys.executable)) as running:
        assert os.sched_getaffinity(running.pid) == {server}
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(pinned).result() == {load}
    assert len(os.sched_getaffinity(0)) == 1 or server != load


def pinned() -> set[int]:
    """The cores of a thread that has been pinned like the load tool."""
    loadtool._pin()
    return os.sched_getaffinity(0)


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[Running]:
    async def handle(connection: ServerConnection) -> None:
        number = 0
        async for message in connection:
            number += 1
            reply = answer(number, str(message))
            if reply is not None:
                await connection.send(reply)

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Running(server_named("asgi-echo"), port, os.getpid())


async def load(tool: Path, answer: Answer, shape: str, work: str = "sum") -> Measured:
    async with answering(answer) as running:
        return await asyncio.to_thread(
            measure, tool, running, work_named(work), Shape.parse(shape), 0.05, 0.2
        )


@pytest.mark.parametrize("shape", ["1x1", "3x16"])
@pytest.mark.parametrize("work", ["sum", "article", "records"])
async def test_right_answers_count(tool: Path, work: str, shape: str) -> None:
    measured = await load(tool, lambda _, message: message, shape, work)
    assert measured.error is None
    assert measured.requests_per_second > 0
    assert measured.cpu_us > 0
    assert measured.p50_us <= measured.p99_us


async def test_a_wrong_first_answer_voids_the_window(tool: Path) -> None:
    measured = await load(tool, lambda _, message: message.replace("[1,", "[7,"), "1x1")
    assert measured.error is not None
    assert "wrong answer" in measured.error


async def test_a_single_different_answer_among_many_voids_the_window(tool: Path) -> None:
    measured = await load(
        tool, lambda n, message: message.replace("[1,", "[7,") if n == 20 else message, "1x4"
    )
    assert measured.error is not None
    assert "1 different" in measured.error


async def test_a_missing_answer_voids_the_window(tool: Path) -> None:
    measured = await load(tool, lambda n, message: None if n == 20 else message, "1x4")
    assert measured.error == "1 lost"


async def test_an_answer_to_another_request_voids_the_window(tool: Path) -> None:
    seen: list[str] = []

    def second_time_the_first(number: int, message: str) -> str:
        seen.append(message)
        return seen[0] if number == 20 else message

    measured = await load(tool, second_time_the_first, "1x4")
    assert measured.error == "1 stray, 1 lost"
