"""Routes by path, and everything that is wrong with them, all at once."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.websockets import WebSocket
from tests.support.library_contract import (
    BooksAddPayload,
    BooksGetPayload,
    BooksHandlers,
    Shelf,
    ShelvesHandlers,
    books_add,
    books_get,
    books_list,
    contract,
    one_route,
    shelves_sort,
)

from fastapi_observable_socket import CallRoute, Context, Handlers, Limits, Part, RoutingError
from fastapi_observable_socket.routing.table import RouteTable

HERE = __name__


async def no_payload() -> None: ...


async def add(payload: BooksAddPayload) -> None: ...


async def plain(ws: WebSocket, headers: Any, payload: Any) -> None: ...


class Books(BooksHandlers):
    async def add(self, payload: BooksAddPayload, context: Context) -> Any: ...

    async def get(self, payload: BooksGetPayload, context: Context) -> Any: ...

    async def list(self, context: Context) -> Any: ...

    async def remove(self, payload: BooksGetPayload, context: Context) -> Any: ...


class Shelves(ShelvesHandlers):
    async def sort(self, payload: Shelf, context: Context) -> Any: ...


class Both(Books, Shelves):
    pass


def table(strict: bool = True, of: Any = contract) -> RouteTable:
    return RouteTable(of, strict, Limits())


def problems(checked: RouteTable) -> list[str]:
    with pytest.raises(RoutingError) as caught:
        checked.check()
    assert all(f"\n  - {problem}" in str(caught.value) for problem in caught.value.problems)
    return list(caught.value.problems)


def test_a_table_with_a_handler_for_every_route_can_be_served() -> None:
    full = table()
    full.add_all(Books(), {})
    full.add_all(Shelves(), {})
    full.check()
    assert all(full.find(route.path) is not None for route in contract.routes)
    assert full.find("nowhere") is None
    assert full.find("Books/get") is None


def test_one_object_may_implement_several_stubs() -> None:
    full = table()
    full.add_all(Both(), {})
    full.check()


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = table()
    foreign: CallRoute[None, None, None] = CallRoute(path="foreign/route")

    async def bad(payload: Shelf) -> None: ...

    wrong.add_typed(books_add, bad, None)
    wrong.add_typed(foreign, no_payload, None)
    wrong.add_typed(books_list, no_payload, {"acess": None, "acces": len})
    wrong.add_plain("elsewhere", plain, None)
    wrong.add_plain("PING", plain, None)
    wrong.add_all(object(), {})  # type: ignore[arg-type]
    found = problems(wrong)
    assert len(found) == 9
    assert found[0].startswith(f"books/add: {HERE}.test_everything_that_is_wrong")
    assert found[0].endswith(
        "this route can give BooksAddPayload, Context, WebSocket, Depends(...)"
    )
    assert found[1] == (
        f"foreign/route: {HERE}.no_payload handles a route that is not of this router's contract"
    )
    assert found[2].startswith("books/list: no such option: acces")
    assert found[3].startswith(
        f"elsewhere: {HERE}.plain handles a route that the contract does not declare"
    )
    assert found[4] == "PING: this name is reserved by the protocol"
    assert found[5] == "builtins.object implements none of the generated stubs"
    assert found[6:] == [
        "books/get: has no handler",
        "books/remove: has no handler",
        "shelves/sort: has no handler",
    ]


def test_a_route_of_the_same_name_from_another_contract_is_not_the_route() -> None:
    other: CallRoute[Shelf, Any, Any] = CallRoute(
        path="shelves/sort", payload=Part(Shelf, "Shelf"), replies=shelves_sort.replies
    )
    wrong = table(of=one_route(shelves_sort))
    wrong.add_typed(other, no_payload, None)
    (problem,) = problems(wrong)
    assert "not of this router's contract" in problem


def test_a_typed_route_has_one_handler() -> None:
    double = table(of=one_route(books_add))
    double.add_typed(books_add, add, None)
    double.add_typed(books_add, add, None)
    assert problems(double) == [f"books/add: {HERE}.add is a second handler"]


def test_a_table_without_a_contract_takes_any_path_but_no_typed_route() -> None:
    free = RouteTable(None, True, Limits())
    free.add_plain("anything/at all", plain, None)
    free.add_plain("", plain, None)
    free.check()
    assert free.find("") is not None
    free.add_typed(books_add, add, None)
    assert "not of this router's contract" in problems(free)[0]


def test_a_later_plain_handler_takes_the_place_of_an_earlier_one() -> None:
    free = RouteTable(None, True, Limits())
    free.add_plain("a", plain, None)
    first = free.find("a")
    free.add_plain("a", plain, None)
    free.check()
    assert free.find("a") is not first


def test_without_strictness_routes_may_lack_handlers_and_handlers_contracts() -> None:
    lenient = table(strict=False)
    lenient.add_plain("elsewhere", plain, None)
    lenient.add_typed(books_get, no_payload, None)
    lenient.check()
    assert lenient.find("elsewhere") is not None
    assert lenient.find("books/add") is None


def test_without_strictness_a_bad_signature_is_still_a_problem() -> None:
    lenient = table(strict=False)
    lenient.add_plain("elsewhere", lambda a, b: None, None)  # noqa: ARG005 - only its signature counts
    assert problems(lenient)[0].startswith("elsewhere: ")


@pytest.mark.parametrize("path", ["PING", "PONG", "HELLO", "CANCEL"])
@pytest.mark.parametrize("strict", [True, False])
def test_reserved_names_cannot_be_taken(path: str, strict: bool) -> None:
    taken = table(strict, of=None)
    taken.add_plain(path, plain, None)
    assert problems(taken) == [f"{path}: this name is reserved by the protocol"]
    assert taken.find(path) is None


def test_a_missing_handler_may_still_be_added_after_a_check() -> None:
    late = table(of=one_route(books_add))
    assert problems(late) == ["books/add: has no handler"]
    late.add_typed(books_add, add, None)
    late.check()


def test_a_stub_that_lacks_methods_cannot_be_made() -> None:
    class Some(BooksHandlers):
        async def add(self, payload: BooksAddPayload, context: Context) -> Any: ...

    with pytest.raises(TypeError, match=r"abstract methods.*get.*list.*remove"):
        Some()  # type: ignore[abstract]


def test_a_method_with_another_signature_is_named() -> None:
    class Wrong(Shelves):
        async def sort(self, shelf: int) -> Any: ...  # type: ignore[override]

    wrong = table(of=one_route(shelves_sort))
    wrong.add_all(Wrong(), {})
    (problem,) = problems(wrong)
    assert "Wrong.sort: parameter 'shelf' is annotated int" in problem


def test_handlers_is_the_base_of_every_stub() -> None:
    assert issubclass(BooksHandlers, Handlers)
    assert Handlers.__routes__ == {}
