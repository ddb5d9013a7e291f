"""What type checkers have to accept: handlers, replies and calls that fit their contract."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, assert_type

from fastapi import Depends, WebSocket
from tests.support.library_contract import (
    Book,
    BooksAddPayload,
    BooksAddResult,
    BooksGetHeaders,
    BooksGetPayload,
    BooksGetReply404,
    BooksGetResult,
    BooksHandlers,
    BooksListReply200,
    BooksListResult,
    BooksRemoveResult,
    Shelf,
    ShelvesSortResult,
    books_add,
    books_get,
    books_list,
    books_remove,
    contract,
    shelves_sort,
)

from fastapi_observable_socket import (
    Context,
    ErrorPayload,
    Reply,
    RouteOptions,
    SocketError,
    SocketRouter,
)
from fastapi_observable_socket.testing import SocketClient

router = SocketRouter(contract)
hooks: RouteOptions = {"data_check": lambda message: bool(message.headers)}


def session() -> str:
    return "session"


@router.on(books_get)
async def get(
    payload: BooksGetPayload,
    headers: BooksGetHeaders,
    context: Context,
    websocket: WebSocket,
    session: Annotated[str, Depends(session)],
) -> BooksGetResult:
    if not headers.x_reader:
        return Reply(404, BooksGetReply404(message="no", nearest=[payload.id]))
    if session == context.route:
        raise SocketError(403, "not you")
    return Reply(200, Book(id=payload.id, title="Emma"), {"x-shelf": 1})


@router.on(books_add)
async def add(payload: BooksAddPayload) -> Book | Reply[Any, ErrorPayload]:
    if payload.title == "Emma":
        return Reply(409, ErrorPayload(message="taken"))
    raise NotImplementedError


@router.on(books_list, options=hooks)
async def list_(context: Context) -> BooksListReply200:
    return []


@router.on(books_list)
def list_in_a_thread() -> list[Book]:
    return []


@router.on(books_remove, {"access": None})
def remove(payload: BooksGetPayload, *, context: Context) -> None: ...


@router.on(shelves_sort)
async def sort(payload: Shelf, *context: Context) -> Shelf:
    return payload


class Library:
    async def get(self, payload: BooksGetPayload, context: Context) -> BooksGetResult:
        raise NotImplementedError

    async def __call__(self, payload: Shelf) -> Shelf:
        return payload


library = Library()
bound: Callable[..., Any] = router.on(books_get)(library.get)
router.on(shelves_sort)(library)
router.on(shelves_sort)(partial(sort))


class Books(BooksHandlers):
    async def add(self, payload: BooksAddPayload, context: Context) -> BooksAddResult:
        raise SocketError(409)

    async def get(self, payload: BooksGetPayload, context: Context) -> BooksGetResult:
        return Reply(404, BooksGetReply404(message="no", nearest=[]))

    async def list(self, context: Context, session: str = "") -> BooksListResult:
        return Reply(200, [])

    async def remove(self, payload: BooksGetPayload, context: Context) -> BooksRemoveResult:
        return Reply(204, None)


router.include(Books())
router.include(Books(), {"get": hooks})


async def a_handler_can_be_called_and_gives_what_its_route_may_give(context: Context) -> None:
    assert_type(await sort(Shelf(name="a"), context), ShelvesSortResult)
    assert_type(list_in_a_thread(), BooksListResult)


async def calls_give_the_routes_own_types(client: SocketClient, wanted: BooksGetPayload) -> None:
    book = await client.call(books_get, wanted, headers={"x-reader": "ada"})
    assert_type(book, Book)
    assert_type(book.title, str)
    assert_type(await client.call(books_list), BooksListReply200)
    assert_type((await client.call(books_list))[0], Book)
    await client.call(books_remove, wanted)
    assert_type(await client.request("anything", {"a": 1}), Reply[int, Any])
