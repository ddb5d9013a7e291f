"""Frames to requests and replies to frames (PROTOCOL, sections on frames and the envelope)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from pydantic_core import to_json

from .._generated.envelopes import RequestFrame
from .._generated.limits import Limits
from ..errors import SocketError
from .diagnosis import diagnose, too_many_digits, too_many_levels
from .measures import has_long_integer, has_more_levels, levels
from .parsing import parse, undisturbed
from .refusals import UnreadableFrame, invalid_payload, unreadable
from .uuids import Uuid, is_uuid

__all__ = [
    "IncomingRequest",
    "UnreadableFrame",
    "Uuid",
    "decode",
    "encode_data_reply",
    "encode_error",
    "encode_json",
    "encode_payload",
    "encode_pong",
    "encode_reply",
    "read_payload",
]

MAX_DIGITS: Final = 4300
"""How many digits the longest integer has that the parser reads; a limit cannot be higher."""

MAX_DEPTH: Final = 255
"""Levels that can be written as JSON; what is deeper could be read and not be given back."""


class IncomingRequest(msgspec.Struct, frozen=True, gc=False):
    """A request whose payload is not parsed yet.

    The garbage collector does not track it (``gc=False``), as nothing in it can refer back to it.

    Attributes:
        uuid: Correlates it with its answers.
        route: The name of its route.
        headers: Its headers, parsed; empty where it has none (R3.4).
        payload: The JSON text of its payload; ``null`` where it has none (R3.5).
    """

    uuid: Uuid
    route: str
    headers: dict[str, Any] = {}
    payload: msgspec.Raw = msgspec.Raw(b"null")


class _ResponseFrame(msgspec.Struct, gc=False):
    uuid: Uuid | None
    status: int
    headers: dict[str, Any]
    payload: Any


_REPLY: Final = b'{"uuid":%b,"status":%d,"headers":%b,"payload":%b}'

_decode_usual = msgspec.json.Decoder(IncomingRequest).decode
_decode_frame = msgspec.json.Decoder(RequestFrame).decode
_decode_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


def decode(text: str, limits: Limits) -> IncomingRequest:
    """Reads one text frame as a request.

    The payload stays the text that it is: each route parses it in its own way.

    Raises:
        UnreadableFrame: The frame is not JSON, not an object, or not a request.
    """
    try:
        request = _decode_usual(text)
    except (ValueError, RecursionError):
        with undisturbed(len(text)):
            request = _decode_unusual(text, limits)
    uuid, headers = request.uuid, request.headers
    # Every frame comes through here, so for strings `is_uuid` is spelled out.
    if (
        (len(uuid) > limits.uuid_length if isinstance(uuid, str) else not is_uuid(uuid, limits))
        or len(request.route) > limits.route_length
        or (headers and _are_beyond(headers, len(text), limits))
    ):
        raise unreadable(text, limits)
    return request


def read_payload(request: IncomingRequest, limits: Limits) -> Any:
    """Parses the payload of a request.

    Raises:
        InvalidRequest: It holds a number or text outside JSON's range, or is beyond the limits.
    """
    try:
        value = parse(request.payload)
    except (ValueError, RecursionError):
        raise invalid_payload(diagnose(bytes(request.payload).decode(), limits)) from None
    size = len(request.payload)
    if size > 2 * limits.depth and _is_deeper(request.payload, limits.depth):
        raise invalid_payload(too_many_levels(limits))
    if _has_too_long_integer(value, size, limits):
        raise invalid_payload(too_many_digits(limits))
    return value


def encode_reply(uuid: Uuid | None, status: int, headers: Mapping[str, Any], payload: bytes) -> str:
    """Writes a response frame; ``payload`` is JSON already.

    Raises:
        ValueError: ``headers`` has no JSON form.
    """
    head = encode_payload(headers) if headers else b"{}"
    return (_REPLY % (_encode(uuid), status, head, payload)).decode()


def encode_data_reply(uuid: Uuid | None, status: int, data: Any) -> str:
    """Writes a response frame without headers for plain JSON data; NaN and infinities become null.

    Raises:
        ValueError: A string in it holds half of a surrogate pair.
    """
    return _encode(_ResponseFrame(uuid, status, {}, data)).decode()


def encode_error(uuid: Uuid | None, error: SocketError) -> str:
    """Writes the response frame that tells a caller about an error of the protocol.

    Raises:
        ValueError: The payload of the error has no JSON form.
    """
    return encode_reply(uuid, error.status, {}, encode_payload(error.body()))


def encode_pong(uuid: Uuid | None) -> str:
    """Writes the answer to a heartbeat."""
    return f'{{"uuid":{_encode(uuid).decode()},"route":"PONG","headers":{{}},"payload":null}}'


def encode_payload(value: Any) -> bytes:
    """Writes any value that pydantic can serialise as JSON; NaN and infinities become null.

    Raises:
        ValueError: The value, or something inside it, has no JSON form, or is an integer of more
            digits than anybody reads (R2.13).
    """
    text = to_json(value, by_alias=True, inf_nan_mode="null")
    if len(text) > MAX_DIGITS and _may_hold_long_integer(text):
        parse(text)
    return text


def encode_json(data: Any) -> bytes:
    """Writes plain JSON data; NaN and infinities become null.

    Raises:
        ValueError: A string in it holds half of a surrogate pair.
    """
    return _encode(data)


def _decode_unusual(text: str, limits: Limits) -> IncomingRequest:
    """Reads a frame with an alias (R3.2), null headers (R3.4), or a name that comes twice (R2.7).

    Raises:
        UnreadableFrame: It is no request.
    """
    try:
        frame = _decode_frame(text)
    except (ValueError, RecursionError):
        last = _decode_last(text)
        if last is None:
            raise unreadable(text, limits) from None
        frame = last
    uuid: Any = frame.track_id if frame.uuid is msgspec.UNSET else frame.uuid
    route: Any = frame.path if frame.route is msgspec.UNSET else frame.route
    if not is_uuid(uuid, limits) or not isinstance(route, str):
        raise unreadable(text, limits)
    return IncomingRequest(uuid, route, frame.headers or {}, frame.payload)


def _decode_last(text: str) -> RequestFrame | None:
    """Reads a frame by the last member of each name (R2.7); None if that is no request either."""
    try:
        return _decode_frame(_encode(_decode_members(text)))
    except (ValueError, RecursionError):
        return None


def _are_beyond(headers: dict[str, Any], size: int, limits: Limits) -> bool:
    """Whether headers, from a frame of ``size`` characters, are beyond the limits."""
    return (
        len(headers) > limits.headers_count
        # A value of n levels is at least 2n characters long, so short frames are not looked at.
        or (size > 2 * limits.depth and has_more_levels(headers, limits.depth))
        or _has_too_long_integer(headers, size, limits)
    )


def _may_hold_long_integer(text: bytes) -> bool:
    """Whether a JSON text may hold an integer of more than `MAX_DIGITS` digits.

    Such an integer covers some multiple of `MAX_DIGITS` among the positions of the text, and has
    64 digits or more before or after that.
    """
    return any(
        text[at - 64 : at].isdigit() or text[at + 1 : at + 65].isdigit()
        for at in range(MAX_DIGITS, len(text), MAX_DIGITS)
    )


def _has_too_long_integer(value: Any, size: int, limits: Limits) -> bool:
    """Whether data holds an integer beyond the limit, where that is lower than the parser's own."""
    most = limits.integer_digits
    return size > most and most < MAX_DIGITS and has_long_integer(value, most)


def _is_deeper(raw: msgspec.Raw, depth: int) -> bool:
    """Whether a payload, valid JSON, is nested more than ``depth`` levels deep."""
    text = bytes(raw)
    return text.count(b"[") + text.count(b"{") > depth and levels(text) > depth
