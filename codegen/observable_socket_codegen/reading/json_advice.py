"""What people write in JSON files that is no JSON, and what to write instead."""

from __future__ import annotations

import re

_WORDS = {
    "NaN": "JSON has no NaN; leave the value out",
    "Infinity": "JSON has no Infinity; leave the bound out",
    "-Infinity": "JSON has no Infinity; leave the bound out",
    "True": "write `true`",
    "False": "write `false`",
    "None": "write `null`",
    "undefined": "write `null`, or leave the member out",
}

_COMMENTS = ("//", "/*", "#")

_ODD_NUMBER = re.compile(r"(?P<sign>[+-]?)0*(?P<whole>[0-9_]*)(?P<rest>\.[0-9_]*)?")

_OTHER_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")


def is_comment(word: str) -> bool:
    """Whether a word begins a comment of some other language."""
    return word.startswith(_COMMENTS)


def word_advice(word: str) -> str:
    """Return what to write instead of a word that is no JSON value."""
    if is_comment(word):
        return "JSON has no comments; remove it, or write the file as YAML"
    if _OTHER_BASE.fullmatch(word):
        return f"numbers are decimal; write `{int(word, 0)}`"
    number = _ODD_NUMBER.fullmatch(word)
    if number is not None and any(sign.isdigit() for sign in word):
        return f"write `{_plain(number)}`"
    return _WORDS.get(word, "texts stand in double quotes")


def escape_advice(text: str) -> tuple[str, str]:
    """Return what is wrong with a text at an escape or a control character, and what to write."""
    if not text.startswith("\\"):
        advice = r"write a line end as \n, a tab as \t"
        return "the string has a control character in it", advice
    sign = text[1:2]
    if sign == "u":
        return r"`\u` is not followed by four hexadecimal digits", r"write `é` as `\u00e9`"
    advice = rf"write `\\{sign}`: a backslash of the text itself is doubled"
    return rf"JSON has no escape `\{sign}`", advice


def _plain(number: re.Match[str]) -> str:
    """Return a number as JSON has it: without a plus, leading zeros and a bare point."""
    sign = "-" if number["sign"] == "-" else ""
    whole = number["whole"].replace("_", "") or "0"
    rest = (number["rest"] or "").replace("_", "")
    return f"{sign}{whole}{f'{rest}0' if rest == '.' else rest}"
