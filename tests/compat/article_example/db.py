"""The database that the example imports: SQLite in memory, with one article of each access."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from .models import Article, Author, Base

ADA = 1
BOB = 2


@asynccontextmanager
async def get_async_db() -> AsyncIterator[AsyncSession]:
    """A session on a fresh database: articles 1 PUBLIC, 2 MEMBERS and 3 PRIVATE, all by Ada."""
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([Author(id=ADA, name="Ada"), Author(id=BOB, name="Bob")])
        session.add_all(
            Article(id=number, title=access.title(), content="...", access=access, author_id=ADA)
            for number, access in enumerate(["PUBLIC", "MEMBERS", "PRIVATE"], start=1)
        )
        await session.commit()
        yield session
    await engine.dispose()
