"""Frames to requests and replies to frames (PROTOCOL, sections on frames and the envelope)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard

import msgspec
from pydantic_core import to_json

from .._generated.constants import ErrorCode
from .._generated.envelopes import FieldError, RequestFrame
from .._generated.limits import Limits
from ..errors import InvalidRequest
from .json_types import is_object

Uuid = str | int
"""What correlates a request with its answers; it is given back exactly as it came."""

_decode_frame = msgspec.json.Decoder(RequestFrame).decode
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode

_MISSING = object()
_NESTING = (dict, list)

# Of a frame that is no JSON, or too deep to read, the uuid is read if it comes first or after
# scalar members only. Possessive repeats: whatever the frame, one pass and no backtracking.
_LEADING_UUID = re.compile(
    r'\s*+\{(?:\s*+"(?!uuid"|track_id")[^"\\]*+"\s*+:\s*+'
    r'(?:"(?:[^"\\]|\\.)*+"|[-+.\deE]++|true|false|null)\s*+,)*+'
    r'\s*+"(?:uuid|track_id)"\s*+:\s*+("(?:[^"\\]|\\.)*+"|-?+\d++)\s*+[,}]'
)


class IncomingRequest(msgspec.Struct, frozen=True, gc=False):
    """A request as it came, its payload not read yet; ``size`` counts the frame's characters."""

    uuid: Uuid
    route: str
    headers: dict[str, Any]
    payload: msgspec.Raw
    size: int


class UnreadableFrame(InvalidRequest):
    """A frame that is no request; ``uuid`` is the caller's where it could be read, else None."""

    def __init__(
        self, message: str, errors: tuple[FieldError, ...] = (), uuid: Uuid | None = None
    ) -> None:
        super().__init__(message, errors)
        self.uuid = uuid


def decode(text: str, limits: Limits) -> IncomingRequest:
    """Reads one text frame as a request.

    The payload is left as the bytes that came, for the route to read in its own way.

    Raises:
        UnreadableFrame: The frame is not JSON, not an object, or not a request.
    """
    try:
        frame = _decode_frame(text)
    except (ValueError, RecursionError):
        raise _explain(text, limits) from None
    uuid: Any = frame.track_id if frame.uuid is msgspec.UNSET else frame.uuid
    route: Any = frame.path if frame.route is msgspec.UNSET else frame.route
    headers = frame.headers or {}
    if (
        not _is_uuid(uuid, limits)
        or not isinstance(route, str)
        or len(route) > limits.route_length
        or len(headers) > limits.headers_count
        # A value of n levels is at least 2n characters long, so short frames need no look.
        or (len(text) > 2 * limits.depth and _has_more_levels(headers, limits.depth))
    ):
        raise _explain(text, limits)
    return IncomingRequest(uuid, route, headers, frame.payload, len(text))


def read_payload(request: IncomingRequest, limits: Limits) -> Any:
    """Reads the payload that `decode` left as bytes.

    Raises:
        InvalidRequest: It holds a number or text outside JSON's range, or is nested too deeply.
    """
    try:
        value = _decode(request.payload)
    except (ValueError, RecursionError):
        raise _bad_payload(*_unreadable(bytes(request.payload))) from None
    if request.size > 2 * limits.depth and _is_deeper(value, request.payload, limits.depth):
        raise _bad_payload(ErrorCode.NESTING, "is nested too deeply")
    return value


def encode_reply(uuid: Uuid | None, status: int, headers: Mapping[str, Any], payload: bytes) -> str:
    """Writes a response frame; ``payload`` is JSON already.

    Raises:
        ValueError: ``headers`` has no JSON form.
    """
    head = encode_payload(headers).decode() if headers else "{}"
    return (
        f'{{"uuid":{_encode(uuid).decode()},"status":{status:d},"headers":{head},'
        f'"payload":{payload.decode()}}}'
    )


def encode_pong(uuid: Uuid) -> str:
    """Writes the answer to a heartbeat."""
    return f'{{"uuid":{_encode(uuid).decode()},"route":"PONG","headers":{{}},"payload":null}}'


def encode_payload(value: Any) -> bytes:
    """Writes any value that pydantic can serialise as JSON; NaN and infinities become null.

    Raises:
        ValueError: The value, or something inside it, has no JSON form.
    """
    return to_json(value, by_alias=True, inf_nan_mode="null")


def encode_json(data: Any) -> bytes:
    """Writes plain JSON data; NaN and infinities become null.

    Raises:
        ValueError: A string in it holds half of a surrogate pair.
    """
    return _encode(data)


def _bad_payload(code: ErrorCode, message: str) -> InvalidRequest:
    return InvalidRequest(
        f"payload {message}", [FieldError(pointer="/payload", code=code, message=message)]
    )


