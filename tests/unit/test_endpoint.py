"""One route at run time, with a connection that only takes notes."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, cast

import msgspec
import pytest
from fastapi import HTTPException
from starlette.websockets import WebSocketDisconnect
from tests.support.library_contract import (
    DEFINITIONS,
    BooksAddPayload,
    BooksGetHeaders,
    BooksGetPayload,
    books_add,
    books_get,
    contract,
    one_route,
)

from fastapi_observable_socket import (
    CallRoute,
    Connection,
    Context,
    Contract,
    Limits,
    Part,
    Reply,
    ReplyPart,
    SocketError,
)
from fastapi_observable_socket.protocol.decoding import IncomingRequest
from fastapi_observable_socket.routing.endpoint import Endpoint
from fastapi_observable_socket.routing.registration import ContractEndpoints, plain_endpoint

EMMA = {"id": "12345678-1234-1234-1234-123456789abc", "title": "Emma"}
INTERNAL = {"message": "Internal server error"}

picky: CallRoute[Any, Any, Any] = CallRoute(
    path="picky",
    payload=Part(Any, "Number"),
    replies={
        200: ReplyPart(),
        400: ReplyPart(payload=Part(Any, "Number")),
        403: ReplyPart(payload=Part(Any, "Number")),
        500: ReplyPart(payload=Part(Any, "Number")),
    },
)
numbers = Contract(digest="sha256:0", definitions={"Number": {"type": "number"}}, routes=(picky,))


AT_ONCE = ContextVar("AT_ONCE", default=False)
"""Whether what never waits is answered without a task."""


@pytest.fixture(autouse=True, params=["in a task", "at once"])
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    token = AT_ONCE.set(request.param == "at once")
    yield
    AT_ONCE.reset(token)


class Notes:
    """A connection that keeps what it is told to send."""

    id = "c7"
    is_open = True
    websocket: Any = None

    def __init__(self) -> None:
        self.replies: list[Any] = []

    async def reply(self, uuid: str | int, frame: str) -> None:
        reply = json.loads(frame)
        assert reply["uuid"] == uuid
        self.replies.append(reply)


def endpoint(route: CallRoute[Any, Any, Any], handler: Any, options: Any = None) -> Endpoint:
    of_contract = numbers if route is picky else one_route(route)
    return ContractEndpoints(of_contract, Limits(errors_reported=3)).typed(route, handler, options)


def context_of(notes: Notes, request: IncomingRequest) -> Context:
    headers = request.headers
    return Context(cast("Connection", notes), request.uuid, request.route, headers, headers)


async def answer(asked: Endpoint, payload: Any = None, headers: Any = None) -> Any:
    """The one reply of an endpoint to a request."""
    notes = Notes()
    text = json.dumps(payload).encode()
    frame = IncomingRequest("u1", "r", headers or {}, msgspec.Raw(text))
    context = context_of(notes, frame)
    if asked.is_immediate and AT_ONCE.get():
        await notes.reply("u1", asked.answer_now(context, frame))
    else:
        await asked.answer(context, frame)
    assert context.answered
    (reply,) = notes.replies
    return reply


def raising(error: BaseException) -> Any:
    async def handler(context: Context) -> None:
        raise error

    return handler


async def test_a_request_becomes_a_reply_with_its_uuid() -> None:
    async def get(payload: BooksGetPayload, headers: BooksGetHeaders) -> Any:
        return Reply(200, EMMA, {"x-shelf": 1})

    reply = await answer(endpoint(books_get, get), {"id": EMMA["id"]}, {"x-reader": "ada"})
    assert reply == {"uuid": "u1", "status": 200, "headers": {"x-shelf": 1}, "payload": EMMA}


async def test_payload_and_headers_are_judged_together_and_before_the_handler() -> None:
    reply = await answer(endpoint(books_get, raising(AssertionError())), {"id": 5})
    assert reply["status"] == 400
    places = [(one["pointer"], one["code"]) for one in reply["payload"]["errors"]]
    assert places == [("/payload/id", "type"), ("/headers/x-reader", "required")]


async def test_no_more_findings_are_listed_than_the_limit_says() -> None:
    payload = {"id": 5, "a": 1, "b": 1, "c": 1}
    reply = await answer(endpoint(books_get, raising(AssertionError())), payload)
    assert len(reply["payload"]["errors"]) == 3


@pytest.mark.parametrize(("items", "told"), [(20_001, 1), (20_002, 0)])
async def test_of_a_payload_with_very_many_items_no_error_is_told(items: int, told: int) -> None:
    many: CallRoute[Any, Any, Any] = CallRoute(
        path="many", payload=Part(Any, "Numbers"), replies={200: ReplyPart()}
    )
    schema = {"Numbers": {"type": "array", "items": {"type": "number"}}}
    endpoints = ContractEndpoints(Contract("sha256:0", schema, (many,)), Limits(errors_reported=3))
    asked = endpoints.typed(many, raising(AssertionError()), None)
    reply = await answer(asked, [[]] * items)
    assert reply["status"] == 400
    assert len(reply["payload"].get("errors", [])) == told


async def test_an_invalid_request_is_a_400_whatever_payload_the_contract_gives_to_400() -> None:
    reply = await answer(endpoint(picky, raising(AssertionError())), "text")
    assert reply["status"] == 400
    assert reply["payload"]["errors"][0]["pointer"] == "/payload"


@pytest.mark.parametrize(("hook", "status"), [("data_check", 400), ("access", 403)])
async def test_a_hook_that_says_no_is_answered_whatever_the_contract_gives_to_that_status(
    hook: str, status: int
) -> None:
    def no(*arguments: Any) -> bool:
        return False

    reply = await answer(endpoint(picky, raising(AssertionError()), {hook: no}), 5)
    assert reply["status"] == status
    assert "message" in reply["payload"]


async def test_an_error_that_is_not_meant_for_the_caller_is_a_500_whatever_the_contract_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reply = await answer(endpoint(picky, raising(RuntimeError("secret"))), 5)
    assert (reply["status"], reply["payload"]) == (500, INTERNAL)
    (record,) = caplog.records
    assert "c7: request 'u1' on 'r' failed: RuntimeError: secret" in record.getMessage()
    assert record.exc_info is None


class OfItsOwn(BaseException):
    pass


class MuteError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


@pytest.mark.parametrize(
    "error",
    [
        OfItsOwn("secret"),
        MuteError(),
        SystemExit(3),
        MemoryError(),
        StopAsyncIteration(),
        ExceptionGroup("several", [ValueError("secret")]),
        BaseExceptionGroup("several", [OfItsOwn("secret")]),
        SocketError(999, "secret"),
        UnicodeError("\ud800"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_whatever_a_handler_raises_is_one_answer_and_one_line(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    reply = await answer(endpoint(picky, raising(error)), 5)
    assert (reply["status"], reply["payload"]) == (500, INTERNAL)
    (record,) = caplog.records
    assert record.getMessage().isprintable()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GeneratorExit()])
async def test_what_ends_the_process_or_the_coroutine_is_let_through(error: BaseException) -> None:
    with pytest.raises(type(error)):
        await answer(endpoint(picky, raising(error)), 5)


async def test_what_a_handler_raises_on_purpose_is_held_to_the_contract() -> None:
    assert (await answer(endpoint(picky, raising(SocketError(400, payload=7))), 5))["payload"] == 7
    assert (await answer(endpoint(picky, raising(SocketError(400, "no"))), 5))["status"] == 500
    assert (await answer(endpoint(picky, raising(SocketError(418, "no"))), 5))["status"] == 500


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        ({"id": "x"}, "reply 201: "),
        (Reply(202, EMMA), "reply 202: the contract does not declare this status"),
        (Reply(1000, EMMA), "reply 1000: the status is no number from 100 to 599"),
        (Reply(201, EMMA, cast("Any", [1])), "reply 201: /headers are no mapping"),
        (object(), "reply 201: /payload cannot be written as Book"),
        (Reply(409, {"x": 1}), "reply 409: not the error payload, at /payload/message"),
    ],
)
async def test_a_broken_reply_is_a_500_and_one_line_that_names_route_uuid_and_place(
    result: Any, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def add(payload: BooksAddPayload) -> Any:
        return result

    reply = await answer(endpoint(books_add, add), {"title": "Emma"})
    assert (reply["status"], reply["headers"], reply["payload"]) == (500, {}, INTERNAL)
    (record,) = caplog.records
    line = record.getMessage()
    assert record.levelno == logging.ERROR
    for part in ("c7", "'u1'", "'r'", problem):
        assert part in line
    assert "\n" not in line


async def test_a_broken_reply_names_the_pointer_in_its_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def add(payload: BooksAddPayload) -> Any:
        return {"id": EMMA["id"], "title": ""}

    await answer(endpoint(books_add, add), {"title": "Emma"})
    assert "/payload/title" in caplog.records[0].getMessage()


@pytest.mark.parametrize(
    ("error", "status", "payload"),
    [
        (SocketError(409, "taken"), 409, {"message": "taken"}),
        (HTTPException(404, "no such book"), 404, {"message": "no such book"}),
        (HTTPException(403, {"a": 1}), 403, {"message": "Forbidden", "detail": {"a": 1}}),
        (HTTPException(422, "no"), 500, INTERNAL),
        (HTTPException(409, {"a": object()}), 500, INTERNAL),
        (KeyError("secret"), 500, INTERNAL),
        (asyncio.CancelledError("secret"), 500, INTERNAL),
        (TimeoutError("secret"), 500, INTERNAL),
    ],
)
async def test_errors_become_answers(error: BaseException, status: int, payload: Any) -> None:
    reply = await answer(endpoint(books_add, raising(error)), {"title": "Emma"})
    assert (reply["status"], reply["payload"]) == (status, payload)


@pytest.mark.parametrize("error", [SocketError(409, "no"), SocketError(503), HTTPException(404)])
async def test_only_a_500_is_logged(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    await answer(endpoint(books_add, raising(error)), {"title": "Emma"})
    assert caplog.records == []


async def test_a_peer_that_is_gone_is_told_nothing_and_no_error_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    notes = Notes()
    notes.is_open = False
    frame = IncomingRequest("u1", "r", {}, msgspec.Raw(b'{"title":"Emma"}'))
    gone = endpoint(books_add, raising(WebSocketDisconnect(1006)))
    await gone.answer(context_of(notes, frame), frame)
    assert notes.replies == []
    assert caplog.records == []


async def test_a_plain_route_takes_any_payload_and_gives_any_status() -> None:
    async def handler(ws: Any, headers: Any, payload: Any) -> Any:
        return {"status": 299, "headers": {"a": [1]}, "payload": [headers, payload]}

    reply = await answer(plain_endpoint(handler, None, Limits()), {"x": [0]}, {"h": None})
    assert reply == {
        "uuid": "u1",
        "status": 299,
        "headers": {"a": [1]},
        "payload": [{"h": None}, {"x": [0]}],
    }


async def test_a_plain_route_refuses_what_is_too_deep() -> None:
    async def handler(ws: Any, headers: Any, payload: Any) -> Any: ...

    reply = await answer(plain_endpoint(handler, None, Limits(depth=2)), [[[1]]])
    assert reply["payload"]["errors"][0]["code"] == "nesting"


def test_each_schema_is_compiled_once_for_all_routes() -> None:
    made = ContractEndpoints(contract, Limits())
    for route in contract.routes:
        made.typed(route, raising(AssertionError()), None)
    assert set(made._checkers) == DEFINITIONS.keys()


sized: CallRoute[Any, Any, Any] = CallRoute(
    path="sized",
    payload=Part(list[int], "Numbers", exact=True),
    headers=Part(dict[str, Any], "Head"),
    replies={200: ReplyPart(payload=Part(Any, "Any"))},
)
sizes = Contract(
    digest="sha256:0",
    definitions={
        "Numbers": {"type": "array", "items": {"type": "integer"}},
        "Head": {"type": "object", "required": ["x"]},
        "Any": {},
    },
    routes=(sized,),
)


async def give_back(payload: list[int], headers: dict[str, Any]) -> Any:
    return [payload, headers]


def sized_endpoint(limits: Limits) -> Endpoint:
    return ContractEndpoints(sizes, limits).typed(sized, give_back, None)


@pytest.mark.parametrize("payload", [[1], [1.0]])
async def test_headers_are_judged_however_the_payload_is_read(payload: Any) -> None:
    asked = sized_endpoint(Limits())
    assert (await answer(asked, payload, {"x": 1}))["payload"] == [[1], {"x": 1}]
    refused = (await answer(asked, payload, {"y": 1}))["payload"]
    assert [one["pointer"] for one in refused["errors"]] == ["/headers/x"]
    both = (await answer(asked, ["1"], {"y": 1}))["payload"]
    assert [one["pointer"] for one in both["errors"]] == ["/payload/0", "/headers/x"]


async def test_what_is_read_in_one_pass_is_held_to_lower_limits_too() -> None:
    asked = sized_endpoint(Limits(integer_digits=10))
    assert (await answer(asked, [10**9], {"x": 1}))["status"] == 200
    refused = await answer(asked, [10**10], {"x": 1})
    assert refused["payload"]["errors"][0]["code"] == "integer_digits"
