"""Where the README of 1.1.1 is silent, these rules are ours."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field
from starlette.websockets import WebSocket
from tests.support.legacy_driver import Peer, connect, status_is

from fastapi_observable_socket import MessageData, SocketRouter


class Point(BaseModel):
    x: int
    at: datetime | None = None


class Renamed(BaseModel):
    wire_name: int = Field(alias="wireName")


@dataclass
class Pair:
    left: int
    right: Any


class Colour(Enum):
    RED = "red"


MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NAME = uuid.UUID("12345678-1234-5678-1234-567812345678")


@pytest.fixture
def router() -> SocketRouter:
    return SocketRouter()


async def answer_of(result: Any) -> Any:
    """What arrives when a handler returns this."""
    router = SocketRouter()

    @router.route("result")
    async def handler(ws: WebSocket, headers: Any, payload: Any) -> Any:
        return result

    async with connect(router) as peer:
        return await peer.call("result")


# What a handler returns


async def test_none_is_200_with_a_null_payload() -> None:
    assert await answer_of(None) == {"uuid": 1, "status": 200, "headers": {}, "payload": None}


@pytest.mark.parametrize(
    "result", [{"title": "x"}, {"sum": 10, "count": 4}, [], [1], "text", "", 0, 1.5, False, True]
)
async def test_what_is_no_handler_result_is_the_payload(result: Any) -> None:
    reply = await answer_of(result)
    status_is(reply, 200)
    assert reply["payload"] == result
    assert type(reply["payload"]) is type(result)
    assert reply["headers"] == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(MOMENT, "2026-01-02T03:04:05Z", id="datetime"),
        pytest.param(date(2026, 1, 2), "2026-01-02", id="date"),
        pytest.param(timedelta(seconds=90), "PT1M30S", id="duration"),
        pytest.param(NAME, str(NAME), id="UUID"),
        pytest.param(Decimal("1.50"), "1.50", id="Decimal"),
        pytest.param(Colour.RED, "red", id="enum"),
        pytest.param(Path("/a/b"), "/a/b", id="path"),
        pytest.param((1, 2), [1, 2], id="tuple"),
        pytest.param({3}, [3], id="set"),
        pytest.param({1: "a"}, {"1": "a"}, id="keys that are numbers"),
        pytest.param(Point(x=1, at=MOMENT), {"x": 1, "at": "2026-01-02T03:04:05Z"}, id="model"),
        pytest.param(Renamed(wireName=1), {"wireName": 1}, id="model with aliases"),
        pytest.param(Pair(1, NAME), {"left": 1, "right": str(NAME)}, id="dataclass"),
    ],
)
async def test_values_beyond_json_are_encoded(value: Any, expected: Any) -> None:
    assert (await answer_of(value))["payload"] == expected
    assert (await answer_of({"payload": value}))["payload"] == expected
    assert (await answer_of([{"deep": value}]))["payload"] == [{"deep": expected}]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
async def test_what_is_no_number_in_json_becomes_null(value: float) -> None:
    assert (await answer_of(value))["payload"] is None
    assert (await answer_of({"payload": [value, 1.0]}))["payload"] == [None, 1.0]


class Unknown:
    """Nobody knows how to write this down."""


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(Unknown(), id="an unknown object"),
        pytest.param({"payload": {"deep": [Unknown()]}}, id="an unknown object within"),
        pytest.param({"payload": "\ud800"}, id="text that is no Unicode"),
        pytest.param({"status": "fine", "payload": 1}, id="a status that is no number"),
        pytest.param({"headers": [1], "payload": 1}, id="headers that are no object"),
    ],
)
async def test_what_cannot_be_sent_is_500_and_harms_nothing(
    router: SocketRouter, result: Any
) -> None:
    @router.route("result")
    async def handler(ws: WebSocket, headers: Any, payload: Any) -> Any:
        return result

    async with connect(router) as peer:
        reply = await peer.call("result")
        status_is(reply, 500)
        assert list(reply["payload"]) == ["message"]
        assert (await peer.ask({"uuid": 2, "route": "PING"}))["uuid"] == 2


# Errors


async def message_of(peer: Peer, frame: Any) -> str:
    payload = (await peer.ask(frame))["payload"]
    assert isinstance(payload["message"], str)
    assert payload["message"]
    return str(payload["message"])


async def test_the_error_payload_has_a_message_in_lower_case_letters(router: SocketRouter) -> None:
    async with connect(router) as peer:
        await message_of(peer, {"uuid": 1, "route": "unknown", "headers": {}, "payload": None})
        await message_of(peer, {"uuid": 1})
        await message_of(peer, "{")


async def test_a_hook_that_fails_is_a_500_that_gives_nothing_away(router: SocketRouter) -> None:
    async def access(ws: WebSocket, message: MessageData) -> bool:
        raise KeyError("secret")

    @router.route("guarded", options={"access": access})
    async def handler(ws: WebSocket, headers: Any, payload: Any) -> None:
        return None

    async with connect(router) as peer:
        reply = await peer.call("guarded")
    status_is(reply, 500)
    assert "secret" not in str(reply)
    assert "KeyError" not in str(reply)


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param({"uuid": "mine"}, id="no route"),
        pytest.param({"uuid": "mine", "route": 5}, id="a route that is no text"),
        pytest.param({"uuid": "mine", "route": "x", "headers": 1}, id="headers that are no object"),
        pytest.param({"track_id": "mine", "route": None}, id="under its other name"),
        pytest.param({"uuid": "mine", "route": "unknown"}, id="an unknown route"),
        pytest.param('{"uuid": "mine", "route": "x", "payload": NaN}', id="a bare NaN"),
    ],
)
async def test_an_error_gives_the_uuid_back(router: SocketRouter, frame: Any) -> None:
    async with connect(router) as peer:
        reply = await peer.ask(frame)
    assert reply["uuid"] == "mine"
    assert reply["status"] in (400, 404)


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param({"route": "x"}, id="no uuid"),
        pytest.param({"uuid": None, "route": "x"}, id="null"),
        pytest.param({"uuid": 1.5, "route": "x"}, id="a fraction"),
        pytest.param({"uuid": True, "route": "x"}, id="a boolean"),
        pytest.param({"uuid": [1], "route": "x"}, id="an array"),
        pytest.param("{", id="broken JSON"),
        pytest.param("", id="nothing"),
        pytest.param('{"route": "x", "payload": NaN}', id="a bare NaN"),
        pytest.param("[]", id="an array for a frame"),
        pytest.param('"text"', id="a text for a frame"),
        pytest.param(b"\xff", id="a binary frame"),
    ],
)
async def test_an_error_without_a_readable_uuid_has_null(router: SocketRouter, frame: Any) -> None:
    async with connect(router) as peer:
        reply = await peer.ask(frame)
    status_is(reply, 400)
    assert reply["uuid"] is None


async def test_a_ping_without_a_uuid_is_answered_as_1_1_1_did(router: SocketRouter) -> None:
    async with connect(router) as peer:
        reply = await peer.ask({"route": "PING"})
    assert (reply["route"], reply["uuid"]) == ("PONG", None)


async def test_headers_of_an_answer_are_never_null(router: SocketRouter) -> None:
    async with connect(router) as peer:
        assert (await peer.call("unknown"))["headers"] == {}
        assert (await peer.ask("{"))["headers"] == {}
        assert (await peer.ask({"uuid": 1, "route": "PING"}))["headers"] == {}


# What arrives


@pytest.mark.parametrize("payload", [0, False, "", [], {}, 0.0, None, "text", {"a": None}])
async def test_a_payload_arrives_as_itself(router: SocketRouter, payload: Any) -> None:
    arrived: list[Any] = []

    @router.route("take")
    async def take(ws: WebSocket, headers: Any, payload: Any) -> None:
        arrived.append(payload)

    async with connect(router) as peer:
        status_is(await peer.call("take", payload), 200)
    assert arrived == [payload]
    assert type(arrived[0]) is type(payload)


@pytest.mark.parametrize(
    ("left_out", "expected"), [("headers", [{}, 5]), ("payload", [{"h": 1}, None])]
)
async def test_what_is_left_out_is_empty(
    router: SocketRouter, left_out: str, expected: list[Any]
) -> None:
    @router.route("take")
    async def take(ws: WebSocket, headers: Any, payload: Any) -> list[Any]:
        return [headers, payload]

    frame = {"uuid": 1, "route": "take", "headers": {"h": 1}, "payload": 5}
    del frame[left_out]
    async with connect(router) as peer:
        assert (await peer.ask(frame))["payload"] == expected


async def test_unknown_members_of_a_frame_are_ignored(router: SocketRouter) -> None:
    """The original browser client sends `status` with every request."""

    @router.route("take")
    async def take(ws: WebSocket, headers: Any, payload: Any) -> str:
        return "taken"

    async with connect(router) as peer:
        reply = await peer.ask(
            {"headers": {}, "uuid": "a", "route": "take", "payload": {}, "status": 200}
        )
    assert reply["payload"] == "taken"