def _is_uuid(value: Any, limits: Limits) -> TypeGuard[Uuid]:
    if isinstance(value, str):
        return len(value) <= limits.uuid_length
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    # A digit takes more than three bits, so most numbers need no counting.
    few = value.bit_length() <= 3 * (limits.uuid_length - 1)
    return few or len(str(value)) <= limits.uuid_length


def _is_deeper(value: Any, raw: msgspec.Raw, depth: int) -> bool:
    """Whether a parsed value has more levels than ``depth``."""
    text = bytes(raw)
    if text.count(b"[") + text.count(b"{") <= depth:
        return False
    # Counting brackets in the text cannot settle the rest: there may be some in strings.
    return _has_more_levels(value, depth)


def _has_more_levels(value: Any, depth: int) -> bool:
    level = [value] if type(value) in _NESTING else []
    for _ in range(depth):
        if not level:
            return False
        level = [inner for outer in level for inner in _members(outer) if type(inner) in _NESTING]
    return bool(level)


def _members(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if is_object(value) else value


def _explain(text: str, limits: Limits) -> UnreadableFrame:
    """Says, at leisure, what is wrong with a frame that `decode` refused."""
    try:
        data = _decode(text)
    except (ValueError, RecursionError):
        code, message = _unreadable(text)
        error = FieldError(pointer="", code=code, message=message)
        return UnreadableFrame(f"frame {message}", (error,), _leading_uuid(text, limits))
    if not is_object(data):
        error = FieldError(pointer="", code="type", message="is not an object")
        return UnreadableFrame("a frame is a JSON object", (error,))
    uuid = data.get("uuid", data.get("track_id"))
    errors = tuple(_envelope_errors(data, limits))
    return UnreadableFrame(
        "frame is not a request", errors, uuid if _is_uuid(uuid, limits) else None
    )


def _unreadable(text: str | bytes) -> tuple[ErrorCode, str]:
    """Tells why a JSON text was refused; the slower standard parser is more lenient, so it can."""
    try:
        data = json.loads(text, parse_constant=_not_json)
        json.dumps(data, ensure_ascii=False).encode()
    except RecursionError:
        return ErrorCode.NESTING, "is nested too deeply"
    except UnicodeEncodeError:
        return ErrorCode.LONE_SURROGATE, "holds half of a surrogate pair"
    except _NotANumberError:
        return ErrorCode.MALFORMED_JSON, "is not JSON: NaN and Infinity are no JSON numbers"
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        return ErrorCode.MALFORMED_JSON, f"is not JSON, as is seen at {place}"
    except ValueError:
        return ErrorCode.INTEGER_DIGITS, "holds an integer of too many digits"
    return ErrorCode.NUMBER_RANGE, "holds a number that is too large"


class _NotANumberError(Exception):
    """The standard parser met ``NaN`` or ``Infinity``, which it would take."""


def _not_json(constant: str) -> Any:
    raise _NotANumberError(constant)


def _leading_uuid(text: str, limits: Limits) -> Uuid | None:
    found = _LEADING_UUID.match(text)
    if found is None or len(found[1]) > limits.uuid_length + 2:
        return None
    try:
        uuid = _decode(found[1])
    except ValueError:
        return None
    return uuid if _is_uuid(uuid, limits) else None


def _envelope_errors(data: dict[str, Any], limits: Limits) -> Iterator[FieldError]:
    uuid = data.get("uuid", data.get("track_id", _MISSING))
    if uuid is _MISSING:
        yield FieldError(pointer="/uuid", code="required", message="is missing")
    elif not isinstance(uuid, str | int) or isinstance(uuid, bool):
        yield FieldError(pointer="/uuid", code="type", message="is not a string or an integer")
    elif not _is_uuid(uuid, limits):
        message = f"is longer than {limits.uuid_length} characters"
        yield FieldError(pointer="/uuid", code="maxLength", message=message)
    route = data.get("route", data.get("path", _MISSING))
    if route is _MISSING:
        yield FieldError(pointer="/route", code="required", message="is missing")
    elif not isinstance(route, str):
        yield FieldError(pointer="/route", code="type", message="is not a string")
    elif len(route) > limits.route_length:
        message = f"is longer than {limits.route_length} characters"
        yield FieldError(pointer="/route", code="maxLength", message=message)
    headers: Any = data.get("headers")
    headers = {} if headers is None else headers
    if not is_object(headers):
        yield FieldError(pointer="/headers", code="type", message="is not an object")
    elif len(headers) > limits.headers_count:
        message = f"has more than {limits.headers_count} members"
        yield FieldError(pointer="/headers", code="maxProperties", message=message)
    elif _has_more_levels(headers, limits.depth):
        message = f"is nested more than {limits.depth} levels deep"
        yield FieldError(pointer="/headers", code=ErrorCode.NESTING, message=message)
