"""Frames to requests (PROTOCOL, sections on frames and the envelope)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from .._generated.envelopes import RequestFrame
from .._generated.limits import Limits
from .diagnosis import diagnose, too_many_digits, too_many_levels
from .json_types import is_object
from .measures import has_long_integer, has_more_levels, levels
from .parsing import LARGE, MAX_DIGITS, finite_float, parse, undisturbed
from .refusals import invalid_payload, unparsable, unreadable
from .uuids import Uuid, is_uuid


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


_NULL: Final = msgspec.Raw(b"null")
_NAMES: Final = (("uuid", "track_id"), ("route", "path"))
"""Members that every request has, and what may stand for each where it is absent (R3.2)."""

_decode_usual = msgspec.json.Decoder(IncomingRequest, float_hook=finite_float).decode
_decode_frame = msgspec.json.Decoder(RequestFrame, float_hook=finite_float).decode
_decode_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def decode(text: str, limits: Limits) -> IncomingRequest:
    """Reads one text frame as a request.

    The payload stays the text that it is: each route parses it in its own way.

    Raises:
        UnreadableFrame: The frame is not JSON, not an object, or not a request.
    """
    if len(text) >= LARGE:
        with undisturbed(len(text)):
            request = _decode_large(text, limits)
    else:
        try:
            request = _decode_usual(text)
        except (ValueError, RecursionError):
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
    return _request_of(frame, text, limits)


def _decode_large(text: str, limits: Limits) -> IncomingRequest:
    """Reads a large frame, of which headers may be the most, so that these are read only once.

    Raises:
        UnreadableFrame: It is no request.
    """
    try:
        given = _decode_members(text)
    except (ValueError, RecursionError):
        raise unreadable(text, limits) from None
    payload = given.pop("payload", _NULL)
    try:
        headers = parse(given.pop("headers", _NULL))
    except (ValueError, RecursionError):
        raise unparsable(text, limits) from None
    if headers is not None and not is_object(headers):
        raise unreadable(text, limits)
    try:
        frame = _frame_of(given)
    except (ValueError, RecursionError):
        raise unreadable(text, limits) from None
    frame.headers, frame.payload = headers, payload
    return _request_of(frame, text, limits)


def _request_of(frame: RequestFrame, text: str, limits: Limits) -> IncomingRequest:
    """Returns a frame as a request, with the members that an alias stands for (R3.2).

    Raises:
        UnreadableFrame: It has no uuid or no route.
    """
    uuid: Any = frame.track_id if frame.uuid is msgspec.UNSET else frame.uuid
    route: Any = frame.path if frame.route is msgspec.UNSET else frame.route
    if not is_uuid(uuid, limits) or not isinstance(route, str):
        raise unreadable(text, limits)
    return IncomingRequest(uuid, route, frame.headers or {}, frame.payload)


def _decode_last(text: str) -> RequestFrame | None:
    """Reads a frame by the last member of each name (R2.7); None if that is no request either."""
    try:
        return _frame_of(_decode_members(text))
    except (ValueError, RecursionError):
        return None


def _frame_of(given: dict[str, msgspec.Raw]) -> RequestFrame:
    """Reads the members of a frame that count, with an alias only for what is absent (R3.2).

    Raises:
        ValueError: They are no request.
        RecursionError: One of them is nested too deeply.
    """
    names = [name if name in given else alias for name, alias in _NAMES]
    names += ["headers", "payload"]
    return _decode_frame(
        msgspec.json.encode({name: given[name] for name in names if name in given})
    )


def _are_beyond(headers: dict[str, Any], size: int, limits: Limits) -> bool:
    """Whether headers, from a frame of ``size`` characters, are beyond the limits."""
    return (
        len(headers) > limits.headers_count
        # A value of n levels is at least 2n characters long, so short frames are not looked at.
        or (size > 2 * limits.depth and has_more_levels(headers, limits.depth))
        or _has_too_long_integer(headers, size, limits)
    )


def _has_too_long_integer(value: Any, size: int, limits: Limits) -> bool:
    """Whether data holds an integer beyond the limit, where that is lower than the parser's own."""
    most = limits.integer_digits
    return size > most and most < MAX_DIGITS and has_long_integer(value, most)


def _is_deeper(raw: msgspec.Raw, depth: int) -> bool:
    """Whether a payload, valid JSON, is nested more than ``depth`` levels deep."""
    text = bytes(raw)
    return text.count(b"[") + text.count(b"{") > depth and levels(text) > depth
