"""The fast path from models to plain data leads to the same frames as pydantic's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import partial
from types import SimpleNamespace
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import pytest
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    create_model,
    field_serializer,
)
from typing_extensions import TypeAliasType

from fastapi_observable_socket import (
    MISSING,
    CallRoute,
    Context,
    DateTime,
    Format,
    Number,
    Part,
    Reply,
    ReplyPart,
    UniqueItems,
)
from fastapi_observable_socket.routing.replies import ContractReplies
from fastapi_observable_socket.routing.values.checker import Checker
from fastapi_observable_socket.routing.values.dumping import fast_dump


class Author(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str
    email: Annotated[str, Format("email")]
    joined: DateTime
    rating: Number | None | MISSING = MISSING


class Article(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    words: int
    rating: Number
    state: Literal["draft", "published"]
    featured: bool
    subtitle: str | None
    tags: Annotated[list[str], UniqueItems()]
    marks: list[Number]
    corners: list[tuple[Number, str]]
    place: tuple[str, DateTime] | None
    author: Author
    editors: list[Author]
    reviewer: Author | None


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: Number


class Mark(BaseModel):
    kind: Literal["mark"]
    at: DateTime


class Drawing(BaseModel):
    shape: Annotated[Circle | Mark, Field(discriminator="kind")]
    shapes: list[Circle | Mark]
    label: str | DateTime | list[Number] | None
    size: Literal["small"] | Number | Mark
    owner: Author | Mark | bool | MISSING = MISSING
    layer: Literal[1, 2, "top"] | None = None
    marks: dict[str, Mark] = {}
    names: dict[str, str] = {}


AUTHOR: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "email": {"type": "string", "format": "email"},
        "joined": {"type": "string", "format": "date-time"},
        "rating": {"type": ["number", "null"]},
    },
    "required": ["name", "email", "joined"],
}
AT = {"type": "string", "format": "date-time"}
SHAPE: dict[str, Any] = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}},
            "required": ["kind", "radius"],
        },
        {
            "type": "object",
            "properties": {
                "kind": {"const": "mark"},
                "at": {"type": "string", "format": "date-time"},
            },
            "required": ["kind", "at"],
        },
    ]
}
DEFINITIONS: dict[str, Any] = {
    "Author": AUTHOR,
    "Shape": SHAPE,
    "Drawing": {
        "type": "object",
        "properties": {
            "shape": {"$ref": "#/$defs/Shape"},
            "shapes": {"type": "array", "items": {"$ref": "#/$defs/Shape"}},
            "label": {"type": ["string", "array", "null"], "items": {"type": "number"}},
            "size": {"anyOf": [{"const": "small"}, {"type": "number"}, {"$ref": "#/$defs/Shape"}]},
            "layer": {"enum": [1, 2, "top", None]},
            "marks": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Shape"}},
            "names": {"type": "object", "additionalProperties": {"type": "string"}},
            "owner": {"anyOf": [{"$ref": "#/$defs/Author"}, {"$ref": "#/$defs/Shape"}]},
        },
        "required": ["shape", "shapes", "label", "size"],
    },
    "Article": {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "words": {"type": "integer"},
            "rating": {"type": "number"},
            "state": {"enum": ["draft", "published"]},
            "featured": {"type": "boolean"},
            "subtitle": {"type": ["string", "null"]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "marks": {"type": "array", "items": {"type": "number"}},
            "corners": {"type": "array", "items": {"prefixItems": [{"type": "number"}]}},
            "place": {"type": ["array", "null"], "prefixItems": [{"type": "string"}, AT]},
            "author": {"$ref": "#/$defs/Author"},
            "editors": {"type": "array", "items": {"$ref": "#/$defs/Author"}},
            "reviewer": {"anyOf": [{"$ref": "#/$defs/Author"}, {"type": "null"}]},
        },
        "required": list(Article.model_fields),
        "additionalProperties": False,
    },
}


class Colour(Enum):
    RED = "draft"
    ONE = 1
    HALF = Decimal("0.5")


class Text(str):
    pass


class Float(float):
    pass


@dataclass
class Row:
    name: str = "Ada"


def author(**members: Any) -> Author:
    given = {"name": "Ada", "email": "ada@news.example", "joined": "2026-01-05T09:30:00Z"}
    return Author.model_validate(given | members)


def article() -> Article:
    return Article(
        title="Tides",
        words=3,
        rating=4.5,
        state="draft",
        featured=True,
        subtitle=None,
        tags=["sea"],
        marks=[1, 2.5],
        corners=[(1, "a"), (0.5, "b")],
        place=("a", author().joined),
        author=author(),
        editors=[author(joined="2026-01-05T09:30:00.5+05:30", rating=None), author(rating=5)],
        reviewer=None,
    )


def _given(checker: Checker, _: Any) -> Checker:
    return checker


def writers(type_: Any, name: str) -> tuple[Any, Any]:
    """What writes frames by the fast path where there is one, and what never takes it."""
    found: list[Any] = []
    for is_short in (True, False):
        checker = Checker(Part(type_, name), DEFINITIONS, 32)
        if not is_short:
            with pytest.raises(TypeError):
                checker.plain_fast(None)  # what is compiled now is not put in place any more
            checker.plain_fast = checker.plain
        route: CallRoute[Any, Any, Any] = CallRoute(
            path="r", replies={200: ReplyPart(payload=Part(type_, name))}
        )
        found.append(_both_ways(ContractReplies(route, partial(_given, checker))))
    return found[0], found[1]


def _both_ways(replies: ContractReplies) -> Any:
    """What writes the frame for a value, and the payload of a `Reply` that carries it."""

    def encode(_: str, value: Any) -> bytes:
        return replies.encode(Reply(200, value))

    def plain(uuid: str, value: Any) -> str:
        write = replies.plain_writer()
        assert write is not None
        return write(cast("Context", SimpleNamespace(uuid=uuid)), value)

    def write(_: str, value: Any) -> str:
        return f"{outcome(plain, value)}\n{outcome(encode, value)}"

    return write


SHORT, LONG = writers(Article, "Article")
SHORT_DRAWING, LONG_DRAWING = writers(Drawing, "Drawing")

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
NAIVE = datetime(2026, 1, 5)  # noqa: DTZ001 - that is the point

ODD: list[Any] = [
    None, True, 0, -1, 2**70, 1.0, 0.5, math.nan, math.inf, "", "draft", "\ud800", b"x",
    bytearray(b"x"), Decimal("1.5"), Decimal(1), Decimal("NaN"), Decimal("1e400"), Colour.RED,
    Colour.ONE, Colour.HALF, Text("draft"), Float(1.5), MISSING, object(), Row(), (), ("sea",),
    (1, "a"), [(1, "a")], [(1,)], [["a", 1]], [(1, "a", 2)], ("a", "b"), ("a", author().joined),
    {"sea"}, [], ["sea"], [1], [Decimal(1)], [Text("sea")], {}, {"a": 1}, {1: 2}, range(2),
    UUID(int=5), date(2026, 1, 5), NAIVE, datetime(2026, 1, 5, tzinfo=UTC),
    datetime(1900, 1, 1, tzinfo=timezone(timedelta(minutes=19, seconds=32))), author(),
    author(more=[1]), [author()], [author(more=UUID(int=5))], (author(),), {"name": "Ada"},
    Author.model_construct(name="Ada"), Author.model_construct(name=5, email=None, joined=""),
]  # fmt: skip


def outcome(write: Any, value: Any) -> str:
    try:
        return str(write("u", value))
    except Exception as error:  # noqa: BLE001 - which one it is does not matter here
        return f"{type(error).__name__}: {error}"


def test_models_are_written_as_pydantic_writes_them() -> None:
    assert fast_dump(TypeAdapter(Article).core_schema) is not None
    assert SHORT("u", article()) == LONG("u", article())
    frame, payload = SHORT("u", article()).splitlines()
    for text in (frame, payload):
        assert '"joined":"2026-01-05T09:30:00.5+05:30","rating":null}' in text


@pytest.mark.parametrize("name", Article.model_fields)
@pytest.mark.parametrize("odd", ODD, ids=lambda one: f"{type(one).__name__}")
def test_nothing_that_was_never_validated_takes_another_form(name: str, odd: Any) -> None:
    value = article()
    vars(value)[name] = odd
    assert outcome(SHORT, value) == outcome(LONG, value)


@pytest.mark.parametrize("name", Author.model_fields)
@pytest.mark.parametrize("odd", ODD, ids=lambda one: f"{type(one).__name__}")
def test_nor_does_it_further_down(name: str, odd: Any) -> None:
    value = article()
    vars(value.editors[1])[name] = odd
    assert outcome(SHORT, value) == outcome(LONG, value)


@pytest.mark.parametrize("name", Author.model_fields)
@pytest.mark.parametrize("odd", ODD, ids=lambda one: f"{type(one).__name__}")
def test_nor_does_it_among_many(name: str, odd: Any) -> None:
    value = article()
    value.editors = many_authors()
    vars(value.editors[7])[name] = odd
    assert outcome(SHORT, value) == outcome(LONG, value)


@pytest.mark.parametrize("odd", ODD, ids=lambda one: f"{type(one).__name__}")
def test_nothing_takes_another_form_in_the_place_of_one_of_many(odd: Any) -> None:
    value = article()
    value.editors = many_authors()
    value.editors[7] = odd
    assert outcome(SHORT, value) == outcome(LONG, value)


def test_many_models_are_written_as_pydantic_writes_them() -> None:
    value = article()
    value.editors = many_authors()
    assert SHORT("u", value) == LONG("u", value)
    for members in ({"more": 1}, {"rating": MISSING}):
        vars(value.editors[3]).update(members)
        assert outcome(SHORT, value) == outcome(LONG, value)
    del vars(value.editors[5])["joined"]
    assert outcome(SHORT, value) == outcome(LONG, value)


def test_a_model_that_each_of_many_misses_is_left_out_without_pydantic() -> None:
    class Book(BaseModel):
        title: str
        author: Author | MISSING = MISSING

    write = fast_dump(TypeAdapter(list[Book]).core_schema)
    assert write is not None
    assert write([Book(title="Ada") for _ in range(20)]) == [{"title": "Ada"}] * 20


class Frame(BaseModel):
    width: int = 2
    colour: str = "oak"


class Picture(BaseModel):
    title: str
    frame: Frame = cast("Frame", {})
    frames: list[Frame] = [cast("Frame", {}), cast("Frame", {"width": 3})]
    price: Number = 0
    seen: DateTime = cast("DateTime", "2026-01-05T09:30:00Z")
    tags: list[str] = []
    note: str | None = None
    place: str | MISSING = MISSING

    model_config = ConfigDict(validate_default=True)


CAME: list[dict[str, Any]] = [
    {},
    {"frame": {}},
    {"frame": {"colour": "oak"}, "price": 0},
    {"frame": {"width": 5}, "frames": [], "price": 2.5, "place": "hall"},
    {"frames": [{}, {"width": 3}, {"colour": "ash"}], "tags": ["old"], "note": "x"},
    {"seen": "2026-01-05T09:30:00Z", "tags": [], "note": None},
]  # fmt: skip


@pytest.mark.parametrize("came", CAME, ids=str)
@pytest.mark.parametrize("count", [1, 20])
def test_what_defaults_have_put_in_is_left_out_without_pydantic(came: Any, count: int) -> None:
    adapter = TypeAdapter(list[Picture])
    given = [{"title": "Sea", **came}] * count
    write = fast_dump(adapter.core_schema, as_it_came=True)
    assert write is not None
    assert write(adapter.validate_python(given)) == given


def test_a_default_that_was_changed_in_place_is_written() -> None:
    write = fast_dump(TypeAdapter(Picture).core_schema, as_it_came=True)
    assert write is not None
    picture = Picture(title="Sea")
    picture.tags.append("new")
    picture.frame.width = 4
    assert write(picture) == {"title": "Sea", "tags": ["new"], "frame": {"width": 4}}


@pytest.mark.parametrize(
    ("type_", "default"),
    [
        (Frame, Frame()),
        (list[Frame], [Frame()]),
        (dict[str, DateTime], {"a": NOON}),
        (Number, Decimal(1)),
        (list[str], Field(default_factory=list)),
    ],
    ids=str,
)
def test_a_default_that_is_no_json_is_pydantics_business(type_: Any, default: Any) -> None:
    model = create_model("Model", member=(type_, default), other=(int, 1))
    schema = TypeAdapter(model).core_schema
    assert fast_dump(schema) is not None
    assert fast_dump(schema, as_it_came=True) is None


def drawing() -> Drawing:
    circle, mark = Circle(kind="circle", radius=2), Mark(kind="mark", at=NOON)
    return Drawing(
        shape=circle,
        shapes=[circle, mark],
        label="Map",
        size=5,
        owner=author(),
        layer=2,
        marks={"a": mark},
        names={"b": "c"},
    )


def test_a_choice_of_models_is_written_by_their_classes() -> None:
    assert fast_dump(TypeAdapter(Drawing).core_schema) is not None
    value = drawing()
    for label in ("Map", NOON, [0.5, 2.5], None):
        value.label = label
        assert SHORT_DRAWING("u", value) == LONG_DRAWING("u", value)
    for size in ("small", 0.5, 2**70, value.shapes[1]):
        vars(value)["size"] = size
        assert SHORT_DRAWING("u", value) == LONG_DRAWING("u", value)


@pytest.mark.parametrize("name", Drawing.model_fields)
@pytest.mark.parametrize("odd", ODD, ids=lambda one: f"{type(one).__name__}")
def test_what_is_not_among_the_choices_takes_no_other_form(name: str, odd: Any) -> None:
    options: list[Any] = [
        odd,
        [odd],
        {"a": odd},
        Circle.model_construct(kind="mark", radius=odd),
        _mark(odd),
    ]
    for given in options:
        value = drawing()
        vars(value)[name] = given
        assert outcome(SHORT_DRAWING, value) == outcome(LONG_DRAWING, value)
        value = drawing()
        value.shapes[1:] = [given]
        assert outcome(SHORT_DRAWING, value) == outcome(LONG_DRAWING, value)


def _mark(at: Any) -> Mark:
    return Mark.model_construct(kind="mark", at=at)


def many_authors() -> list[Author]:
    """Return more authors than are written one by one, some of them with all that they may have."""
    ratings = [{"rating": rating} for rating in (None, 5, 0.5)]
    texts = ["2026-01-05T09:30:00.5+05:30", "2026-01-05T09:30:00.123456Z", "2016-12-31T23:59:60Z"]
    return [author(**members) for members in [{}, *ratings] * 2] + [
        author(joined=joined) for joined in texts * 2
    ]


def test_members_that_a_model_does_not_declare_are_pydantics_business() -> None:
    value = article()
    vars(value)["more"] = 1
    vars(value.author)["more"] = object()
    assert outcome(SHORT, value) == outcome(LONG, value)
    value = article()
    del vars(value)["title"]
    assert outcome(SHORT, value) == outcome(LONG, value)


def test_the_fast_dump_leaves_models_as_they_are() -> None:
    value = article()
    value.editors = many_authors()
    SHORT("u", value)
    assert value.editors == many_authors()
    value.editors = article().editors
    assert value == article()


class Node(BaseModel):
    below: list[Node]


class Renamed(BaseModel):
    class_: Annotated[str, Field(serialization_alias="class")]


class Written(BaseModel):
    name: str

    @field_serializer("name")
    def loud(self, name: str) -> str:
        return name.upper()


class Free(BaseModel):
    data: Any


@pytest.mark.parametrize(
    "type_",
    [
        Node,
        Renamed,
        Written,
        Free,
        dict[int, str],
        dict[str, Any],
        int | Row,
        Number | DateTime,
        list[int] | list[Author],
        Row,
    ],
)
def test_where_members_are_written_otherwise_there_is_no_fast_dump(type_: Any) -> None:
    assert fast_dump(TypeAdapter(type_).core_schema) is None


Ratio = TypeAliasType("Ratio", Annotated[float, Field(ge=0, le=1)])


class Usage(BaseModel):
    cpu: list[Ratio]
    disk: list[Ratio]


def test_numbers_of_a_named_type_are_written_too() -> None:
    written = written_shortly(Usage, Usage(cpu=[0, 0.5], disk=[]))

    assert written == {"cpu": [0, 0.5], "disk": []}


def test_what_many_members_refer_to_is_looked_at_once() -> None:
    type_: Any = Author
    for level in range(30):
        pair: Any = TypeAliasType(f"Pair{level}", list[type_])
        type_ = create_model(f"Level{level}", left=(pair, ...), right=(pair, ...))

    assert written_shortly(type_, type_(left=[], right=[])) == {"left": [], "right": []}


def written_shortly(type_: Any, value: Any) -> Any:
    """Return what the fast path makes of a value."""
    write = fast_dump(TypeAdapter(type_).core_schema)
    assert write is not None
    return write(value)
