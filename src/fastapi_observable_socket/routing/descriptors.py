"""What the generator writes down about a contract and the router reads at start-up.

Generated ``routes.py`` modules consist of these values and nothing else, so the wire
behaviour of a route is data: it can be printed, compared and shown in documentation.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal

from typing_extensions import TypeVar

from ..options import Policy

PayloadT = TypeVar("PayloadT")
"""The type of a route's request payload; ``None`` where the contract declares none."""

ReplyT = TypeVar("ReplyT", covariant=True)
"""The payload of a successful (2xx) reply."""

ResultT = TypeVar("ResultT", contravariant=True)
"""What a handler may return: the payload of the primary reply, or a declared `Reply`."""

# The literal in the bound makes mypy infer Reply[Literal[409], ...] from Reply(409, ...), as
# pyright does in any case.
StatusT = TypeVar("StatusT", bound=int | Literal[0], covariant=True)
BodyT = TypeVar("BodyT", covariant=True)
PartT = TypeVar("PartT", covariant=True)


@dataclass(frozen=True, slots=True)
class Part(Generic[PartT]):
    """One payload or one headers object of a route: a Python type and a JSON Schema.

    Attributes:
        type: A pydantic model class or a type alias that pydantic can validate.
        definition: The name of the schema among `Contract.definitions`.
        exact: Whether the generator has proved that the type alone, reading JSON strictly,
            accepts nothing that the schema refuses, and no value of more than 32 levels, as long as
            open objects hold what they declare. Then such payloads are read in one pass.
        defaults: Whether some member has a default, so that a value of the type has more in it
            than came.
    """

    type: Any
    definition: str
    exact: bool = False
    defaults: bool = False


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """What a reply of one status carries.

    Attributes:
        payload: ``None`` where the contract gives no schema: then the payload is null below
            status 400, and the protocol's error payload from 400 on.
        headers: ``None`` where any headers may be sent.
    """

    payload: Part[Any] | None = None
    headers: Part[Any] | None = None


@dataclass(frozen=True, slots=True)
class CallRoute(Generic[PayloadT, ReplyT, ResultT]):
    """A route of kind ``call``: one request, one reply.

    Attributes:
        path: The route's name on the wire, such as ``articles/get``.
        payload: The request payload; ``None`` where the contract declares none.
        headers: The request headers; ``None`` where any headers are taken.
        replies: What each declared status carries. The first 2xx status is the one that a
            handler's plain return value is sent with.
    """

    path: str
    payload: Part[PayloadT] | None = None
    headers: Part[Any] | None = None
    replies: Mapping[int, ReplyPart] = field(default_factory=dict[int, ReplyPart])
    policy: Policy = Policy()  # noqa: RUF009 - it is frozen
    summary: str = ""
    description: str = ""
    tags: Sequence[str] = ()
    deprecated: bool = False


AnyCallRoute = CallRoute[Any, Any, Any]


@dataclass(slots=True)
class Reply(Generic[StatusT, BodyT]):
    """An answer with a status, for handlers that need more than the primary reply.

    Attributes:
        status: A status that the route's contract declares.
        payload: The payload that the contract gives to that status.
        headers: Reply headers; ``None`` for none.
    """

    status: StatusT
    payload: BodyT
    headers: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything that one run of the generator made from one folder of contract files.

    Attributes:
        digest: ``sha256:`` and 64 hex digits over the wire-relevant part of the contract.
        definitions: JSON Schemas (2020-12) by name; they refer to each other as
            ``#/$defs/<name>``.
        routes: Every declared route.
        completions: What the defaults of the contract put into a reply, by definition; none where
            there are none. A plan has ``defaults`` by member, plans for ``members`` and for the
            ``others`` besides those ``named``, for the ``first`` items of an array and the
            ``rest``, plans by the value of the member that tells them apart (``tagged``), and
            ``all``, several plans for one value. A string is the plan of that definition.
    """

    digest: str
    definitions: Mapping[str, Any]
    routes: Sequence[AnyCallRoute]
    completions: Mapping[str, Any] = field(default_factory=dict[str, Any])


class Handlers(ABC):  # noqa: B024 - generated subclasses have the abstract methods
    """Base of the generated stubs: one abstract method for each route of a group.

    Implement every method and hand an instance to `SocketRouter.include`.
    """

    __routes__: ClassVar[Mapping[str, AnyCallRoute]] = {}
    """The route that each method implements, by method name."""
