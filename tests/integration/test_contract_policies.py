"""Policies as contract files say them: generated, imported, and in force on a connection."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.codegen import call, compiled

from fastapi_observable_socket import Policy, SocketRouter
from fastapi_observable_socket.testing import SocketClient
from observable_socket_codegen.compiling.pipeline import emit

PACKAGE = "contract_with_policies"
POLICIES: dict[str, dict[str, Any]] = {
    "serial": {"concurrency": "serial"},
    "latest": {"concurrency": "latest"},
    "capped": {"max_in_flight": 1},
    "rated": {"rate": {"requests": 1, "seconds": 60}},
    "hasty": {"timeout": 0.01},
    "small": {"max_payload": 10},
    "shielded": {"shield": True},
}


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The generated package of a contract with one route for each member of a policy."""
    folder = tmp_path_factory.mktemp("policies")
    files = {
        f"routes/{name}.json": call(name, {"type": "string"}, policy=policy)
        for name, policy in POLICIES.items()
    }
    for path, text in emit(compiled(files).contract, PACKAGE, None).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(folder))


class Work:
    """The handler of every route: it waits until it is let through."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.release = asyncio.Event()

    async def typed(self, payload: str) -> None:
        self.begun.append(payload)
        await self.release.wait()
        self.ended.append(payload)

    async def plain(self, ws: Any, headers: Any, payload: str) -> None:
        await self.typed(payload)


Serve = Callable[[Any, Work], SocketRouter]


def by_descriptor(contract: Any, work: Work) -> SocketRouter:
    router = SocketRouter(contract.contract)
    for route in contract.contract.routes:
        router.on(route)(work.typed)
    return router


def by_name(contract: Any, work: Work) -> SocketRouter:
    router = SocketRouter(contract.contract)
    for name in POLICIES:
        router.route(name)(work.plain)
    return router


@pytest.mark.parametrize("serve", [by_descriptor, by_name])
@pytest.mark.parametrize(
    ("route", "payloads", "statuses", "begun"),
    [
        ("serial", ["a", "b"], [], ["a"]),
        ("latest", ["a", "b"], [(0, 499)], None),
        ("capped", ["a", "b"], [(1, 429)], ["a"]),
        ("rated", ["a", "b"], [(1, 429)], ["a"]),
        ("hasty", ["a"], [(0, 408)], ["a"]),
        ("small", ["12345678", "123456789"], [(1, 413)], ["12345678"]),
    ],
)
async def test_what_a_contract_file_says_is_in_force(
    contract: Any,
    serve: Serve,
    route: str,
    payloads: list[str],
    statuses: list[tuple[int, int]],
    begun: list[str] | None,
) -> None:
    work = Work()
    async with SocketClient(serve(contract, work)) as client:
        for uuid, payload in enumerate(payloads):
            client.send_text(json.dumps({"uuid": uuid, "route": route, "payload": payload}))
        for refused in statuses:
            answer = await client.receive()
            assert (answer["uuid"], answer["status"]) == refused
        client.send_text('{"uuid": "p", "route": "PING"}')
        assert (await client.receive())["route"] == "PONG"
        if begun is not None:
            assert work.begun == begun
        work.release.set()
        for _ in range(len(payloads) - len(statuses)):
            assert (await client.receive())["status"] == 200


async def test_a_shield_of_a_contract_file_is_in_force(contract: Any) -> None:
    work = Work()
    async with SocketClient(by_descriptor(contract, work)) as client:
        for route in ("shielded", "CANCEL"):
            client.send_text(json.dumps({"uuid": 1, "route": route, "payload": "a"}))
        assert (await client.receive())["status"] == 499
        work.release.set()
        client.send_text('{"uuid": "p", "route": "PING"}')
        assert (await client.receive())["route"] == "PONG"
        assert work.ended == ["a"]


async def test_options_take_the_place_of_what_a_contract_file_says(contract: Any) -> None:
    work = Work()
    router = SocketRouter(contract.contract, strict=False)
    router.on(contract.routes.capped, {"policy": Policy(max_in_flight=2)})(work.typed)
    async with SocketClient(router) as client:
        for uuid in range(3):
            client.send_text(json.dumps({"uuid": uuid, "route": "capped", "payload": "a"}))
        answer = await client.receive()
        assert (answer["uuid"], answer["status"]) == (2, 429)
        work.release.set()
        assert {(await client.receive())["status"] for _ in range(2)} == {200}
