"""Contract routes from frame to frame, in memory: what the contract says is what happens.

The library's contract is written by hand for tests; the newsroom's is what the generator made.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest
from fastapi import Depends, FastAPI, HTTPException
from tests.support.library_contract import (
    Book,
    BooksAddPayload,
    BooksAddResult,
    BooksGetHeaders,
    BooksGetPayload,
    BooksGetReply404,
    BooksGetResult,
    BooksHandlers,
    BooksListResult,
    BooksRemoveResult,
    Shelf,
    books_add,
    books_get,
    books_list,
    books_remove,
    contract,
    shelves_sort,
)

from fastapi_observable_socket import (
    MISSING,
    Context,
    ErrorPayload,
    MessageData,
    Reply,
    RoutingError,
    SocketError,
    SocketRouter,
    Status,
)
from fastapi_observable_socket.testing import SocketClient
from newsroom.contract import (
    MathSumHeaders,
    MathSumPayload,
    MathSumReply200,
    routes,
)
from newsroom.contract import contract as newsroom

EMMA = UUID(int=1)
READER = {"x-reader": "ada"}


class Library:
    """Books in memory, and what was asked of them."""

    def __init__(self) -> None:
        self.books = {EMMA: Book(id=EMMA, title="Emma")}
        self.asked: list[str] = []


class Books(BooksHandlers):
    """Implements the stubs; a handler may ask for more than its stub has, by default values."""

    def __init__(self, library: Library) -> None:
        self.library = library

    async def may_read(self, message: MessageData) -> bool:
        self.library.asked.append("data_check")
        return bool(message.payload.id != UUID(int=13))

    async def add(self, payload: BooksAddPayload, context: Context) -> BooksAddResult:
        if any(book.title == payload.title for book in self.library.books.values()):
            return Reply(Status.CONFLICT, ErrorPayload(message="taken"))  # type: ignore[return-value]
        book = Book(id=uuid4(), **payload.model_dump())
        self.library.books[book.id] = book
        return book

    async def get(
        self, payload: BooksGetPayload, context: Context, headers: BooksGetHeaders | None = None
    ) -> BooksGetResult:
        assert headers is not None
        self.library.asked.append(f"get for {headers.x_reader}")
        found = self.library.books.get(payload.id)
        if found is None:
            nearest = sorted(self.library.books)
            return Reply(404, BooksGetReply404(message="no such book", nearest=nearest))
        return Reply(200, found, {"x-shelf": 7})

    async def list(self, context: Context) -> BooksListResult:
        return [*self.library.books.values()]

    async def remove(self, payload: BooksGetPayload, context: Context) -> BooksRemoveResult:
        if self.library.books.pop(payload.id, None) is None:
            raise SocketError(404, "no such book")
        return None


def in_order(payload: Shelf) -> Shelf:
    shelves = [] if payload.shelves is MISSING else payload.shelves
    return Shelf(name=payload.name, shelves=sorted(map(in_order, shelves), key=lambda s: s.name))


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def app(library: Library) -> FastAPI:
    router, app = SocketRouter(contract), FastAPI()
    books = Books(library)
    router.include(books, {"get": {"data_check": books.may_read}})

    router.on(shelves_sort)(in_order)
    router.mount(app)
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[SocketClient]:
    async with SocketClient(app) as connected:
        yield connected


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Nothing is logged by the end of the test."""
    yield caplog
    assert [record.getMessage() for record in caplog.records] == []


def places(reply: Reply[int, Any]) -> set[tuple[str, str]]:
    assert reply.status == 400
    return {(one["pointer"], one["code"]) for one in reply.payload["errors"]}


