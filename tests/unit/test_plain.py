"""Handlers in the style of 1.1.1; what its README documents of them is tested with it."""

# ruff: noqa: ARG005 - functions that stand for others take what those are given

from typing import Annotated, Any

import pytest
from fastapi import Depends, WebSocket
from pydantic import BaseModel
from tests.support.library_contract import books_add, one_route

from fastapi_observable_socket import Context, Limits, RouteOptions, RoutingError, SocketRouter
from fastapi_observable_socket.testing import SocketClient


class Sum(BaseModel):
    left: int
    right: int


def seven() -> int:
    return 7


async def reply_to(
    handler: Any,
    payload: Any = None,
    options: RouteOptions | None = None,
    limits: Limits | None = None,
) -> tuple[int, Any]:
    router = SocketRouter(limits=limits)
    router.route("r", options)(handler)
    async with SocketClient(router) as client:
        reply = await client.request("r", payload, headers={"h": 1})
    return reply.status, reply.payload


def problem_of(handler: Any, options: RouteOptions | None = None) -> str:
    router = SocketRouter()
    router.route("r", options)(handler)
    with pytest.raises(RoutingError) as caught:
        router.check()
    (problem,) = caught.value.problems
    return problem


async def test_a_model_as_annotation_validates_the_payload() -> None:
    async def handler(payload: Sum) -> int:
        return payload.left + payload.right

    assert await reply_to(handler, {"left": 1, "right": 2}) == (200, 3)
    status, payload = await reply_to(handler, {"left": "x"})
    assert status == 400
    assert {one["pointer"] for one in payload["errors"]} == {"/payload/left", "/payload/right"}


async def test_what_a_model_refuses_is_listed_as_what_a_contract_refuses() -> None:
    class Strict(BaseModel, extra="forbid"):
        pass

    async def handler(payload: Strict) -> None:
        """Takes nothing."""

    (one,) = (await reply_to(handler, {"a/b~c": 1}))[1]["errors"]
    assert one["pointer"] == "/payload/a~1b~0c"
    _, payload = await reply_to(handler, {f"name {number}": 1 for number in range(50)})
    assert len(payload["errors"]) == 32
    limits = Limits(errors_reported=5)
    _, payload = await reply_to(handler, {f"name {n}": 1 for n in range(50)}, limits=limits)
    assert len(payload["errors"]) == 5


async def test_a_model_may_stand_in_the_place_of_the_payload() -> None:
    async def handler(ws: WebSocket, headers: dict[str, Any], numbers: Sum) -> Any:
        return {"payload": [headers, numbers.left]}

    assert await reply_to(handler, {"left": 1, "right": 2}) == (200, [{"h": 1}, 1])


async def test_context_and_dependencies_may_stand_beside_the_documented_parameters() -> None:
    async def handler(
        ws: WebSocket,
        headers: dict[str, Any],
        payload: Any,
        context: Context,
        number: Annotated[int, Depends(seven)],
    ) -> Any:
        return {"payload": [headers, payload, context.route, number]}

    assert await reply_to(handler, 5) == (200, [{"h": 1}, 5, "r", 7])


async def test_documented_names_may_be_taken_one_by_one() -> None:
    async def two(headers: dict[str, Any], payload: Any) -> Any:
        return {"payload": [headers, payload]}

    async def one(payload: Any) -> Any:
        return {"payload": payload}

    assert await reply_to(two, 5) == (200, [{"h": 1}, 5])
    assert await reply_to(one, [5]) == (200, [5])


async def test_a_dependency_and_a_prepared_value_do_not_get_in_each_others_way() -> None:
    async def handler(value: str, number: Annotated[int, Depends(seven)]) -> Any:
        return {"payload": [value, number]}

    assert await reply_to(handler, 5, {"hydrate": lambda ws, message: "made"}) == (
        200,
        ["made", 7],
    )


async def test_a_value_that_no_hook_prepared_after_all_is_a_500(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def handler(book: Any) -> Any: ...

    status, _ = await reply_to(handler, 5, {"access": lambda ws, message: True})
    assert status == 500
    assert "put a value into local['value']" in caplog.text


async def test_a_prepared_none_is_a_value() -> None:
    async def handler(book: Any) -> Any:
        return {"payload": ["got", book]}

    assert await reply_to(handler, 5, {"hydrate": lambda ws, message: None}) == (200, ["got", None])


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (lambda book: None, "nothing prepares a value for 'book' (not annotated)"),
        (lambda a, b: None, "cannot fill 'a', 'b'"),
        (lambda a, b, c, d: None, "cannot fill 'a', 'b', 'c', 'd'"),
        ("text", "'text' is no function"),
        (dict, "does not say what it takes"),
    ],
)
def test_a_handler_that_fits_no_documented_form_is_found_at_start_up(
    handler: Any, said: str
) -> None:
    assert said in problem_of(handler)


def test_an_annotation_that_means_nothing_at_run_time_is_named() -> None:
    async def handler(book: "Unheard") -> None: ...  # type: ignore[name-defined]  # noqa: F821

    assert "'book' (annotated 'Unheard', which its module does not know" in problem_of(handler)


def test_hydrate_and_the_triple_contradict_each_other() -> None:
    async def handler(ws: WebSocket, headers: Any, payload: Any) -> None: ...

    assert "hydrate gives one argument" in problem_of(handler, {"hydrate": lambda ws, message: 1})


async def test_a_handler_of_this_style_on_a_contract_route_is_held_to_the_contract() -> None:
    seen: list[Any] = []
    router = SocketRouter(one_route(books_add))

    @router.route("books/add")
    async def add(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        seen.append(payload.title)
        return {"status": 201, "payload": {"title": payload.title}}

    async with SocketClient(router) as client:
        assert (await client.request("books/add", {"title": ""})).status == 400
        assert (await client.request("books/add", {"title": "Emma"})).status == 500
    assert seen == ["Emma"]
