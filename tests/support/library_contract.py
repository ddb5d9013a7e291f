"""A small contract for run-time tests, in the shape that the generator writes.

Books are got, added, listed and removed, and shelves (a recursive type) are sorted.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from fastapi_observable_socket import (
    MISSING,
    CallRoute,
    Context,
    Contract,
    ErrorPayload,
    Handlers,
    Part,
    Reply,
    ReplyPart,
)


class Book(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: UUID
    title: Annotated[str, Field(min_length=1)]
    published: datetime | MISSING = MISSING
    note: str | None | MISSING = MISSING


class BooksGetPayload(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: UUID


class BooksGetHeaders(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)

    x_reader: Annotated[str, Field(alias="x-reader", min_length=1)]


class BooksGetReply200Headers(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)

    x_shelf: Annotated[int, Field(alias="x-shelf")]


class BooksGetReply404(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    message: str
    nearest: list[UUID]


class BooksAddPayload(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    title: Annotated[str, Field(min_length=1)]
    published: datetime | MISSING = MISSING
    note: str | None | MISSING = MISSING


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: str
    shelves: list[Shelf] | MISSING = MISSING


BooksGetReply200: TypeAlias = Book
BooksAddReply201: TypeAlias = Book
BooksListReply200 = TypeAliasType("BooksListReply200", list[Book])
ShelvesSortPayload: TypeAlias = Shelf
ShelvesSortReply200: TypeAlias = Shelf

BooksGetResult: TypeAlias = (
    BooksGetReply200 | Reply[Literal[200], BooksGetReply200] | Reply[Literal[404], BooksGetReply404]
)
BooksAddResult: TypeAlias = (
    BooksAddReply201 | Reply[Literal[201], BooksAddReply201] | Reply[Literal[409], ErrorPayload]
)
BooksListResult: TypeAlias = BooksListReply200 | Reply[Literal[200], BooksListReply200]
BooksRemoveResult: TypeAlias = None | Reply[Literal[204], None]
ShelvesSortResult: TypeAlias = ShelvesSortReply200 | Reply[Literal[200], ShelvesSortReply200]

_NOTE: Final = {"type": ["string", "null"]}
_PUBLISHED: Final = {"type": "string", "format": "date-time"}
_TITLE: Final = {"type": "string", "minLength": 1}
_UUID: Final = {"type": "string", "format": "uuid"}

DEFINITIONS: Final[dict[str, Any]] = {
    "Book": {
        "type": "object",
        "required": ["id", "title"],
        "properties": {"id": _UUID, "title": _TITLE, "published": _PUBLISHED, "note": _NOTE},
    },
    "BooksGetPayload": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": _UUID},
        "additionalProperties": False,
    },
    "BooksGetHeaders": {
        "type": "object",
        "required": ["x-reader"],
        "properties": {"x-reader": {"type": "string", "minLength": 1}},
    },
    "BooksGetReply200Headers": {
        "type": "object",
        "required": ["x-shelf"],
        "properties": {"x-shelf": {"type": "integer"}},
    },
    "BooksGetReply404": {
        "type": "object",
        "required": ["message", "nearest"],
        "properties": {
            "message": {"type": "string"},
            "nearest": {"type": "array", "items": _UUID},
        },
        "additionalProperties": False,
    },
    "BooksAddPayload": {
        "type": "object",
        "required": ["title"],
        "properties": {"title": _TITLE, "published": _PUBLISHED, "note": _NOTE},
        "additionalProperties": False,
    },
    "BooksListReply200": {"type": "array", "items": {"$ref": "#/$defs/Book"}},
    "Shelf": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "shelves": {"type": "array", "items": {"$ref": "#/$defs/Shelf"}},
        },
        "additionalProperties": False,
    },
}

books_get: Final[CallRoute[BooksGetPayload, BooksGetReply200, BooksGetResult]] = CallRoute(
    path="books/get",
    payload=Part(BooksGetPayload, "BooksGetPayload"),
    headers=Part(BooksGetHeaders, "BooksGetHeaders"),
    replies={
        200: ReplyPart(
            payload=Part(Book, "Book"),
            headers=Part(BooksGetReply200Headers, "BooksGetReply200Headers"),
        ),
        404: ReplyPart(payload=Part(BooksGetReply404, "BooksGetReply404")),
    },
    summary="One book.",
)
books_add: Final[CallRoute[BooksAddPayload, BooksAddReply201, BooksAddResult]] = CallRoute(
    path="books/add",
    payload=Part(BooksAddPayload, "BooksAddPayload"),
    replies={201: ReplyPart(payload=Part(Book, "Book")), 409: ReplyPart()},
    summary="A new book.",
)
books_list: Final[CallRoute[None, BooksListReply200, BooksListResult]] = CallRoute(
    path="books/list",
    replies={200: ReplyPart(payload=Part(BooksListReply200, "BooksListReply200"))},
    summary="Every book.",
)
books_remove: Final[CallRoute[BooksGetPayload, None, BooksRemoveResult]] = CallRoute(
    path="books/remove",
    payload=Part(BooksGetPayload, "BooksGetPayload"),
    replies={204: ReplyPart()},
    summary="One book less.",
)
shelves_sort: Final[CallRoute[ShelvesSortPayload, ShelvesSortReply200, ShelvesSortResult]] = (
    CallRoute(
        path="shelves/sort",
        payload=Part(Shelf, "Shelf"),
        replies={200: ReplyPart(payload=Part(Shelf, "Shelf"))},
        summary="A shelf with all its shelves in order.",
    )
)

contract: Final = Contract(
    digest="sha256:" + "0" * 64,
    definitions=DEFINITIONS,
    routes=(books_add, books_get, books_list, books_remove, shelves_sort),
)


class BooksHandlers(Handlers):
    __routes__: ClassVar[Mapping[str, CallRoute[Any, Any, Any]]] = {
        "add": books_add,
        "get": books_get,
        "list": books_list,
        "remove": books_remove,
    }

    @abstractmethod
    async def add(self, payload: BooksAddPayload, context: Context) -> BooksAddResult: ...

    @abstractmethod
    async def get(self, payload: BooksGetPayload, context: Context) -> BooksGetResult: ...

    @abstractmethod
    async def list(self, context: Context) -> BooksListResult: ...

    @abstractmethod
    async def remove(self, payload: BooksGetPayload, context: Context) -> BooksRemoveResult: ...


class ShelvesHandlers(Handlers):
    __routes__: ClassVar[Mapping[str, CallRoute[Any, Any, Any]]] = {"sort": shelves_sort}

    @abstractmethod
    async def sort(self, payload: ShelvesSortPayload, context: Context) -> ShelvesSortResult: ...


def one_route(route: CallRoute[Any, Any, Any]) -> Contract:
    """The same contract with just one of its routes, for routers that serve only that one."""
    return Contract(digest=contract.digest, definitions=DEFINITIONS, routes=(route,))
