"""Finds what other languages' regular expressions have and those of JavaScript have not.

JSON Schema's expressions are JavaScript's (ECMA-262). Some engines take more, or read the same
text in another way, without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Slip(NamedTuple):
    """A part of an expression that is not JavaScript's, and what to write instead."""

    message: str
    advice: str


_TOKEN = re.compile(r"\\(?:[pP]\{[^}]*\}|x\{[^}]*\}|U[0-9A-Fa-f]{8}|[\s\S])|\[\^?|\(\?|[\s\S]")
_GROUP = re.compile(r"\(\?(?::|=|!|<=|<!|<[A-Za-z_$])")
_NAMED = re.compile(r"\(\?P<(\w+)>")
_FLAGS = re.compile(r"\(\?[a-zA-Z-]+[:)]")
_QUANTIFIED_TWICE = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\+")
_POSIX = re.compile(r"\[:\^?\w+:\]")
_SLASHES = re.compile(r"/\^[\s\S]*\$/[a-z]*")

_ESCAPES = {
    "A": "`^` is the beginning of the text",
    "Z": "`$` is the end of the text",
    "z": "`$` is the end of the text",
    "<": r"`\b` is the border of a word",
    ">": r"`\b` is the border of a word",
}

_OUTSIDE_CATEGORIES = ("Greek", "Latin", "Cyrillic", "Han", "Arabic", "Hebrew", "Thai", "Hangul")


def foreign_part(pattern: str) -> Slip | None:
    """Return the first part of an expression that is not JavaScript's."""
    if _SLASHES.fullmatch(pattern):
        body = pattern[1 : pattern.rindex("/")]
        return Slip("the slashes are part of the expression, so nothing matches", f"write `{body}`")
    return next(_slips(pattern), None)


def _slips(pattern: str) -> Iterator[Slip]:
    at, in_class = 0, False
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        part = token.group() if token else pattern[at]
        if part.startswith("\\"):
            yield from _escape(part, pattern[at + 2 : at + 3])
        elif in_class:
            if part[0] == "[" and (posix := _POSIX.match(pattern, at)):
                advice = r"write the characters, such as `[A-Za-z]`, or `\p{L}`"
                yield Slip(f"`{posix.group()}` is a class of POSIX", advice)
            part = part[0]
            in_class = part != "]"
        elif part.startswith("["):
            in_class = True
        elif part == "(?":
            yield from _group(pattern, at)
        elif twice := _QUANTIFIED_TWICE.match(pattern, at):
            # a quantifier of a quantifier; "{" that counts nothing is no quantifier
            plain = twice.group()[:-1]
            yield Slip(f"`{twice.group()}` is not of JavaScript", f"write `{plain}`")
        at += len(part)


def _group(pattern: str, at: int) -> Iterator[Slip]:
    if _GROUP.match(pattern, at):
        return
    if named := _NAMED.match(pattern, at):
        yield Slip(f"`{named.group()}` is of Python", f"write `(?<{named[1]}>`")
    elif flags := _FLAGS.match(pattern, at):
        advice = "write both cases, such as `[Aa]`" if "i" in flags.group() else "write it out"
        yield Slip(f"`{flags.group()}` is not of JavaScript", advice)
    else:
        advice = "there are `(?:`, `(?=`, `(?!`, `(?<=`, `(?<!` and `(?<name>`"
        yield Slip(f"`{pattern[at : at + 3]}` is not of JavaScript", advice)


def _escape(part: str, after: str) -> Iterator[Slip]:
    sign = part[1]
    if sign in _ESCAPES:
        yield Slip(rf"`\{sign}` is not of JavaScript", _ESCAPES[sign])
    elif part.startswith((r"\x{", r"\U")) and len(part) > 2:
        code = part[2:].strip("{}").lstrip("0") or "0"
        yield Slip(f"`{part}` is not of JavaScript", rf"write `\u{{{code}}}`")
    elif part in (r"\p", r"\P") and after.isalpha():
        yield Slip(f"`{part}{after}` is not of JavaScript", f"write `{part}{{{after}}}`")
    elif sign in "pP" and part[3:-1] in _OUTSIDE_CATEGORIES:
        advice = f"write `{part[:2]}{{Script={part[3:-1]}}}`"
        yield Slip(f"`{part}` is not of JavaScript", advice)
