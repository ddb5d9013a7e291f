"""The four hooks of a route; what 1.1.1 documents of them is tested with its README."""

# ruff: noqa: ARG005 - functions that stand for others take what those are given

from __future__ import annotations

import threading
from typing import Any

import pytest
from starlette.websockets import WebSocket
from tests.support.library_contract import (
    Book,
    BooksAddPayload,
    books_add,
    one_route,
)

from fastapi_observable_socket import (
    Context,
    MessageData,
    Reply,
    RouteOptions,
    RoutingError,
    SocketError,
    SocketRouter,
)
from fastapi_observable_socket.routing.hooks import bind_hooks
from fastapi_observable_socket.testing import SocketClient

EMMA = {"id": "12345678-1234-1234-1234-123456789abc", "title": "Emma"}


async def outcome(options: RouteOptions, payload: Any = None) -> Reply[int, Any]:
    """What a contract route with these hooks answers."""
    router = SocketRouter(one_route(books_add))

    @router.on(books_add, options)
    async def add(payload: BooksAddPayload, context: Context) -> Any:
        return {**EMMA, "local": {name: str(value) for name, value in context.local.items()}}

    async with SocketClient(router) as client:
        return await client.request("books/add", payload or {"title": "Emma"})


def problem(options: Any) -> str:
    router = SocketRouter()
    router.route("r", options)(lambda ws, headers, payload: None)
    with pytest.raises(RoutingError) as caught:
        router.check()
    return str(caught.value)


async def test_hooks_of_a_contract_route_get_the_validated_payload() -> None:
    seen: list[object] = []

    def data_check(message: MessageData, local: dict[str, Any]) -> bool:
        seen.append(message.payload)
        local["checked"] = True
        return True

    async def access(ws: WebSocket, message: MessageData, local: dict[str, Any]) -> bool:
        seen.append(message.payload)
        return bool(local["checked"])

    reply = await outcome({"data_check": data_check, "access": access})
    assert reply.payload["local"] == {"checked": "True"}
    first, second = seen
    assert isinstance(first, BooksAddPayload)
    assert first is second


async def test_no_hook_runs_for_a_request_that_breaks_its_contract() -> None:
    def never(*arguments: Any) -> bool:
        raise AssertionError("not to be called")

    reply = await outcome(
        {"data_check": never, "access": never, "hydrate": never}, {"title": "", "x": 1}
    )
    assert reply.status == 400
    assert {one["pointer"] for one in reply.payload["errors"]} == {"/payload/title", "/payload/x"}


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data_check": lambda message: False}, 400),
        ({"access": lambda ws, message: False}, 403),
        ({"access": lambda ws, message: None}, 403),
        ({"data_check": lambda message: True, "access": lambda ws, message, local: 0}, 403),
    ],
)
async def test_a_hook_that_says_no_ends_the_request(options: RouteOptions, status: int) -> None:
    reply = await outcome(options)
    assert reply.status == status
    assert set(reply.payload) == {"message"}


async def test_a_hook_may_raise_its_own_refusal() -> None:
    def access(ws: WebSocket, message: MessageData) -> bool:
        raise SocketError(404, "no such book")

    assert await outcome({"access": access}) == Reply(404, {"message": "no such book"}, {})


@pytest.mark.parametrize("name", ["data_check", "access", "hydrate", "dehydrate"])
async def test_an_error_in_any_hook_is_a_500_that_says_nothing(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*arguments: Any) -> bool:
        raise RuntimeError("secret")

    options: Any = {name: failing}
    assert await outcome(options) == Reply(500, {"message": "Internal server error"}, {})
    (record,) = caplog.records
    assert "'books/add'" in record.getMessage()


async def test_a_typed_handler_finds_what_hydrate_gave_in_the_context() -> None:
    seen: list[object] = []
    router = SocketRouter(one_route(books_add))

    @router.on(books_add, {"hydrate": lambda ws, message: message.payload.title.upper()})
    async def add(payload: BooksAddPayload, context: Context) -> Any:
        seen.append(context.hydrated)
        return EMMA

    async with SocketClient(router) as client:
        await client.request("books/add", {"title": "Emma"})
    assert seen == ["EMMA"]


async def test_what_dehydrate_gives_is_held_to_the_contract() -> None:
    def shout(book: dict[str, Any]) -> dict[str, Any]:
        return {**book, "title": book["title"].upper()}

    assert (await outcome({"dehydrate": shout})).payload["title"] == "EMMA"
    assert (await outcome({"dehydrate": lambda book: {}})).status == 500


async def test_dehydrate_leaves_errors_alone() -> None:
    router = SocketRouter(one_route(books_add))

    @router.on(books_add, {"dehydrate": lambda payload: "not reached"})
    async def add(payload: BooksAddPayload) -> Reply[Any, Any] | Book:
        return Reply(409, {"message": "taken"})

    async with SocketClient(router) as client:
        reply = await client.request("books/add", {"title": "Emma"})
    assert reply == Reply(409, {"message": "taken"}, {})


async def test_hooks_that_are_not_async_run_in_a_thread() -> None:
    threads: list[bool] = []

    def note(*arguments: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        return arguments[-1]

    await outcome({"dehydrate": note})
    assert threads == [False]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"acess": lambda ws, message: True}, "no such option: acess"),
        ({"data_check": lambda: True}, "1 or 2 are passed"),
        ({"access": lambda message: True}, "2 or 3 are passed"),
        ({"hydrate": lambda: 1}, "2 or 3 are passed"),
        ({"dehydrate": lambda a, b: 1}, "but 1 are passed"),
        ({"access": True}, "True is no function"),
        ({"data_check": dict}, "does not say what it takes"),
    ],
)
def test_a_hook_that_cannot_be_called_is_found_at_start_up(options: Any, said: str) -> None:
    assert said in problem(options)


def test_hooks_that_are_none_are_no_hooks() -> None:
    hooks = bind_hooks({"data_check": None, "access": None, "hydrate": None, "dehydrate": None})
    assert hooks == bind_hooks(None)
