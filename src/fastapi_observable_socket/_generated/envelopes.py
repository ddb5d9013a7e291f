"""The envelopes of the wire.

Generated from ``schema/protocol/*.schema.json``. Do not edit; run ``make generate``.
"""

from typing import Annotated, Any

from msgspec import UNSET, Raw, Struct, UnsetType
from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
)


class RequestFrame(Struct, gc=False):
    """A request as it is read from the wire, members and aliases apart, payload unread.

    Members that are not named here are skipped.
    """

    uuid: str | int | UnsetType = UNSET
    track_id: Any = UNSET
    route: str | UnsetType = UNSET
    path: Any = UNSET
    headers: dict[str, Any] | None = None
    payload: Raw = Raw(b"null")


def _null_is_empty(value: object) -> object:
    return {} if value is None else value


def _is_absent(value: object) -> bool:
    return value is None or value == []


class MessageFields(BaseModel):
    """What requests and responses have in common."""

    headers: Annotated[dict[str, Any], BeforeValidator(_null_is_empty)] = Field(
        default_factory=dict[str, Any]
    )
    payload: Any = None


class RequestFields(MessageFields):
    """Asks for something. Members that are not named here are ignored."""

    track_id: StrictStr | StrictInt = Field(
        validation_alias=AliasChoices("uuid", "track_id"), serialization_alias="uuid"
    )
    path: StrictStr = Field(
        validation_alias=AliasChoices("route", "path"), serialization_alias="route"
    )


class ResponseFields(MessageFields):
    """Answers a request. The sender writes all four members; the reader ignores others."""

    track_id: StrictStr | StrictInt | None = Field(
        validation_alias=AliasChoices("uuid", "track_id"), serialization_alias="uuid"
    )
    status: int


class FieldError(BaseModel):
    """One thing that is wrong with one place in a frame."""

    model_config = ConfigDict(extra="allow")

    pointer: str
    """Where: a JSON Pointer (RFC 6901) into the frame, such as `/payload/title`; empty for the
    frame as a whole.
    """

    code: str
    """What: the JSON Schema keyword that does not hold, such as `maxLength`, or a code of
    error-codes.json.
    """

    message: str
    """The same in words, for a person."""


class ErrorPayload(BaseModel):
    """The payload of a response whose status is 400 or more. Nothing of an exception is in it."""

    model_config = ConfigDict(extra="allow")

    message: str
    """What went wrong, in one sentence for a person."""

    errors: list[FieldError] = Field(default_factory=list[FieldError], exclude_if=_is_absent)
    """What exactly is wrong with the frame, one entry for each finding."""

    retry_after: float | None = Field(default=None, exclude_if=_is_absent)
    """Seconds to wait before asking again; with 429 and 503."""
