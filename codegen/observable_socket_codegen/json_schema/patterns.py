"""Patterns as ECMA-262 has them, in words that the judge's engine has too."""

from __future__ import annotations

import re

_SURROGATES = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_PIECE = re.compile(
    rf"{_SURROGATES}|\\[pPu]\{{[^}}]*\}}|\\k<[^>]+>|\\0(?![0-9])|\\."
    r"|\[\^?\]|\[(?:\\.|[^\]\\])*\]|\(\?<(?P<name>[^=!>][^>]*)>|\((?!\?)"
    r"|\{[0-9]+(?:,[0-9]*)?\}|\{",
    re.DOTALL,
)
_IN_CLASS = re.compile(rf"{_SURROGATES}|\\0(?![0-9])|\\.", re.DOTALL)

_OTHERWISE = {
    "{": r"\{",
    "[]": r"[^\s\S]",
    "[^]": r"[\s\S]",
    r"\0": r"\x00",
}
"""What the engine does not know, or, as with ``[]a]``, knows as something else."""


def understood(pattern: str) -> str:
    """Return a pattern in words that the judge's engine has for it too; most stay as they are."""
    groups: list[str | None] = []

    def piece(found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith("("):
            groups.append(found["name"])
        elif text.startswith(r"\k"):
            name = text[3:-1]
            return rf"(?:\{groups.index(name) + 1})" if name in groups else text
        elif text.startswith("[") and text not in _OTHERWISE:
            return _IN_CLASS.sub(_sign_in_class, text)
        return _sign(text)

    return _PIECE.sub(piece, pattern)


def understood_name(keyword: str, name: str) -> str:
    """Return a name below a keyword that holds schemas by name; only some are patterns."""
    return understood(name) if keyword == "patternProperties" else name


def _sign_in_class(found: re.Match[str]) -> str:
    return r"\x08" if found[0] == r"\b" else _sign(found[0])


def _sign(text: str) -> str:
    if re.fullmatch(_SURROGATES, text):
        high, low = int(text[2:6], 16), int(text[8:12], 16)
        return rf"\u{{{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00:X}}}"
    return _OTHERWISE.get(text, text)
