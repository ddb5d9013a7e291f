"""The intermediate representation: what every emitter reads, and all that it may read.

Frozen data without behaviour. Names are decided, references are resolved, every object that a
language may want to name has been lifted into a `Declaration`; nothing here knows a target
language. ``observable-socket ir`` prints it as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Json: TypeAlias = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

FIRST_ERROR = 400
"""From this status on a reply without a schema carries the protocol's error payload."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is written: a file (POSIX, relative to the project) and a JSON pointer."""

    file: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Doc:
    """The annotations of a schema that documentation shows."""

    description: str = ""
    deprecated: bool = False
    examples: tuple[Json, ...] = ()


# -- types -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnyType:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class NeverType:
    """No value at all (the schema ``false``)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a scalar, for languages that check them when a value is made.

    The schema of the declaration has the last word; it may say more than this.
    """

    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class ScalarType:
    """A JSON scalar; ``format`` as written in the schema."""

    kind: Literal["null", "boolean", "integer", "number", "string"]
    format: str = ""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class LiteralType:
    """One of some JSON values (``enum``, ``const``)."""

    values: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class ArrayType:
    """An array whose items are all of one type; with ``unique_items`` no two are equal."""

    items: Type
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False


@dataclass(frozen=True, slots=True)
class TupleType:
    """``prefixItems``: at least ``required`` of the prefix; ``rest`` is ``None`` when closed."""

    prefix: tuple[Type, ...]
    required: int
    rest: Type | None


@dataclass(frozen=True, slots=True)
class Property:
    """A member of an object.

    Attributes:
        name: What it is called on the wire.
        type: What it may be.
        required: Whether the schema asks for it.
        has_default: Whether its absence means ``default``.
        default: What its absence means.
        doc: Its annotations.
        filled: Whether the server puts the default into what it sends; see `Filled`.
    """

    name: str
    type: Type
    required: bool
    has_default: bool = False
    default: Json = None
    doc: Doc = Doc()
    filled: bool = False


@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object; ``extra`` types the members not named (``None``: there may be none)."""

    properties: tuple[Property, ...]
    extra: Type | None


@dataclass(frozen=True, slots=True)
class UnionType:
    """One of several types; ``discriminator`` names the member that tells which, if one does."""

    members: tuple[Type, ...]
    discriminator: str = ""


@dataclass(frozen=True, slots=True)
class IntersectionType:
    """All of several types at once (``allOf``)."""

    members: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class RefType:
    """The declaration of that name; ``filled`` means its type with defaults put in."""

    name: str
    filled: bool = False


Type: TypeAlias = (
    AnyType
    | NeverType
    | ScalarType
    | LiteralType
    | ArrayType
    | TupleType
    | ObjectType
    | UnionType
    | IntersectionType
    | RefType
)


# -- declarations and routes -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filled:
    """A declaration as the server sends it: with defaults in place of absent members.

    Attributes:
        type: The type. What is ``filled`` in it is put into every reply and may be relied on;
            all else is as in the type of the declaration.
        name: What languages call it that tell it from what clients send; empty if nobody needs it.
        name_unfilled: What they call what clients send; empty if nobody needs it.
    """

    type: Type
    name: str
    name_unfilled: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A named type. ``schema`` refers to other declarations as ``#/$defs/<name>``.

    ``exact`` says that the Python model alone decides as the schema does; see `exactness`.
    ``defaults`` says that some member of it has a default; ``filled`` is there where replies may
    have more members than the type asks for.
    """

    name: str
    type: Type
    schema: Json
    doc: Doc
    source: Source
    exact: bool = False
    defaults: bool = False
    filled: Filled | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What one status carries: names of declarations.

    Without a payload the reply carries null below status 400 and the protocol's error payload
    from 400 on.
    """

    status: int
    payload: str | None
    headers: str | None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``requests`` in ``seconds`` seconds."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Policy:
    """The contract member ``policy``, defaults filled in."""

    concurrency: Literal["parallel", "serial", "latest"] = "parallel"
    timeout: float | None = None
    max_payload: int | None = None
    rate: Rate | None = None
    idempotent: bool = False
    max_in_flight: int | None = None
    shield: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """An exchange from the contract member ``examples``, checked against the schemas."""

    name: str
    payload: Json
    headers: Mapping[str, Json]
    status: int
    reply: Json


@dataclass(frozen=True, slots=True)
class Route:
    """One contract file.

    ``identifier`` is the snake_case name of the descriptor (``articles_get``), ``stem`` the
    PascalCase stem of its types (``ArticlesGet``), ``result`` the type of what its handler
    returns (``ArticlesGetResult``), ``group`` and ``method`` the handler stub
    that it belongs to (``Articles``, ``get``).
    """

    path: str
    kind: Literal["call", "stream", "topic", "push", "ask"]
    identifier: str
    stem: str
    result: str
    group: str
    method: str
    summary: str
    description: str
    tags: tuple[str, ...]
    deprecated: bool
    payload: str | None
    headers: str | None
    replies: tuple[Reply, ...]
    item: str | None
    policy: Policy
    examples: tuple[Example, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole input, ready to be written down in any language.

    Routes are sorted by path and declarations by name, so equal input gives equal output.
    """

    digest: str
    routes: tuple[Route, ...]
    declarations: tuple[Declaration, ...]
    banner: str = field(default="", compare=False)
