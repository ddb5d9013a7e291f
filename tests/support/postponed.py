"""Handlers in a module that postpones the evaluation of its annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends
from tests.support.library_contract import BooksGetPayload

from fastapi_observable_socket import Context

if TYPE_CHECKING:
    from collections.abc import Sequence


def seven() -> int:
    return 7


async def function(
    payload: BooksGetPayload, context: Context, number: Annotated[int, Depends(seven)]
) -> Sequence[Any]:
    return [payload.id, context.route, number]


class Service:
    async def method(self, context: Context, payload: BooksGetPayload) -> Sequence[Any]:
        return [payload.id, context.route, 7]

    async def __call__(self, payload: BooksGetPayload, *, context: Context) -> Sequence[Any]:
        return [payload.id, context.route, 7]


async def unknown(payload: Sequence[BooksGetPayload]) -> None: ...
