"""The article example of the README of 1.1.1, "Fetch Once, Use Twice", run as printed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from tests.compat.article_example.app import app
from tests.compat.article_example.db import ADA, BOB, get_async_db
from tests.compat.article_example.models import Author
from tests.support.legacy_driver import Peer, connect_app, status_is

PUBLIC, MEMBERS, PRIVATE = 1, 2, 3


@pytest.fixture
async def db() -> AsyncIterator[AsyncSession]:
    async with get_async_db() as session:
        yield session


@asynccontextmanager
async def reader(db: AsyncSession, author: int | None = None) -> AsyncIterator[Peer]:
    """A connection whose scope has the database and the user that the example reads."""
    user = await db.get(Author, author) if author is not None else None
    async with connect_app(app, {"db": db, "user": user}) as peer:
        await peer.accepted()
        yield peer


async def get_article(peer: Peer, article: Any) -> Any:
    return await peer.call("get-article", headers={"article": article})


async def test_a_public_article_is_read_by_anybody(db: AsyncSession) -> None:
    """'access_article' returns True for "PUBLIC"; the payload went through article_to_json."""
    async with reader(db) as peer:
        reply = await get_article(peer, PUBLIC)
    status_is(reply, 200)
    assert reply["payload"] == {"title": "Public", "author": "Ada", "body": "..."}


@pytest.mark.parametrize(
    ("article", "user", "status"),
    [
        pytest.param(MEMBERS, None, 403, id="a members' article, a stranger"),
        pytest.param(MEMBERS, BOB, 200, id="a members' article, a member"),
        pytest.param(PRIVATE, None, 403, id="a private article, a stranger"),
        pytest.param(PRIVATE, BOB, 403, id="a private article, another member"),
        pytest.param(PRIVATE, ADA, 200, id="a private article, its author"),
    ],
)
async def test_access_follows_the_article_and_the_user(
    db: AsyncSession, article: int, user: int | None, status: int
) -> None:
    """README: "MEMBERS" wants a user, anything else "article.author == user"."""
    async with reader(db, user) as peer:
        status_is(await get_article(peer, article), status)


async def test_an_unknown_article_is_404_with_the_handlers_own_words(db: AsyncSession) -> None:
    """README: "else it returns status 404 and not found message"; dehydrate does not see it."""
    async with reader(db) as peer:
        reply = await get_article(peer, 99)
    status_is(reply, 404)
    assert reply["payload"] == {"message": "not found"}


@pytest.mark.parametrize("article", [None, "x", ""])
async def test_a_bad_article_header_is_400(db: AsyncSession, article: Any) -> None:
    """README: "data_check_article validates header & stores article_id"."""
    async with reader(db) as peer:
        status_is(await get_article(peer, article), 400)


async def test_a_missing_article_header_is_400(db: AsyncSession) -> None:
    """README: "message.headers.get("article")" is None, and int(None) a TypeError."""
    async with reader(db) as peer:
        status_is(await peer.call("get-article"), 400)


async def test_the_article_is_fetched_once_and_used_twice(db: AsyncSession) -> None:
    """README: "fetch an article **once**, and reuse it later"."""
    queries: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        queries.append(statement)

    engine = db.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    async with reader(db) as peer:
        status_is(await get_article(peer, PUBLIC), 200)
    assert len([query for query in queries if query.startswith("SELECT")]) == 1
