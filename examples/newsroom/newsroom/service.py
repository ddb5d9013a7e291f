"""What the newsroom does: the contract's ``articles`` group, over the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import WebSocket
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typing_extensions import override

from fastapi_observable_socket import MISSING, Context, MessageData, Reply, SocketError, Status
from newsroom import tables
from newsroom.auth import User, current_user
from newsroom.contract import (
    Article,
    ArticlesCreatePayload,
    ArticlesCreateReply409,
    ArticlesCreateResult,
    ArticlesGetPayload,
    ArticlesHandlers,
    ArticlesListPayload,
    ArticlesListReply200,
    Author,
    Headline,
)


class Articles(ArticlesHandlers):
    """Implements the generated stub; a missing or mistyped method is a type error."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def may_read(self, ws: WebSocket, message: MessageData, local: dict[str, Any]) -> bool:
        """The access hook of `get`: fetches the article, once, for `get` as well."""
        found = select(tables.Article, visible_to(current_user(ws)))
        async with self._sessions() as session:
            rows = await session.execute(found.where(tables.Article.id == message.payload.id))
        row = rows.one_or_none()
        if row is None:
            raise SocketError(Status.NOT_FOUND, "no such article")
        local["article"], readable = row
        return readable

    @override
    async def get(self, payload: ArticlesGetPayload, context: Context) -> Article:
        """Show the article that `may_read` has fetched."""
        return as_article(context.local["article"])

    @override
    async def create(
        self, payload: ArticlesCreatePayload, context: Context, user: User = None
    ) -> ArticlesCreateResult:
        """Keep an article, unless its slug is taken."""
        if user != payload.author.handle:
            raise SocketError(Status.FORBIDDEN, "sign in, and write under your own name")
        now = datetime.now(UTC)
        article = tables.Article(
            slug=payload.slug,
            title=payload.title,
            teaser=None if payload.teaser is MISSING else payload.teaser,
            body=payload.body,
            access=payload.access,
            publish_at=now if payload.publish_at is MISSING else payload.publish_at.astimezone(UTC),
            tags=[tables.Tag(name=tag) for tag in payload.tags],
        )
        async with self._sessions() as session:
            article.author = await session.merge(as_row(payload.author))
            session.add(article)
            try:
                await session.commit()
            except IntegrityError:
                message = "another article has this slug"
                return Reply(409, ArticlesCreateReply409(message=message, slug=payload.slug))
        return as_article(article)

    @override
    async def list(
        self, payload: ArticlesListPayload, context: Context, user: User = None
    ) -> ArticlesListReply200:
        """Show a page of headlines."""
        found = select(tables.Article).where(visible_to(user))
        if payload.access is not MISSING:
            found = found.where(tables.Article.access == payload.access)
        if payload.tag is not MISSING:
            found = found.where(tables.Article.tags.any(tables.Tag.name == payload.tag))
        newest_first = tables.Article.publish_at.desc(), tables.Article.id.desc()
        page = found.order_by(*newest_first).limit(payload.limit).offset(payload.offset)
        async with self._sessions() as session:
            total = await session.scalar(select(func.count()).select_from(found.subquery()))
            articles = (await session.scalars(page)).all()
        end = payload.offset + len(articles)
        return ArticlesListReply200(
            items=[as_headline(article) for article in articles],
            total=total or 0,
            next_offset=end if articles and end < (total or 0) else None,
        )


def visible_to(user: str | None) -> ColumnElement[bool]:
    """Return the condition, on `tables.Article`, that says which articles a user may read."""
    audience = ["PUBLIC"] if user is None else ["PUBLIC", "MEMBERS"]
    published = tables.Article.publish_at <= datetime.now(UTC)
    return or_(
        tables.Article.author_handle == user,
        and_(published, tables.Article.access.in_(audience)),
    )


def as_article(row: tables.Article) -> Article:
    """Return a row as the contract shows it."""
    return Article(
        id=row.id,
        slug=row.slug,
        title=row.title,
        teaser=row.teaser,
        body=row.body,
        author=as_author(row.author),
        access=row.access,
        tags=[tag.name for tag in row.tags],
        publish_at=row.publish_at,
    )


def as_author(row: tables.Author) -> Author:
    """Return a row as the contract shows it: no homepage is a missing one, not a null."""
    homepage = MISSING if row.homepage is None else row.homepage
    return Author(handle=row.handle, name=row.name, homepage=homepage)


def as_headline(row: tables.Article) -> Headline:
    """Return what a list shows of a row."""
    return Headline(
        id=row.id,
        slug=row.slug,
        title=row.title,
        author=row.author_handle,
        access=row.access,
        publish_at=row.publish_at,
    )


def as_row(author: Author) -> tables.Author:
    """Return an author as a row."""
    homepage = None if author.homepage is MISSING else author.homepage
    return tables.Author(handle=author.handle, name=author.name, homepage=homepage)
