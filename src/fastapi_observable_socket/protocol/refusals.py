"""Which members of a frame are to blame if it is no request (PROTOCOL, sections 2 to 4 and 9).

`decoding` is fast, and says little about frames that it refuses. They come here and are read again
member by member, so that the answer has the caller's uuid and names every place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from .._generated.envelopes import FieldError
from .._generated.limits import Limits
from ..errors import InvalidRequest
from .diagnosis import (
    NotJsonError,
    Problem,
    diagnose,
    malformed,
    members,
    too_many_digits,
    too_many_levels,
)
from .json_types import is_object
from .measures import has_long_integer, has_more_levels
from .parsing import parse, skip
from .uuids import Uuid, is_uuid

MAX_MEMBERS: Final = 64
"""How many members of a refused frame are read (R2.11), so that an answer stays cheap."""

_UUID: Final = ("uuid", "track_id")
_ROUTE: Final = ("route", "path")
"""The names of a member: the second one is read where the first is absent (R3.2)."""

_PLACES: Final = {
    **dict.fromkeys(_UUID, "/uuid"),
    **dict.fromkeys(_ROUTE, "/route"),
    "headers": "/headers",
    "payload": "/payload",
}
_ALIASES: Final = {alias: name for name, alias in (_UUID, _ROUTE)}
_ABSENT: Final = object()
_SPACES = " \t\n\r"


class UnreadableFrame(InvalidRequest):
    """A frame that is no request.

    Attributes:
        uuid: The caller's uuid where it could be read, else None.
        route: The route where the whole frame could be parsed and has one, else None.
    """

    def __init__(
        self,
        errors: list[FieldError],
        limits: Limits,
        uuid: Uuid | None = None,
        route: str | None = None,
    ) -> None:
        first, reported = errors[0], errors[: limits.errors_reported]
        super().__init__(f"{first.pointer.lstrip('/') or 'frame'} {first.message}", reported)
        self.uuid = uuid
        self.route = route


def unreadable(text: str, limits: Limits) -> UnreadableFrame:
    """Returns what is wrong with a frame that cannot be read as a request."""
    try:
        # What is no object is skipped: to refuse it, nothing has to be built.
        data = parse(text) if text.lstrip(_SPACES).startswith("{") else skip(text)
    except (ValueError, RecursionError):
        return unparsable(text, limits)
    if not is_object(data):
        return UnreadableFrame([_finding("", Problem("type", "is not an object"))], limits)
    uuid, route = _get(data, _UUID), _get(data, _ROUTE)
    return UnreadableFrame(
        list(_envelope_errors(data, limits)),
        limits,
        uuid if is_uuid(uuid, limits) else None,
        route if isinstance(route, str) else None,
    )


def invalid_payload(problem: Problem) -> InvalidRequest:
    """Returns the error for a payload that cannot be read."""
    return InvalidRequest(f"payload {problem.message}", [_finding("/payload", problem)])


def unparsable(text: str, limits: Limits) -> UnreadableFrame:
    """Returns what is wrong with a frame that the parser refuses: which members, and why."""
    given: dict[str, str] = {}  # of members with one name the last one counts (R2.7)
    others: list[FieldError] = []
    try:
        for count, (name, value) in enumerate(members(text)):
            if count == MAX_MEMBERS:
                message = f"has over {MAX_MEMBERS} members"
                others.append(_finding("", Problem("maxProperties", message)))
                break
            if name in _PLACES:
                given[name] = value
    except (json.JSONDecodeError, NotJsonError) as error:
        known, _ = _read({name: given[name] for name in _UUID if name in given}, limits)
        errors = [_finding("", malformed(error))]
    else:
        known, errors = _read(given, limits)
        errors += others
    if not errors:
        errors.append(_finding("", diagnose(text, limits)))
    uuid = _get(known, _UUID)
    return UnreadableFrame(errors, limits, uuid if is_uuid(uuid, limits) else None)


def _read(given: dict[str, str], limits: Limits) -> tuple[dict[str, Any], list[FieldError]]:
    """Returns the values of members that can be parsed, and what is wrong with others (R3.8)."""
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name in _PLACES:
        if name not in given or _ALIASES.get(name) in given:
            continue
        text = given[name]
        try:
            values[name] = parse(text)
        except (ValueError, RecursionError):
            errors.append(_finding(_PLACES[name], diagnose(text, limits)))
    return values, errors


def _envelope_errors(data: dict[str, Any], limits: Limits) -> Iterator[FieldError]:
    """Yields what is wrong with the members of an object that is no request."""
    uuid = _get(data, _UUID, _ABSENT)
    if uuid is _ABSENT:
        yield _finding("/uuid", Problem("required", "is missing"))
    elif not isinstance(uuid, str | int) or isinstance(uuid, bool):
        yield _finding("/uuid", Problem("type", "is not a string or an integer"))
    elif not is_uuid(uuid, limits):
        yield _finding("/uuid", _too_long(limits.uuid_length))
    route = _get(data, _ROUTE, _ABSENT)
    if route is _ABSENT:
        yield _finding("/route", Problem("required", "is missing"))
    elif not isinstance(route, str):
        yield _finding("/route", Problem("type", "is not a string"))
    elif len(route) > limits.route_length:
        yield _finding("/route", _too_long(limits.route_length))
    headers: Any = data.get("headers")
    problem = _header_problem({} if headers is None else headers, limits)
    if problem is not None:
        yield _finding("/headers", problem)


def _header_problem(headers: Any, limits: Limits) -> Problem | None:
    if not is_object(headers):
        return Problem("type", "is not an object")
    if len(headers) > limits.headers_count:
        return Problem("maxProperties", f"has more than {limits.headers_count} members")
    if has_more_levels(headers, limits.depth):
        return too_many_levels(limits)
    if has_long_integer(headers, limits.integer_digits):
        return too_many_digits(limits)
    return None


def _too_long(characters: int) -> Problem:
    return Problem("maxLength", f"is longer than {characters} characters")


def _get(data: dict[str, Any], names: tuple[str, str], default: Any = None) -> Any:
    name, alias = names
    return data.get(name, data.get(alias, default))


def _finding(pointer: str, problem: Problem) -> FieldError:
    return FieldError(pointer=pointer, code=problem.code, message=problem.message)
