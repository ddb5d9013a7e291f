"""FastAPI's dependencies in handlers: solved per message, closed after the reply."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import pytest
from fastapi import Cookie, Depends, FastAPI, Header, HTTPException, Query, Security, WebSocket
from fastapi.security import SecurityScopes
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tests.support.library_contract import (
    Book,
    BooksAddPayload,
    books_add,
    books_list,
    one_route,
)

from fastapi_observable_socket import (
    CurrentContext,
    Reply,
    RoutingError,
    SocketError,
    SocketRouter,
)
from fastapi_observable_socket.routing.dependencies import Dependencies
from fastapi_observable_socket.routing.user_code import SignatureProblem, parameters_of
from fastapi_observable_socket.testing import SocketClient


class Journal(list[str]):
    """What happened, in order; as an ASGI application it notes each frame that is sent."""

    def around(self, app: ASGIApp) -> ASGIApp:
        async def noting(scope: Scope, receive: Receive, send: Send) -> None:
            async def noted(message: Message) -> None:
                if message["type"] == "websocket.send":
                    self.append("sent")
                await send(message)

            await app(scope, receive, noted)

        return noting


@pytest.fixture
def journal() -> Journal:
    return Journal()


@asynccontextmanager
async def answering(handler: Any, app: FastAPI | None = None) -> AsyncIterator[SocketClient]:
    """A connection to a router whose route ``r`` is the handler."""
    router = SocketRouter()
    router.route("r")(handler)
    app = app or FastAPI()
    router.mount(app)
    async with SocketClient(
        app, "/ws?page=3", headers={"x-user": "ada", "cookie": "c=1"}
    ) as client:
        yield client


async def test_what_a_dependency_holds_open_is_closed_after_the_reply_was_sent(
    journal: Journal,
) -> None:
    async def outer() -> AsyncGenerator[str]:
        journal.append("outer opened")
        yield "outer"
        journal.append("outer closed")

    def inner(outer: Annotated[str, Depends(outer)]) -> Generator[str]:
        journal.append("inner opened")
        yield f"{outer} inner"
        journal.append("inner closed")

    async def handler(value: Annotated[str, Depends(inner)]) -> str:
        journal.append("handled")
        return value

    router = SocketRouter()
    router.route("r")(handler)
    async with SocketClient(journal.around(router)) as client:
        assert (await client.request("r")).payload == "outer inner"
    assert journal == [
        "outer opened",
        "inner opened",
        "handled",
        "sent",
        "inner closed",
        "outer closed",
    ]


@pytest.mark.parametrize("scope", ["function", "request"])
async def test_both_scopes_of_fastapi_are_open_in_the_handler(journal: Journal, scope: Any) -> None:
    async def resource() -> AsyncGenerator[str]:
        journal.append("opened")
        yield "it"
        journal.append("closed")

    async def handler(value: Annotated[str, Depends(resource, scope=scope)]) -> str:
        journal.append("handled")
        return value

    async with answering(handler) as client:
        assert (await client.request("r")).payload == "it"
    assert journal == ["opened", "handled", "closed"]


async def test_a_handlers_error_is_thrown_into_its_dependencies(journal: Journal) -> None:
    async def transaction() -> AsyncGenerator[None]:
        try:
            yield
        except SocketError as error:
            journal.append(f"rolled back after {error.status}")
            raise

    async def handler(_: Annotated[None, Depends(transaction)]) -> None:
        raise SocketError(409, "taken")

    async with answering(handler) as client:
        assert await client.request("r") == Reply(409, {"message": "taken"}, {})
    assert journal == ["rolled back after 409"]


async def test_a_broken_reply_is_thrown_into_the_dependencies_too(journal: Journal) -> None:
    async def transaction() -> AsyncGenerator[None]:
        try:
            yield
        except Exception as error:
            journal.append(type(error).__name__)
            raise

    router = SocketRouter(one_route(books_list))

    @router.on(books_list)
    async def handler(_: Annotated[None, Depends(transaction)]) -> list[Book]:
        return [Book.model_construct(title="no id")]

    async with SocketClient(router) as client:
        assert (await client.request("books/list")).status == 500
    assert journal == ["BrokenReply"]


async def test_a_dependency_may_turn_an_error_into_another() -> None:
    async def translating() -> AsyncGenerator[None]:
        try:
            yield
        except KeyError:
            raise HTTPException(404, "no such thing") from None

    async def handler(_: Annotated[None, Depends(translating)]) -> None:
        raise KeyError("secret")

    async with answering(handler) as client:
        assert await client.request("r") == Reply(404, {"message": "no such thing"}, {})


async def test_a_dependency_that_swallows_an_error_leaves_no_caller_without_an_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def swallowing() -> AsyncGenerator[None]:
        with suppress(KeyError):
            yield

    async def handler(_: Annotated[None, Depends(swallowing)]) -> None:
        raise KeyError("secret")

    async with answering(handler) as client:
        assert (await client.request("r")).status == 500
    assert "swallowed" in caplog.text


async def test_a_clean_up_that_fails_after_the_reply_is_logged_and_not_answered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def failing() -> AsyncGenerator[None]:
        yield
        raise RuntimeError("could not commit")

    async def handler(_: Annotated[None, Depends(failing)]) -> str:
        return "done"

    async with answering(handler) as client:
        assert (await client.request("r")).payload == "done"
        client.send_text('{"uuid": "p", "route": "PING"}')
        assert (await client.receive())["route"] == "PONG"
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "could not commit" in record.getMessage()


async def test_a_clean_up_that_fails_when_the_peer_has_left_is_logged_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    running = asyncio.Event()

    async def failing() -> AsyncGenerator[None]:
        try:
            yield
        finally:
            raise ValueError("could not roll back")

    async def handler(_: Annotated[None, Depends(failing)]) -> None:
        running.set()
        await asyncio.Event().wait()

    async with answering(handler) as client:
        client.send_text('{"uuid": 1, "route": "r"}')
        await running.wait()
    assert "could not roll back" in caplog.text
    assert "'r'" in caplog.text


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (SocketError(401, "who are you?"), 401, "who are you?"),
        (HTTPException(403, "not you"), 403, "not you"),
        (KeyError("secret"), 500, "Internal server error"),
    ],
)
async def test_a_dependency_can_end_the_request(
    error: Exception, status: int, message: str
) -> None:
    def refusing() -> None:
        raise error

    async def handler(_: Annotated[None, Depends(refusing)]) -> None:
        raise AssertionError("not to be called")

    async with answering(handler) as client:
        assert await client.request("r") == Reply(status, {"message": message}, {})


async def test_each_message_is_solved_anew_and_once_within_a_message() -> None:
    calls: list[int] = []

    def counted() -> int:
        calls.append(1)
        return len(calls)

    def other(number: Annotated[int, Depends(counted)]) -> int:
        return number

    async def handler(
        one: Annotated[int, Depends(counted)],
        two: Annotated[int, Depends(other)],
        fresh: Annotated[int, Depends(counted, use_cache=False)],
    ) -> list[int]:
        return [one, two, fresh]

    async with answering(handler) as client:
        assert (await client.request("r")).payload == [1, 1, 2]
        assert (await client.request("r")).payload == [3, 3, 4]


async def test_messages_that_are_served_at_once_do_not_share_what_is_solved() -> None:
    both = asyncio.Barrier(2)

    async def own(context: CurrentContext) -> Any:
        await both.wait()
        return context.payload

    async def handler(value: Annotated[str, Depends(own)], context: CurrentContext) -> list[Any]:
        return [value, context.payload]

    async with answering(handler) as client:
        replies = await asyncio.gather(client.request("r", "a"), client.request("r", "b"))
    assert [reply.payload for reply in replies] == [["a", "a"], ["b", "b"]]


async def test_the_handshake_is_read_by_header_query_and_cookie() -> None:
    def user(x_user: Annotated[str, Header()]) -> str:
        return x_user

    async def handler(
        user: Annotated[str, Depends(user)],
        page: Annotated[int, Query()],
        c: Annotated[str, Cookie()],
        x_absent: Annotated[str | None, Header()] = None,
    ) -> list[Any]:
        return [user, page, c, x_absent]

    async with answering(handler) as client:
        assert (await client.request("r")).payload == ["ada", 3, "1", None]


async def test_an_invalid_handshake_is_a_400_that_names_the_place() -> None:
    async def handler(page: Annotated[int, Query(gt=5)], token: Annotated[str, Header()]) -> None:
        raise AssertionError("not to be called")

    async with answering(handler) as client:
        reply = await client.request("r")
    assert reply.status == 400
    places = [(one["pointer"], one["code"]) for one in reply.payload["errors"]]
    assert places == [
        ("/handshake/query/page", "greater_than"),
        ("/handshake/header/token", "missing"),
    ]


async def test_overrides_of_the_application_are_honoured() -> None:
    def real() -> str:
        return "real"

    def needs(value: Annotated[str, Depends(real)]) -> str:
        return f"needs {value}"

    def fake() -> str:
        return "fake"

    async def handler(value: Annotated[str, Depends(needs)]) -> str:
        return value

    app = FastAPI()
    async with answering(handler, app) as client:
        assert (await client.request("r")).payload == "needs real"
        app.dependency_overrides[real] = fake
        assert (await client.request("r")).payload == "needs fake"


async def test_dependencies_work_where_the_application_is_starlettes() -> None:
    def value() -> int:
        return 5

    router = SocketRouter()

    @router.route("r")
    async def handler(value: Annotated[int, Depends(value)]) -> int:
        return value

    app = Starlette(routes=[WebSocketRoute("/ws", router)])
    async with SocketClient(app) as client:
        assert (await client.request("r")).payload == 5


async def test_security_scopes_reach_the_dependency() -> None:
    def scopes(security_scopes: SecurityScopes) -> list[str]:
        return security_scopes.scopes

    async def handler(scopes: Annotated[list[str], Security(scopes, scopes=["read"])]) -> Any:
        return {"payload": scopes}

    async with answering(handler) as client:
        assert (await client.request("r")).payload == ["read"]


async def test_a_dependency_may_be_a_default_value_a_class_or_an_object() -> None:
    class Page:
        def __init__(self, page: int) -> None:
            self.page = page

    class Adder:
        async def __call__(self, connection: HTTPConnection) -> int:
            return len(connection.query_params)

    async def handler(
        page: Annotated[Page, Depends()],
        added: int = Depends(Adder()),
    ) -> list[int]:
        return [page.page, added]

    async with answering(handler) as client:
        assert (await client.request("r")).payload == [3, 1]


async def test_the_context_is_known_to_what_a_dependency_depends_on() -> None:
    def route(context: CurrentContext) -> str:
        context.local["seen"] = True
        return context.route

    def shouted(route: Annotated[str, Depends(route)]) -> str:
        return route.upper()

    async def handler(shouted: Annotated[str, Depends(shouted)], context: CurrentContext) -> Any:
        return {"payload": [shouted, context.local]}

    async with answering(handler) as client:
        assert (await client.request("r")).payload == ["R", {"seen": True}]


async def test_dependencies_see_the_validated_payload_of_a_contract_route() -> None:
    def title(context: CurrentContext) -> str:
        assert isinstance(context.payload, BooksAddPayload)
        return context.payload.title

    seen: list[str] = []
    router = SocketRouter(one_route(books_add))

    @router.on(books_add)
    async def add(payload: BooksAddPayload, title: Annotated[str, Depends(title)]) -> Any:
        seen.append(title)
        raise SocketError(409, "taken")

    async with SocketClient(router) as client:
        assert (await client.request("books/add", {"title": ""})).status == 400
        assert (await client.request("books/add", {"title": "Emma"})).status == 409
    assert seen == ["Emma"]


async def test_the_state_of_a_connection_outlives_a_message_even_if_the_server_has_none() -> None:
    def count(websocket: WebSocket) -> int:
        websocket.state.count = getattr(websocket.state, "count", 0) + 1
        return int(websocket.state.count)

    router = SocketRouter()

    @router.route("r")
    async def handler(count: Annotated[int, Depends(count)], context: CurrentContext) -> list[int]:
        return [count, context.state.count]

    async def without_state(scope: Scope, receive: Receive, send: Send) -> None:
        del scope["state"]
        await router(scope, receive, send)

    async with SocketClient(without_state) as client:
        assert (await client.request("r")).payload == [1, 1]
        assert (await client.request("r")).payload == [2, 2]


async def test_cancelled_requests_run_the_clean_up_of_their_dependencies(journal: Journal) -> None:
    running = asyncio.Event()

    async def resource() -> AsyncGenerator[None]:
        try:
            yield
        finally:
            await asyncio.sleep(0)
            journal.append("closed")

    async def handler(_: Annotated[None, Depends(resource)]) -> None:
        running.set()
        await asyncio.Event().wait()

    async with answering(handler) as client:
        client.send_text('{"uuid": 1, "route": "r"}')
        await running.wait()
    assert journal == ["closed"]


def test_what_fastapi_cannot_understand_is_found_at_registration() -> None:
    class Unknown: ...

    def needs(value: Unknown) -> None: ...

    async def handler(value: Annotated[None, Depends(needs)]) -> None: ...

    router = SocketRouter()
    router.route("r")(handler)
    with pytest.raises(RoutingError) as caught:
        router.check()
    (problem,) = caught.value.problems
    assert problem.startswith(f"r: {__name__}.test_what_fastapi_cannot_understand")


def test_the_parameters_that_fastapi_fills_are_analysed_once() -> None:
    def value() -> int:
        return 1

    def handler(value: Annotated[int, Depends(value)]) -> None: ...

    Dependencies(parameters_of(handler))
    assert issubclass(SignatureProblem, Exception)
