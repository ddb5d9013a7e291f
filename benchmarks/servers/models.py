"""The works as pydantic models, for the neighbours that validate with pydantic."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field


class Total(BaseModel):
    sum: float


class Author(BaseModel):
    id: int
    name: str = Field(min_length=1, max_length=100)
    email: str = Field(max_length=254)
    joined: AwareDatetime
    roles: list[Literal["writer", "editor", "admin"]]


class Section(BaseModel):
    heading: str = Field(min_length=1, max_length=120)
    words: int = Field(ge=0)


class Article(BaseModel):
    id: UUID
    slug: str = Field(pattern=r"^[a-z0-9-]+$", max_length=80)
    title: str = Field(min_length=1, max_length=120)
    subtitle: str | None
    body: str = Field(max_length=20_000)
    language: str = Field(pattern=r"^[a-z]{2}$")
    state: Literal["draft", "published", "withdrawn"]
    author: Author
    tags: list[str] = Field(max_length=20)
    sections: list[Section] = Field(max_length=50)
    published: AwareDatetime
    updated: AwareDatetime
    views: int = Field(ge=0)
    rating: float = Field(ge=0, le=5)
    featured: bool


class Record(BaseModel):
    id: int
    name: str
    city: str
    seen: AwareDatetime
    active: bool
    value: float
    labels: list[str]


class Batch(BaseModel):
    records: list[Record]
