"""Replies have the defaults of their contract, unless a handler gives back what it was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from typing_extensions import TypeAliasType

from fastapi_observable_socket import CallRoute, Contract, Part, Reply, ReplyPart, SocketRouter
from fastapi_observable_socket.routing.completion import ReplyCompletion, complete
from fastapi_observable_socket.routing.values.checker import Checker
from fastapi_observable_socket.testing import SocketClient


class Size(BaseModel):
    width: int = 1


class Box(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", validate_by_name=True)

    name: str
    tags: list[str] = []
    size_: Size = Field(default=Size(), alias="size")


Boxes = TypeAliasType("Boxes", list[Box])

TEXT = {"type": "string"}
DEFINITIONS: dict[str, Any] = {
    "Box": {
        "type": "object",
        "properties": {
            "name": TEXT,
            "tags": {"type": "array", "items": TEXT, "default": []},
            "size": {"$ref": "#/$defs/Size", "default": {}},
        },
        "required": ["name"],
    },
    "Boxes": {"type": "array", "items": {"$ref": "#/$defs/Box"}},
    "Size": {"type": "object", "properties": {"width": {"type": "integer", "default": 1}}},
}
PLANS: dict[str, Any] = {
    "Box": {"defaults": {"tags": [], "size": {}}, "members": {"size": "Size"}},
    "Boxes": {"rest": "Box"},
    "Size": {"defaults": {"width": 1}},
}
WHOLE = {"name": "a", "tags": [], "size": {"width": 1}}

echo: CallRoute[Any, Any, Any] = CallRoute(
    path="echo",
    payload=Part(Box, "Box", defaults=True),
    replies={
        200: ReplyPart(Part(Box, "Box"), headers=Part(Size, "Size")),
        202: ReplyPart(),
        409: ReplyPart(Part(Any, "Box")),
    },
)
sizes: CallRoute[Any, Any, Any] = CallRoute(
    path="sizes",
    payload=Part(Size, "Size", defaults=True),
    replies={200: ReplyPart(Part(Size, "Size"))},
)
all_of_them: CallRoute[Any, Any, Any] = CallRoute(
    path="all",
    payload=Part(Boxes, "Boxes", defaults=True),
    replies={200: ReplyPart(Part(Boxes, "Boxes"))},
)


async def answered(
    handle: Callable[[Any], Any], payload: Any, route: Any = echo, plans: Any = PLANS
) -> Any:
    """The payload that a handler's result goes out as."""
    frame = await sent(handle, payload, route, plans)
    assert frame["status"] < 500, frame
    return frame["payload"]


async def sent(
    handle: Callable[[Any], Any], payload: Any, route: Any = echo, plans: Any = PLANS
) -> Any:
    router = SocketRouter(Contract("sha256:0", DEFINITIONS, (route,), plans))

    async def handler(payload: Any) -> Any:
        return handle(payload)

    handler.__annotations__["payload"] = route.payload.type
    router.on(route)(handler)
    async with SocketClient(router, "/") as client:
        client.send_text(json.dumps({"uuid": 1, "route": route.path, "payload": payload}))
        return await client.receive()


@pytest.mark.parametrize(
    "result",
    [
        {"name": "a"},
        {"name": "a", "size": {}},
        Box(name="a"),
        Box.model_construct(name="a", size_={}),
        Reply(200, {"name": "a"}),
        Reply(200, Box(name="a"), {}),
    ],
)
async def test_a_reply_has_its_defaults_whatever_the_handler_returned(result: Any) -> None:
    assert await answered(lambda _: result, {"name": "b"}) == WHOLE


