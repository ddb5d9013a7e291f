"""Hooks on the methods of a class that implements a generated stub."""

from __future__ import annotations

from typing import ClassVar

import pytest
from starlette.websockets import WebSocket

from fastapi_observable_socket import (
    CallRoute,
    Contract,
    Handlers,
    MessageData,
    ReplyPart,
    RouteOptions,
    RoutingError,
    SocketRouter,
)
from fastapi_observable_socket.testing import SocketClient

greet: CallRoute[None, None, None] = CallRoute(path="people/greet", replies={200: ReplyPart()})
part: CallRoute[None, None, None] = CallRoute(path="people/part", replies={200: ReplyPart()})
contract = Contract(digest="sha256:0", definitions={}, routes=(greet, part))


class People(Handlers):
    __routes__: ClassVar = {"greet": greet, "part": part}

    async def greet(self) -> None: ...

    async def part(self) -> None: ...

    async def not_before_noon(self, ws: WebSocket, message: MessageData) -> bool:
        return False


def router_with(hooks: dict[str, RouteOptions]) -> SocketRouter:
    router = SocketRouter(contract)
    router.include(People(), options=hooks)
    return router


async def test_a_hook_guards_the_method_that_it_is_given_for_and_no_other() -> None:
    router = router_with({"greet": {"access": People().not_before_noon}})
    async with SocketClient(router) as client:
        assert (await client.request("people/greet")).status == 403
        assert (await client.request("people/part")).status == 200


def test_options_for_a_method_that_serves_no_route_fail_at_start_up() -> None:
    router = router_with({"wave": {"access": People().not_before_noon}})
    with pytest.raises(RoutingError, match="there are options for wave, but no such route"):
        router.check()
