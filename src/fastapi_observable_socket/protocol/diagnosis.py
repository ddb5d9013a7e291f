"""Why a JSON text cannot be taken, as a code and in words.

The parser that reads frames is fast, but says little about what it refuses, and nothing about the
rest of the text. Here a refused text is read again, in slower ways.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .._generated.constants import ErrorCode
from .._generated.limits import Limits
from .parsing import MAX_DIGITS, may_hold_long_integer, skip, undisturbed


class Problem(NamedTuple):
    """What is wrong with a JSON text or value.

    Attributes:
        code: For programs, from ``error-codes.json``.
        message: For people: the end of a sentence that begins with the name of the place.
    """

    code: str
    message: str


class NotJsonError(ValueError):
    """A text holds NaN or an infinity, which the standard library would take."""


class _TooManyDigitsError(Exception):
    pass


def too_many_levels(limits: Limits) -> Problem:
    """Returns what is wrong with data beyond `Limits.depth` (R2.10)."""
    return Problem(ErrorCode.NESTING, f"is nested more than {limits.depth} levels deep")


def too_many_digits(limits: Limits) -> Problem:
    """Returns what is wrong with an integer beyond `Limits.integer_digits` (R2.8)."""
    message = f"holds an integer of more than {limits.integer_digits} digits"
    return Problem(ErrorCode.INTEGER_DIGITS, message)


def malformed(error: ValueError) -> Problem:
    """Returns what is wrong with a text for which `members` has raised an error (R2.5)."""
    message = "is not JSON: NaN and Infinity are no numbers there"
    if isinstance(error, json.JSONDecodeError):
        message = f"is not JSON, from line {error.lineno} column {error.colno} on"
    return Problem(ErrorCode.MALFORMED_JSON, message)


def diagnose(text: str, limits: Limits) -> Problem:
    """Returns why the parser has refused a text (R2.5, R2.8 to R2.10)."""
    if _has_no_fault_but_range(text, limits):
        return Problem(ErrorCode.NUMBER_RANGE, _TOO_LARGE)

    def count_digits(digits: str) -> int:
        if len(digits) > limits.integer_digits:
            raise _TooManyDigitsError
        return 0

    try:
        with undisturbed(len(text)):
            data = json.loads(text, parse_int=count_digits, parse_constant=_refuse_constant)
            if _SURROGATE.search(text):
                json.dumps(data, ensure_ascii=False).encode()
    except RecursionError:
        return Problem(ErrorCode.NESTING, "is nested too deeply")
    except UnicodeEncodeError:
        return Problem(ErrorCode.LONE_SURROGATE, "holds half of a surrogate pair")
    except _TooManyDigitsError:
        return too_many_digits(limits)
    except ValueError:
        return Problem(ErrorCode.MALFORMED_JSON, "is not JSON")
    return Problem(ErrorCode.NUMBER_RANGE, _TOO_LARGE)


def _has_no_fault_but_range(text: str, limits: Limits) -> bool:
    """Whether a text that the parser has refused surely fits the grammar and has no long integer.

    It is quick, and what tells other problems apart is not.
    """
    if limits.integer_digits < MAX_DIGITS or may_hold_long_integer(text):
        return False
    try:
        skip(text)
    except (ValueError, RecursionError):
        return False
    return True


def members(text: str) -> Iterator[tuple[str, str]]:
    """Yields the name and the JSON text of each member of an object; nothing for other texts.

    If a member is nested so deeply that its end cannot be found, it is the last one, and the rest
    of the text is yielded as its text.

    Raises:
        json.JSONDecodeError: The text is not JSON, from the place on that was reached.
        NotJsonError: It holds NaN or an infinity.
    """
    opening = _OPEN.match(text)
    if opening is None:
        return
    at, comma = opening.end(), None
    while name := _NAME.match(text, at):
        try:
            _, at = _SKIPPER.raw_decode(text, name.end())
        except RecursionError:
            yield _SKIPPER.decode(name[1]), text[name.end() :]
            return
        value, comma = text[name.end() : at], _COMMA.match(text, at)
        if comma is None and _CLOSE.match(text, at) is None:
            # Of what goes on otherwise, such as 01, not even this value may be the one meant.
            raise json.JSONDecodeError("", text, at)
        yield _SKIPPER.decode(name[1]), value
        if comma is None:
            return
        at = comma.end()
    if comma is not None or _CLOSE.match(text, at) is None:
        raise json.JSONDecodeError("", text, at)


def _refuse_constant(constant: str) -> Any:
    raise NotJsonError(constant)


_TOO_LARGE = "holds a number that is too large"

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""The only way in which a surrogate can stand in a text that came as UTF-8."""

_SPACE = r"[ \t\n\r]*+"
_OPEN = re.compile(_SPACE + r"\{" + _SPACE)
_NAME = re.compile(_SPACE + r'("(?:[^"\\]|\\.)*+")' + _SPACE + ":" + _SPACE)
_COMMA = re.compile(_SPACE + ",")
_CLOSE = re.compile(_SPACE + r"\}" + _SPACE + r"\Z")
_SKIPPER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refuse_constant)
"""Finds the end of a value: checks the grammar of its numbers, but does not compute them."""