@pytest.mark.parametrize("plans", [PLANS, {}], ids=["planned", "by the model"])
async def test_models_are_completed_and_given_back_the_fast_dump(
    plans: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def long_way(_: Checker, value: Any) -> Any:
        raise AssertionError(value)

    monkeypatch.setattr(Checker, "plain", long_way)
    monkeypatch.setattr(Checker, "_as_it_came", long_way)

    assert await answered(lambda _: Size(), {"width": 5}, sizes, plans) == {"width": 1}
    assert await answered(lambda given: given, {}, sizes, plans) == {}


async def test_what_a_handler_returned_stays_as_it_was() -> None:
    constant = {"name": "a", "size": {}}

    await answered(lambda _: constant, {"name": "b"})

    assert constant == {"name": "a", "size": {}}


async def test_members_that_are_there_stay_as_they_are() -> None:
    given = {"name": "a", "tags": ["x"], "size": {"width": 3}, "more": None}

    assert await answered(lambda _: dict(given), {"name": "b"}) == given


async def test_headers_and_errors_have_their_defaults_too() -> None:
    frame = await sent(lambda _: {"name": "a"}, {"name": "b"})
    error = await sent(lambda _: Reply(409, {"name": "a"}), {"name": "b"})
    empty = await sent(lambda _: Reply(202, None), {"name": "b"})

    assert frame["headers"] == {"width": 1}
    assert (error["headers"], error["payload"]) == ({}, WHOLE)
    assert (empty["headers"], empty["payload"]) == ({}, None)


async def test_headers_of_any_mapping_have_their_defaults() -> None:
    given = MappingProxyType({"other": 1})
    no_mapping: Any = [1]
    frame = await sent(lambda _: Reply(200, {"name": "a"}, given), {"name": "b"})
    broken = await sent(lambda _: Reply(200, {"name": "a"}, no_mapping), {"name": "b"})

    assert frame["headers"] == {"other": 1, "width": 1}
    assert broken["status"] == 500


async def test_items_have_their_defaults() -> None:
    assert await answered(lambda _: [{"name": "a"}], [], all_of_them) == [WHOLE]


@pytest.mark.parametrize(
    "payload", [{"name": "a"}, {"name": "a", "tags": []}, {"name": "a", "size": {}, "x": 1}, WHOLE]
)
@pytest.mark.parametrize("answer", [lambda given: given, lambda given: Reply(200, given)])
async def test_a_payload_given_back_goes_out_as_it_came(payload: Any, answer: Any) -> None:
    assert await answered(answer, payload) == payload
    assert await answered(answer, [payload], all_of_them) == [payload]


async def test_what_a_model_puts_in_without_a_plan_is_left_out_too() -> None:
    given = {"name": "a"}

    assert await answered(lambda payload: payload, given, plans={}) == given
    assert await answered(lambda payload: payload.model_copy(), given, plans={}) == WHOLE


async def test_a_default_that_a_handler_changed_is_written() -> None:
    def change(payload: Box) -> Box:
        payload.tags.append("new")
        return payload

    def assign(payload: Box) -> Box:
        payload.size_ = Size()
        return payload

    assert await answered(change, {"name": "a"}) == {"name": "a", "tags": ["new"]}
    assert await answered(assign, {"name": "a"}) == {"name": "a", "size": {}}


async def test_a_copy_of_the_payload_is_an_answer_like_any_other() -> None:
    assert await answered(lambda payload: payload.model_copy(), {"name": "a"}) == WHOLE


async def test_a_payload_given_back_is_judged_all_the_same() -> None:
    def spoil(payload: Box) -> Box:
        payload.name = 5  # type: ignore[assignment]
        return payload

    assert (await sent(spoil, {"name": "a"}))["status"] == 500


def test_routes_without_defaults_have_nothing_to_complete() -> None:
    def check(part: Part[Any]) -> Any:
        raise AssertionError(part)

    plain: CallRoute[Any, Any, Any] = CallRoute("plain", Part(Box, "Box"), None, echo.replies)
    assert not ReplyCompletion(plain, {}, check).is_needed


@pytest.mark.parametrize(
    ("plan", "data", "expected"),
    [
        ({"defaults": {"a": 1}}, [], []),
        ({"first": [{"defaults": {"a": 1}}]}, [{}, {}], [{"a": 1}, {}]),
        ({"first": [{}], "rest": {"defaults": {"a": 1}}}, [{}, {}], [{}, {"a": 1}]),
        ({"first": [{"defaults": {"a": 1}}]}, [], []),
        (
            {"named": ["a"], "others": {"defaults": {"x": 1}}},
            {"a": {}, "b": {}},
            {"a": {}, "b": {"x": 1}},
        ),
        ({"all": [{"defaults": {"a": 1}}, {"defaults": {"b": 2}}]}, {}, {"a": 1, "b": 2}),
        (
            {"tagged": {"kind": {"x": {"defaults": {"a": 1}}}}},
            {"kind": "x"},
            {"kind": "x", "a": 1},
        ),
        ({"tagged": {"kind": {"x": {"defaults": {"a": 1}}}}}, {"kind": []}, {"kind": []}),
        ({"tagged": {"kind": {"x": {"defaults": {"a": 1}}}}}, {}, {}),
        ("Unknown", {}, {}),
        ({"members": {"a": {"defaults": {"b": 1}}}}, {"a": None}, {"a": None}),
    ],
)
def test_a_plan_says_what_goes_where(plan: Any, data: Any, expected: Any) -> None:
    complete(data, plan, {})

    assert data == expected


def test_a_default_put_in_is_not_shared() -> None:
    plans: dict[str, Any] = {"A": {"defaults": {"list": []}}}
    first: dict[str, Any] = {}
    second: dict[str, Any] = {}
    complete(first, "A", plans)
    first["list"].append(1)
    complete(second, "A", plans)

    assert second == {"list": []}


def test_models_fit_their_plans() -> None:
    assert TypeAdapter(Box).dump_python(Box(name="a"), by_alias=True) == WHOLE
