"""What is wrong with a frame that is no request, said in full (PROTOCOL, sections 2 to 4 and 9).

Frames are read by `codec`, which is fast and says little. What it refuses comes here: read again
member by member, so that the answer has the caller's uuid and names the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, TypeGuard

import msgspec

from .._generated.constants import ErrorCode
from .._generated.envelopes import FieldError
from .._generated.limits import Limits
from ..errors import InvalidRequest
from .json_types import has_long_integer, has_more_levels, is_object
from .parsing import parse

Uuid = str | int
"""What correlates a request with its answers; it is given back exactly as it came."""

MOST_MEMBERS: Final = 64
"""How many members of a refused frame are read (R2.11): an answer must stay cheap."""

_PLACES: Final = {
    "uuid": "/uuid",
    "track_id": "/uuid",
    "route": "/route",
    "path": "/route",
    "headers": "/headers",
    "payload": "/payload",
}
_ABSENT: Final = object()
_SPACES = " \t\n\r"
_SPACE = r"[ \t\n\r]*+"
_skip = msgspec.json.Decoder(msgspec.Raw).decode
_OPEN = re.compile(_SPACE + r"\{" + _SPACE)
_NAME = re.compile(_SPACE + r'("(?:[^"\\]|\\.)*+")' + _SPACE + ":" + _SPACE)
_COMMA = re.compile(_SPACE + ",")
_CLOSE = re.compile(_SPACE + r"\}" + _SPACE + r"\Z")


class UnreadableFrame(InvalidRequest):
    """A frame that is no request.

    Attributes:
        uuid: The caller's uuid where it could be read, else None.
        route: The route where all of the frame could be read and has one, else None.
    """

    def __init__(
        self, errors: list[FieldError], uuid: Uuid | None = None, route: str | None = None
    ) -> None:
        first = errors[0]
        super().__init__(f"{first.pointer.lstrip('/') or 'frame'} {first.message}", errors)
        self.uuid = uuid
        self.route = route


def explain(text: str, limits: Limits) -> UnreadableFrame:
    """Says what is wrong with a frame that could not be read as a request."""
    try:
        # What is no object need not be built to be refused.
        data = parse(text) if text.lstrip(_SPACES).startswith("{") else _skip(text)
    except (ValueError, RecursionError):
        return _explain_unreadable(text, limits)
    if not is_object(data):
        return UnreadableFrame([_finding("", "type", "is not an object")])
    uuid, route = data.get("uuid", data.get("track_id")), data.get("route", data.get("path"))
    return UnreadableFrame(
        list(_envelope_errors(data, limits)),
        uuid if is_uuid(uuid, limits) else None,
        route if isinstance(route, str) else None,
    )


def explain_payload(raw: bytes, limits: Limits) -> InvalidRequest:
    """Says what is wrong with a payload that could not be read."""
    code, message = _why(raw.decode(), limits)
    return InvalidRequest(f"payload {message}", [_finding("/payload", code, message)])


def is_uuid(value: Any, limits: Limits) -> TypeGuard[Uuid]:
    """Whether a value can correlate a request with its answers (R4.1, R9.3)."""
    if isinstance(value, str):
        return len(value) <= limits.uuid_length
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    # A digit takes more than three bits, so most numbers need no counting.
    few = value.bit_length() <= 3 * (limits.uuid_length - 1)
    return few or len(str(value)) <= limits.uuid_length


def _explain_unreadable(text: str, limits: Limits) -> UnreadableFrame:
    errors: list[FieldError] = []
    known: dict[str, Any] = {}
    try:
        for count, (name, value) in enumerate(_members(text)):
            if count == MOST_MEMBERS:
                errors.append(_finding("", "maxProperties", f"has over {MOST_MEMBERS} members"))
                break
            try:
                known[name] = msgspec.json.decode(value)
            except (ValueError, RecursionError):
                if name in _PLACES:
                    errors.append(_finding(_PLACES[name], *_why(value, limits)))
    except (json.JSONDecodeError, _NotJsonError) as error:
        errors = [_malformed(error)]
    uuid = known.get("uuid", known.get("track_id"))
    if not errors:
        errors.append(_finding("", *_why(text, limits)))
    return UnreadableFrame(errors, uuid if is_uuid(uuid, limits) else None)


def _members(text: str) -> Iterator[tuple[str, str]]:
    """Yields name and JSON text of each member of an object.

    A member that is nested too deeply to find its end is the last one: the rest of the frame is
    given as its text.

    Raises:
        json.JSONDecodeError: The text is not JSON, from the point reached.
        _NotJsonError: It holds a number that JSON has not.
    """
    opening = _OPEN.match(text)
    if opening is None:
        return
    at = opening.end()
    while name := _NAME.match(text, at):
        try:
            _, at = _SKIPPER.raw_decode(text, name.end())
        except RecursionError:
            yield _SKIPPER.decode(name[1]), text[name.end() :]
            return
        yield _SKIPPER.decode(name[1]), text[name.end() : at]
        comma = _COMMA.match(text, at)
        if comma is None:
            break
        at = comma.end()
    if _CLOSE.match(text, at) is None:
        raise json.JSONDecodeError("", text, at)


class _NotJsonError(ValueError):
    """NaN or an infinity: the standard library would take them."""


def _refuse(constant: str) -> Any:
    raise _NotJsonError(constant)


_SKIPPER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refuse)
"""Finds the end of a value: reads its grammar and makes nothing of its numbers."""


class _TooManyDigitsError(Exception):
    pass


def _why(text: str, limits: Limits) -> tuple[str, str]:
    """Tells why a JSON text was refused, as a code and in words."""

    def count_digits(digits: str) -> int:
        if len(digits) > limits.integer_digits:
            raise _TooManyDigitsError
        return 0

    try:
        data = json.loads(text, parse_int=count_digits, parse_constant=_refuse)
        json.dumps(data, ensure_ascii=False).encode()
    except RecursionError:
        return ErrorCode.NESTING, "is nested too deeply"
    except UnicodeEncodeError:
        return ErrorCode.LONE_SURROGATE, "holds half of a surrogate pair"
    except _TooManyDigitsError:
        most = limits.integer_digits
        return ErrorCode.INTEGER_DIGITS, f"holds an integer of more than {most} digits"
    except ValueError:
        return ErrorCode.MALFORMED_JSON, "is not JSON"
    return ErrorCode.NUMBER_RANGE, "holds a number that is too large"


def _envelope_errors(data: dict[str, Any], limits: Limits) -> Iterator[FieldError]:
    uuid = data.get("uuid", data.get("track_id", _ABSENT))
    if uuid is _ABSENT:
        yield _finding("/uuid", "required", "is missing")
    elif not isinstance(uuid, str | int) or isinstance(uuid, bool):
        yield _finding("/uuid", "type", "is not a string or an integer")
    elif not is_uuid(uuid, limits):
        yield _finding("/uuid", "maxLength", f"is longer than {limits.uuid_length} characters")
    route = data.get("route", data.get("path", _ABSENT))
    if route is _ABSENT:
        yield _finding("/route", "required", "is missing")
    elif not isinstance(route, str):
        yield _finding("/route", "type", "is not a string")
    elif len(route) > limits.route_length:
        yield _finding("/route", "maxLength", f"is longer than {limits.route_length} characters")
    headers: Any = data.get("headers")
    yield from _header_errors({} if headers is None else headers, limits)


def _header_errors(headers: Any, limits: Limits) -> Iterator[FieldError]:
    if not is_object(headers):
        yield _finding("/headers", "type", "is not an object")
    elif len(headers) > limits.headers_count:
        message = f"has more than {limits.headers_count} members"
        yield _finding("/headers", "maxProperties", message)
    elif has_more_levels(headers, limits.depth):
        message = f"is nested more than {limits.depth} levels deep"
        yield _finding("/headers", ErrorCode.NESTING, message)
    elif has_long_integer(headers, limits.integer_digits):
        message = f"holds an integer of more than {limits.integer_digits} digits"
        yield _finding("/headers", ErrorCode.INTEGER_DIGITS, message)


def _malformed(error: ValueError) -> FieldError:
    message = "is not JSON: NaN and Infinity are no numbers there"
    if isinstance(error, json.JSONDecodeError):
        message = f"is not JSON, from line {error.lineno} column {error.colno} on"
    return _finding("", ErrorCode.MALFORMED_JSON, message)


def _finding(pointer: str, code: str, message: str) -> FieldError:
    return FieldError(pointer=pointer, code=code, message=message)
