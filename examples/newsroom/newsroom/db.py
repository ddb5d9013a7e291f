"""The database: where it is, how sessions are opened, and what is in it at first."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from newsroom.tables import Article, Author, Table, Tag

engine = create_async_engine(
    os.environ.get("NEWSROOM_DATABASE", "sqlite+aiosqlite:///newsroom.sqlite3")
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def prepare() -> None:
    """Create what tables are missing and fill an empty database."""
    async with engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    async with sessions.begin() as session:
        if await session.get(Article, 1) is None:
            session.add_all(_first_articles())


def _first_articles() -> list[Article]:
    ada = Author(handle="ada", name="Ada Lovelace", homepage="https://example.org/ada")
    grace = Author(handle="grace", name="Grace Hopper")
    return [
        Article(
            id=1,
            slug="notes-by-the-translator",
            title="Notes by the translator",
            teaser="What the engine can do, and what it cannot.",
            body="The engine has no pretensions whatever to originate anything.",
            access="PUBLIC",
            publish_at=datetime(2026, 1, 5, 8, tzinfo=UTC),
            author=ada,
            tags=[Tag(name="engines"), Tag(name="mathematics")],
        ),
        Article(
            id=2,
            slug="the-first-bug",
            title="The first bug",
            body="It was a moth.",
            access="MEMBERS",
            publish_at=datetime(2026, 2, 9, 15, 45, tzinfo=UTC),
            author=grace,
            tags=[Tag(name="hardware")],
        ),
        Article(
            id=3,
            slug="letters-to-the-editor",
            title="Letters to the editor",
            body="To be rewritten before anybody sees it.",
            access="AUTHOR",
            publish_at=datetime(2026, 3, 1, tzinfo=UTC),
            author=ada,
        ),
        Article(
            id=4,
            slug="nanoseconds",
            title="How long is a nanosecond?",
            body="As long as this piece of wire.",
            access="PUBLIC",
            publish_at=datetime(2025, 12, 9, tzinfo=UTC),
            author=grace,
            tags=[Tag(name="hardware")],
        ),
        Article(
            id=5,
            slug="tomorrows-news",
            title="Tomorrow's news",
            body="Public, but not before its time.",
            access="PUBLIC",
            publish_at=datetime.now(UTC) + timedelta(days=1),
            author=grace,
        ),
    ]
