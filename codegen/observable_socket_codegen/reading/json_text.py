"""A reader of JSON that knows where everything stands.

The standard library's reader gives no positions, lets the last of two equal keys win in silence
and takes ``NaN``; strings and numbers are still decoded by it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from observable_socket_codegen.ir import Json
from observable_socket_codegen.reading.documents import Places, Position, child
from observable_socket_codegen.reading.json_advice import escape_advice, is_comment, word_advice
from observable_socket_codegen.reading.text_reader import (
    MAX_DEPTH,
    Lines,
    Problem,
    Reading,
    UnreadableError,
    duplicate_key,
    text_problem,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_BARE_KEY = re.compile(r"([A-Za-z_$][\w$-]*)\s*:")

_DECODER = json.JSONDecoder()

_CONSTANTS: dict[str, Json] = {"true": True, "false": False, "null": None}


def read_json(text: str) -> Reading:
    """Read a JSON text.

    Raises:
        UnreadableError: It is not JSON.
    """
    try:
        data = _read_at_once(text)
    except (ValueError, RecursionError):
        return _Reader(text).read()

    def fill(places: Places) -> None:
        found = _Reader(text).read().places
        places.values, places.keys = found.values, found.keys

    return Reading(data, Places(fill=fill))


def _read_at_once(text: str) -> Json:
    """Read a text with the standard library's reader, which is many times as fast.

    Raises:
        ValueError: There may be something to say about the text.
        RecursionError: It is nested very deeply.
    """
    if "\\u" in text:
        raise ValueError("there may be half of a surrogate pair")
    data: Json = json.loads(
        text, object_pairs_hook=_members, parse_float=_finite, parse_constant=_refused
    )
    _check_depth(data, 0)
    return data


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key is there twice")
    return members


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return value


def _refused(constant: str) -> Json:
    raise ValueError(f"{constant} is not JSON")


def _check_depth(data: Json, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(data, dict):
        for member in data.values():
            _check_depth(member, depth + 1)
    elif isinstance(data, list):
        for item in data:
            _check_depth(item, depth + 1)


class _Reader:
    """Reads one text from its beginning to its end, by recursive descent."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines = Lines(text)
        self._reading = Reading()

    def read(self) -> Reading:
        self._skip_space()
        if not self._peek():
            raise self._error("the file is empty", "write a JSON object")
        self._reading.data = self._value("", 0)
        self._skip_space()
        if self._peek():
            raise self._error(
                "there is more text after the end of the value",
                "a file holds one JSON value; look for a bracket too many above",
            )
        return self._reading

    def _value(self, pointer: str, depth: int) -> Json:
        self._reading.places.values[pointer] = self._lines.position(self._at)
        if depth > MAX_DEPTH:
            raise self._error(f"nested deeper than {MAX_DEPTH} levels", "use `$defs` and `$ref`")
        match self._peek():
            case "{":
                return self._object(pointer, depth)
            case "[":
                return self._array(pointer, depth)
            case '"':
                return self._string(pointer)
            case _:
                return self._number_or_word()

    def _object(self, pointer: str, depth: int) -> Json:
        members: dict[str, Json] = {}

        def member() -> None:
            start = self._at
            if self._peek() != '"':
                raise self._bad_key(pointer)
            key = self._string(pointer)
            key_pointer = child(pointer, key)
            position = self._lines.position(start)
            if key in members:
                first = self._reading.places.keys[key_pointer]
                self._report(duplicate_key(key, position, first, key_pointer))
            self._reading.places.keys.setdefault(key_pointer, position)
            self._skip_space()
            if self._peek() != ":":
                raise self._error(f"a colon is missing after `{key}`", "write `:`")
            self._at += 1
            self._skip_space()
            value = self._value(key_pointer, depth + 1)
            members.setdefault(key, value)  # what follows from the second one would be noise

        self._sequence("}", "object", member)
        return members

    def _array(self, pointer: str, depth: int) -> Json:
        items: list[Json] = []

        def item() -> None:
            items.append(self._value(child(pointer, len(items)), depth + 1))

        self._sequence("]", "array", item)
        return items

    def _sequence(self, close: str, noun: str, element: Callable[[], None]) -> None:
        """Read what stands between two brackets, separated by commas."""
        opened = self._lines.position(self._at)
        self._at += 1
        self._skip_space()
        if self._peek() == close:
            self._at += 1
            return
        while True:
            element()
            end = self._at
            self._skip_space()
            sign = self._peek()
            if sign == close:
                self._at += 1
                return
            if not sign:
                raise self._unclosed(close, noun, opened)
            if sign != ",":
                raise self._no_comma(close, end)
            comma = self._at
            self._at += 1
            self._skip_space()
            if self._peek() == close:
                self._at = comma
                raise self._error("the last element is followed by a comma", "remove the comma")

    def _string(self, pointer: str) -> str:
        start = self._at
        try:
            decoded, self._at = _DECODER.raw_decode(self._text, start)
        except json.JSONDecodeError as error:
            self._at = error.pos
            if error.msg.startswith("Unterminated") or self._peek() in ("\n", "\r"):
                raise self._error("the string is never closed", 'write `"` at its end') from None
            if "\\u" in error.msg:  # the reader complains about what follows
                self._at = self._text.rindex("\\", start, error.pos + 1)
            raise self._error(*escape_advice(self._text[self._at : self._at + 2])) from None
        value = str(decoded)
        if problem := text_problem(value, self._lines.position(start), pointer):
            self._report(problem)
        return value

    def _number_or_word(self) -> Json:
        word = _WORD.match(self._text, self._at)
        if word is None and self._peek() == ",":
            raise self._error("there is a comma too many", "remove it")
        if word is None:
            found = self._peek() or "the end of the file"
            raise self._error(f"a value is missing; {_quoted(found)} stands here", "write a value")
        if word.group() in _CONSTANTS:
            self._at = word.end()
            return _CONSTANTS[word.group()]
        number = _NUMBER.fullmatch(self._text, self._at, word.end())
        if number is None:
            raise self._error(f"`{word.group()[:40]}` is not JSON", word_advice(word.group()))
        value = _number(number)
        if value is None:
            raise self._error(f"`{word.group()[:40]}` is too large", "write a smaller number")
        self._at = number.end()
        return value

    def _bad_key(self, pointer: str) -> UnreadableError:
        if not self._peek():
            return self._unclosed("}", "object", self._reading.places.values[pointer])
        if self._peek() == "'":
            return self._error("a key stands in single quotes", "use double quotes")
        if self._peek() == ",":
            return self._error("there is a comma too many", "remove it")
        if bare := _BARE_KEY.match(self._text, self._at):
            return self._error(f"the key `{bare[1]}` has no quotes", f'write `"{bare[1]}"`')
        word = _WORD.match(self._text, self._at)
        if word and is_comment(word.group()):
            return self._error(
                "JSON has no comments", "remove the comment, or write the file as YAML"
            )
        return self._error("a key is missing", "keys stand in double quotes")

    def _no_comma(self, close: str, end: int) -> UnreadableError:
        """Say what stands where one element has ended and no other one may begin."""
        sign = self._peek()
        if sign not in "]}:":
            before = self._lines.position(end).line
            advice = f"write `,` after the element before it, on line {before}"
            if self._text[end - 1] == '"' and before == self._lines.position(self._at).line:
                advice = r"write `,` in front of it, or `\"` if the quote is part of the text"
            return self._error("a comma is missing before this", advice)
        return self._error(
            f"`{sign}` stands where a comma or `{close}` belongs", f"write `{close}`"
        )

    def _unclosed(self, close: str, noun: str, opened: Position) -> UnreadableError:
        return self._error(
            f"the {noun} opened on line {opened.line} is never closed", f"write `{close}`"
        )

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_space(self) -> None:
        if space := _SPACE.match(self._text, self._at):
            self._at = space.end()

    def _report(self, problem: Problem) -> None:
        self._reading.problems.append(problem)

    def _error(self, message: str, advice: str) -> UnreadableError:
        return UnreadableError(self._lines.position(self._at), message, advice)


def _number(match: re.Match[str]) -> int | float | None:
    """Return the number, or nothing where it is beyond what programs can hold."""
    try:
        value: int | float = json.loads(match.group())
    except ValueError:  # more digits than Python converts
        return None
    return None if value in (float("inf"), float("-inf")) else value


def _quoted(text: str) -> str:
    return f"`{text}`" if len(text) == 1 else text
