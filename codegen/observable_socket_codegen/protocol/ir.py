"""The protocol as data: what `schema/protocol` says, for the emitters that write it down.

The counterpart of `ir` for the wire itself. Frozen values without behaviour; nothing here knows
a target language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Status:
    """How a request ended; ``implicit`` ones may answer any route."""

    code: int
    name: str
    description: str
    implicit: bool


@dataclass(frozen=True, slots=True)
class CloseCode:
    """Why a connection ended; ``sent`` is false for codes that are never on the wire."""

    code: int
    name: str
    description: str
    sent: bool
    retry: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """What one connection may ask of its peer, in ``unit``."""

    name: str
    unit: str
    default: float
    description: str


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A finding that no JSON Schema keyword names."""

    code: str
    description: str


@dataclass(frozen=True, slots=True)
class ReservedRoute:
    """A route that the protocol keeps for itself."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an envelope.

    Attributes:
        name: As it is written on the wire.
        types: Names of JSON types; empty where any value may stand.
        values: The only values, where the schema lists them.
        items: The envelope that the items of an array are; empty for anything else.
        extra: The JSON type of the members of an object; empty where they may be anything.
        aliases: Names that are read in its place where it is absent.
        required: Whether it must be there.
        default: What its absence means; only with ``has_default``.
        has_default: Whether its absence means a value.
        description: For the documentation.
    """

    name: str
    types: tuple[str, ...]
    values: tuple[Any, ...]
    items: str
    extra: str
    aliases: tuple[str, ...]
    required: bool
    default: Any
    has_default: bool
    description: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """An object of the wire: a frame, or a payload that the protocol defines."""

    title: str
    description: str
    members: tuple[Member, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything that `schema/protocol` says about the wire.

    ``hello`` has the schemas of HELLO's payloads by name, as they are: a run-time checks with them.
    ``error`` has those of the error payload.
    """

    version: int
    statuses: tuple[Status, ...]
    close_codes: tuple[CloseCode, ...]
    limits: tuple[Limit, ...]
    error_codes: tuple[ErrorCode, ...]
    reserved_routes: tuple[ReservedRoute, ...]
    envelopes: Mapping[str, Envelope]
    hello: Mapping[str, Any]
    error: Mapping[str, Any]