@pytest.mark.usefixtures("quiet")
class TestServed:
    async def test_a_book_is_read(self, client: SocketClient) -> None:
        reply = await client.request("books/get", {"id": str(EMMA)}, headers=READER)
        assert reply == Reply(200, {"id": str(EMMA), "title": "Emma"}, {"x-shelf": 7})

    async def test_a_declared_error_has_its_own_payload(self, client: SocketClient) -> None:
        reply = await client.request("books/get", {"id": str(UUID(int=2))}, headers=READER)
        assert reply == Reply(404, {"message": "no such book", "nearest": [str(EMMA)]}, {})

    async def test_a_book_is_added_once(self, client: SocketClient) -> None:
        payload = {"title": "Persuasion", "published": "1817-12-20T00:00:00Z", "note": None}
        added = await client.request("books/add", payload)
        assert added.status == 201
        assert {name: added.payload[name] for name in payload} == payload
        again = await client.request("books/add", payload)
        assert again == Reply(409, {"message": "taken"}, {})

    async def test_what_was_left_out_stays_out(self, client: SocketClient) -> None:
        added = await client.request("books/add", {"title": "Persuasion"})
        assert added.payload.keys() == {"id", "title"}

    async def test_books_are_listed_without_a_payload(self, client: SocketClient) -> None:
        assert (await client.request("books/list")).payload == [{"id": str(EMMA), "title": "Emma"}]

    async def test_a_route_may_have_nothing_to_say(self, client: SocketClient) -> None:
        assert await client.request("books/remove", {"id": str(EMMA)}) == Reply(204, None, {})
        gone = await client.request("books/remove", {"id": str(EMMA)})
        assert gone == Reply(404, {"message": "no such book"}, {})

    async def test_recursive_payloads_go_in_and_out(self, client: SocketClient) -> None:
        def shelf(*names: str) -> Shelf:
            return Shelf(name="top", shelves=[Shelf(name=name, shelves=[]) for name in names])

        assert await client.call(shelves_sort, shelf("b", "a")) == shelf("a", "b")

    async def test_headers_may_hold_more_than_the_contract_names(
        self, client: SocketClient, library: Library
    ) -> None:
        headers = {**READER, "x-trace": ["anything", 1]}
        await client.request("books/get", {"id": str(EMMA)}, headers=headers)
        assert library.asked == ["data_check", "get for ada"]


@pytest.mark.usefixtures("quiet")
class TestRefused:
    @pytest.mark.parametrize(
        ("payload", "headers", "expected"),
        [
            (None, READER, {("/payload", "type")}),
            ({}, READER, {("/payload/id", "required")}),
            ({"id": "1"}, READER, {("/payload/id", "format")}),
            ({"id": 1}, READER, {("/payload/id", "type")}),
            (
                {"id": str(EMMA), "a/b": 1},
                {"x-reader": ""},
                {("/payload/a~1b", "additionalProperties"), ("/headers/x-reader", "minLength")},
            ),
            ({"id": str(EMMA)}, {}, {("/headers/x-reader", "required")}),
            ({"id": str(EMMA)}, {"X-Reader": "ada"}, {("/headers/x-reader", "required")}),
        ],
    )
    async def test_an_invalid_request_reaches_neither_hook_nor_handler(
        self, client: SocketClient, library: Library, payload: Any, headers: Any, expected: Any
    ) -> None:
        assert places(await client.request("books/get", payload, headers=headers)) == expected
        assert library.asked == []

    @pytest.mark.parametrize(
        "payload",
        [
            {"title": "Emma", "published": "1815-12-23"},
            {"title": "Emma", "published": None},
            {"title": 5},
            {"title": True},
        ],
    )
    async def test_what_the_model_would_convert_is_still_invalid(
        self, client: SocketClient, payload: Any
    ) -> None:
        assert (await client.request("books/add", payload)).status == 400

    async def test_hooks_come_after_validation_and_before_the_handler(
        self, client: SocketClient, library: Library
    ) -> None:
        reply = await client.request("books/get", {"id": str(UUID(int=13))}, headers=READER)
        assert reply.status == 400
        assert library.asked == ["data_check"]

    async def test_an_invalid_payload_within_a_recursive_one_is_found(
        self, client: SocketClient
    ) -> None:
        payload = {"name": "a", "shelves": [{"name": "b"}, {"shelves": []}]}
        reply = await client.request("shelves/sort", payload)
        assert places(reply) == {("/payload/shelves/1/name", "required")}


