"""What type checkers have to refuse; each line that says `# error` has to be one."""

from __future__ import annotations

from typing import Any, Literal

from tests.support.library_contract import (
    Book,
    BooksAddPayload,
    BooksAddResult,
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
    CallRoute,
    Context,
    ErrorPayload,
    Reply,
    SocketError,
    SocketRouter,
)
from fastapi_observable_socket.testing import SocketClient

router = SocketRouter(contract)


async def another_payload(payload: Shelf) -> BooksGetResult: ...  # type: ignore[empty-body]


async def no_payload() -> BooksGetResult: ...  # type: ignore[empty-body]


async def payload_by_keyword_only(*, payload: BooksGetPayload) -> BooksGetResult: ...  # type: ignore[empty-body]


async def another_reply(payload: BooksGetPayload) -> Shelf: ...  # type: ignore[empty-body]


async def no_reply(payload: BooksGetPayload) -> None: ...


async def plain_data(payload: BooksGetPayload) -> dict[str, str]: ...  # type: ignore[empty-body]


async def undeclared_status(payload: BooksGetPayload) -> Reply[Literal[409], ErrorPayload]: ...  # type: ignore[empty-body]


async def payload_of_another_status(payload: BooksGetPayload) -> Reply[Literal[404], Book]: ...  # type: ignore[empty-body]


async def any_status(payload: BooksGetPayload) -> Reply[int, Book]: ...  # type: ignore[empty-body]


def in_a_thread(payload: BooksGetPayload) -> Shelf: ...  # type: ignore[empty-body]


async def no_list() -> Book: ...  # type: ignore[empty-body]


router.on(books_get)(another_payload)  # error
router.on(books_get)(no_payload)  # error
router.on(books_get)(payload_by_keyword_only)  # error
router.on(books_get)(another_reply)  # error
router.on(books_get)(no_reply)  # error
router.on(books_get)(plain_data)  # error
router.on(books_get)(undeclared_status)  # error
router.on(books_get)(payload_of_another_status)  # error
router.on(books_get)(any_status)  # error
router.on(books_get)(in_a_thread)  # error
router.on(books_list)(no_list)  # error
router.on(books_remove)(no_list)  # error
router.on(shelves_sort)(another_reply)  # error
router.on("books/get")  # error
router.on(books_get, {"acess": None})  # error
router.on(books_get, {"access": lambda: True})  # error
router.include(BooksHandlers)  # error
router.include(object())  # error
router.check("now")  # error
SocketRouter("contract")  # error
SocketRouter(contract, limits={"depth": 5})  # error


async def replies(payload: BooksGetPayload) -> BooksGetResult:
    if payload.id:
        return Reply(404, ErrorPayload(message="no"))  # error
    if payload.nowhere:  # error
        return Reply(409, BooksGetReply404(message="no", nearest=[]))  # error
    return Book(title="Emma")  # error


class Incomplete(BooksHandlers):
    async def add(self, payload: Shelf, context: Context) -> BooksAddResult:  # error
        raise SocketError("taken")  # error

    async def get(self, payload: BooksGetPayload, context: Context) -> Book:
        raise NotImplementedError

    async def list(self, context: Context, page: int) -> BooksListResult:  # error
        raise NotImplementedError


class Wrong(Incomplete):
    async def remove(self, payload: BooksGetPayload, context: Context) -> BooksRemoveResult:
        return Reply(200, None)  # error


Incomplete()  # error


async def calls(client: SocketClient, wanted: BooksGetPayload) -> None:
    await client.call(books_get)  # error
    await client.call(books_get, BooksAddPayload(title="Emma"))  # error
    await client.call(books_get, {"id": 5})  # error
    await client.call(books_list, wanted)  # error
    await client.call("books/get", wanted)  # error
    name = (await client.call(books_add, BooksAddPayload(title="Emma"))).name  # error
    shelf: Shelf = await client.call(books_get, wanted)  # error
    del name, shelf


route: CallRoute[Shelf, Book, Any] = books_get  # error
