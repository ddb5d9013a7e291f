"""Every public name of 1.1.1: it imports, and it does what it did."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.websockets import WebSocket

from fastapi_observable_socket import (
    AccessCheck,
    DehydrateFunction,
    Handler,
    HandlerResult,
    Header,
    HydrateFunction,
    MessageData,
    Payload,
    Request,
    Response,
    RouteOptions,
    SocketAccess,
    SocketRouter,
    Status,
)

NAMES = [
    "AccessCheck",
    "DehydrateFunction",
    "Handler",
    "HandlerResult",
    "Header",
    "HydrateFunction",
    "MessageData",
    "Payload",
    "Request",
    "Response",
    "RouteOptions",
    "SocketAccess",
    "SocketRouter",
    "Status",
]

NUMBERS = {
    "OK": 200,
    "CREATED": 201,
    "ACCEPTED": 202,
    "NO_CONTENT": 204,
    "BAD_REQUEST": 400,
    "UNAUTHORIZED": 401,
    "PENDING": 402,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "NOT_ACCEPTABLE": 406,
    "REQUEST_TIMEOUT": 408,
    "CONFLICT": 409,
    "GONE": 410,
    "LENGTH_REQUIRED": 411,
    "PRECONDITION_FAILED": 412,
    "PAYLOAD_TOO_LARGE": 413,
    "URI_TOO_LONG": 414,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "RANGE_NOT_SATISFIABLE": 416,
    "EXPECTATION_FAILED": 417,
    "TOO_MANY_REQUESTS": 429,
    "INTERNAL_SERVER_ERROR": 500,
    "NOT_IMPLEMENTED": 501,
    "BAD_GATEWAY": 502,
    "SERVICE_UNAVAILABLE": 503,
    "GATEWAY_TIMEOUT": 504,
    "HTTP_VERSION_NOT_SUPPORTED": 505,
}


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_exported(name: str) -> None:
    package = importlib.import_module("fastapi_observable_socket")
    assert name in package.__all__
    assert getattr(package, name) is not None


@pytest.mark.parametrize(("name", "number"), NUMBERS.items())
def test_a_status_is_the_number_that_it_was(name: str, number: int) -> None:
    """The status table, and every further member that 1.1.1 had."""
    status: Any = getattr(Status, name)
    assert status == number
    assert isinstance(status, int)
    assert json.dumps(status) == str(number)
    assert f"{status}" == str(number)


def test_a_request_is_read_by_its_names_on_the_wire() -> None:
    """README: "uuid" and "route" of the message schema are `track_id` and `path` in Python."""
    request = Request.model_validate(
        {"uuid": 123, "route": "math/sum", "headers": {"x-user": "42"}, "payload": [1, 2]}
    )
    assert (request.track_id, request.path) == (123, "math/sum")
    assert (request.headers, request.payload) == ({"x-user": "42"}, [1, 2])


def test_a_request_is_read_by_its_names_in_python() -> None:
    """README: "Route by `route` (aka `path`)"."""
    frame: dict[str, Any] = {"track_id": "a", "path": "x", "headers": {}, "payload": None}
    request = Request.model_validate(frame)
    assert (request.track_id, request.path) == ("a", "x")
    assert Request(**frame) == request


def test_a_request_is_dumped_by_its_names_on_the_wire() -> None:
    frame = {"uuid": 1, "route": "x", "headers": {}, "payload": {"a": 1}}
    assert Request.model_validate(frame).model_dump(by_alias=True) == frame


def test_a_response_is_built_by_keyword_and_dumped_by_its_names_on_the_wire() -> None:
    response = Response(track_id=1, status=Status.OK, headers={"unit": "test"}, payload={"sum": 10})
    assert response.model_dump(by_alias=True) == {
        "uuid": 1,
        "status": 200,
        "headers": {"unit": "test"},
        "payload": {"sum": 10},
    }


@pytest.mark.parametrize("uuid", [True, None, 1.5, [1]])
def test_a_uuid_is_a_string_or_an_integer(uuid: Any) -> None:
    with pytest.raises(ValidationError):
        Request.model_validate({"uuid": uuid, "route": "x", "headers": {}, "payload": None})


def test_message_data_has_attributes_and_subscripts() -> None:
    """README: "message.headers.get("article")"; 1.1.1 really passed a dictionary."""
    message = MessageData(headers={"article": "7"}, payload=[1])
    assert message.headers.get("article") == "7"
    assert message["headers"] == {"article": "7"}
    assert message.payload == message["payload"] == message.get("payload") == [1]
    assert message.get("other") is None
    with pytest.raises(KeyError):
        message["other"]  # type: ignore[index] # the type knows it as well


def test_the_types_annotate_user_code() -> None:
    async def may_open(ws: WebSocket) -> bool:
        return True

    async def may_call(ws: WebSocket, message: MessageData, local: Any) -> bool:
        return True

    async def fetch(ws: WebSocket, message: MessageData) -> int:
        return 1

    async def shape(payload: Any) -> Payload:
        return {"shaped": payload}

    async def answer(value: int) -> HandlerResult:
        headers: Header = {"unit": "test"}
        return HandlerResult(status=Status.OK, headers=headers, payload=value)

    socket_access: SocketAccess = may_open
    access: AccessCheck = may_call
    hydrate: HydrateFunction = fetch
    dehydrate: DehydrateFunction = shape
    handler: Handler = answer
    options = RouteOptions(access=access, hydrate=hydrate, dehydrate=dehydrate)
    router = SocketRouter(access_logic=socket_access)
    assert router.route("typed", options)(handler) is answer


def test_hydrate_function_and_handler_can_be_told_what_they_carry() -> None:
    """They had a type parameter in 1.1.1, so `HydrateFunction[Article]` is written out there."""
    hydrate: Any = HydrateFunction
    handler: Any = Handler
    assert hydrate[int] is not None
    assert handler[int] is not None