class TestBroken:
    """Replies that break the contract: 500, one line in the log, nothing on the wire."""

    @pytest.mark.parametrize(
        ("result", "said"),
        [
            ({"id": str(EMMA), "title": "secret", "note": 5}, "/payload/note"),
            (Reply(200, Book(id=EMMA, title="secret")), "does not declare this status"),
            (Reply(418, "secret"), "does not declare this status"),
            (Book.model_construct(id=EMMA, title=""), "/payload/title"),
            (None, "/payload"),
            (RuntimeError("secret"), "RuntimeError"),
            (HTTPException(422, "secret"), "does not declare this status"),
            (KeyError("secret"), "KeyError"),
        ],
    )
    async def test_it_is_a_500_that_says_nothing_and_one_line_that_says_where(
        self, result: Any, said: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        router = SocketRouter(contract, strict=False)

        @router.on(books_add)
        async def add(payload: BooksAddPayload) -> Any:
            if isinstance(result, Exception):
                raise result
            return result

        async with SocketClient(router) as client:
            reply = await client.request("books/add", {"title": "Emma"})
            assert reply == Reply(500, {"message": "Internal server error"}, {})
            client.send_text('{"uuid": "p", "route": "PING"}')
            assert (await client.receive())["route"] == "PONG"
        (record,) = caplog.records
        assert record.levelno == logging.ERROR
        line = record.getMessage()
        assert "\n" not in line
        for part in ("request 1 ", "'books/add'", said):
            assert part in line

    async def test_a_broken_header_is_named_too(self, caplog: pytest.LogCaptureFixture) -> None:
        router = SocketRouter(contract, strict=False)

        @router.on(books_get)
        async def get(payload: BooksGetPayload) -> BooksGetResult:
            return Book(id=payload.id, title="Emma")

        async with SocketClient(router) as client:
            reply = await client.request("books/get", {"id": str(EMMA)}, headers=READER)
        assert reply.status == 500
        assert "/headers/x-shelf is missing" in caplog.records[0].getMessage()


def test_what_is_missing_or_wrong_is_told_in_one_error() -> None:
    router = SocketRouter(contract)

    @router.on(books_list)
    async def list_(payload: BooksAddPayload) -> BooksListResult:
        return []

    @router.route("elsewhere")
    async def elsewhere(payload: Any) -> None: ...

    with pytest.raises(RoutingError) as caught:
        router.check()
    text = str(caught.value)
    for path in ("books/add", "books/get", "books/remove", "shelves/sort"):
        assert f"{path}: has no handler" in text
    assert "books/list: " in text
    assert "'payload' is annotated BooksAddPayload" in text
    assert "elsewhere: " in text
    assert len(caught.value.problems) == 6


async def test_dependencies_and_the_contract_go_together(library: Library) -> None:
    def store() -> Library:
        raise AssertionError("to be overridden")

    router, app = SocketRouter(contract, strict=False), FastAPI()
    app.dependency_overrides[store] = lambda: library

    @router.on(books_remove)
    async def remove(payload: BooksGetPayload, books: Annotated[Library, Depends(store)]) -> None:
        del books.books[payload.id]

    router.mount(app)
    async with SocketClient(app) as client:
        await client.call(books_remove, BooksGetPayload(id=EMMA))
    assert library.books == {}


class TestGenerated:
    """The same with what the generator makes of contract files."""

    @pytest.fixture
    async def client(self) -> AsyncIterator[SocketClient]:
        router = SocketRouter(newsroom, strict=False)

        @router.on(routes.math_sum)
        async def add(numbers: MathSumPayload, headers: MathSumHeaders) -> Any:
            unit = {} if headers.unit is MISSING else {"unit": headers.unit}
            return Reply(200, MathSumReply200(sum=sum(numbers)), unit)

        async with SocketClient(router) as connected:
            yield connected

    async def test_a_payload_that_is_no_object_has_a_type_of_its_own(
        self, client: SocketClient
    ) -> None:
        assert await client.call(routes.math_sum, [1, 2.5]) == MathSumReply200(sum=3.5)
        reply = await client.request("math/sum", [], headers={"unit": "m"})
        assert reply == Reply(200, {"sum": 0}, {"unit": "m"})

    @pytest.mark.parametrize(
        ("payload", "headers", "expected"),
        [
            (None, {}, {("/payload", "type")}),
            ([1, "2"], {}, {("/payload/1", "type")}),
            ([True], {}, {("/payload/0", "type")}),
            ([1], {"unit": ""}, {("/headers/unit", "minLength")}),
            ([1], {"unit": None}, {("/headers/unit", "type")}),
            ([0] * 1001, {}, {("/payload", "maxItems")}),
        ],
    )
    async def test_what_its_schemas_refuse_is_refused(
        self, client: SocketClient, payload: Any, headers: Any, expected: Any
    ) -> None:
        assert places(await client.request("math/sum", payload, headers=headers)) == expected

    def test_every_route_of_the_contract_has_to_be_served(self) -> None:
        with pytest.raises(RoutingError) as caught:
            SocketRouter(newsroom).check()
        assert len(caught.value.problems) == len(newsroom.routes)
