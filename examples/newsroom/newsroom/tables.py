"""The database tables. What travels on the wire is the contract's business, not theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import DateTime, Dialect, ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, kept in UTC: SQLite itself knows no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn any zone into UTC on the way in."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Say that it is UTC on the way out."""
        return value and value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """Base of the tables."""


class Author(Table):
    """Somebody who signs articles."""

    __tablename__ = "authors"

    handle: Mapped[str] = mapped_column(String(30), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    homepage: Mapped[str | None] = mapped_column(String(200))


class Tag(Table):
    """One tag of one article; ``id`` keeps the author's order."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    name: Mapped[str] = mapped_column(String(24), index=True)


class Article(Table):
    """An article; its author and tags are loaded with it."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    teaser: Mapped[str | None] = mapped_column(String(280))
    body: Mapped[str]
    access: Mapped[Literal["PUBLIC", "MEMBERS", "AUTHOR"]]
    publish_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    author_handle: Mapped[str] = mapped_column(ForeignKey("authors.handle"))

    author: Mapped[Author] = relationship(lazy="joined")
    tags: Mapped[list[Tag]] = relationship(lazy="selectin", order_by=Tag.id)
