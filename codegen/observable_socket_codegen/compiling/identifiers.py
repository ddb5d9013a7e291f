"""Turns what people call things into names that every language takes."""

from __future__ import annotations

import itertools
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from observable_socket_codegen.ir import Json

_SIGNS = {
    " ": "Space", "!": "Bang", "#": "Hash", "$": "Dollar", "%": "Percent", "&": "And",
    "*": "Star", "+": "Plus", ",": "Comma", "-": "Hyphen", ".": "Dot", "/": "Slash",
    ":": "Colon", ";": "Semicolon", "<": "Less", "=": "Equals", ">": "Greater", "?": "Question",
    "@": "At", "\\": "Backslash", "^": "Caret", "_": "Underscore", "|": "Bar", "~": "Tilde",
}  # fmt: skip
"""Words for the signs that names of members have."""

_KEPT = 2**14
"""Words that are remembered, for the same ones come again and again."""

_SEGMENT_SIGNS = re.compile(r"[._-]+")


class RouteNames(NamedTuple):
    """The names that follow from a route's path; see `ir.Route`."""

    identifier: str
    stem: str
    group: str
    method: str

    @property
    def handlers(self) -> str:
        """The class of the handlers of its group."""
        return f"{self.group}Handlers"


@lru_cache(_KEPT)
def pascal(text: str) -> str:
    """Return a text in PascalCase: ``publish_at`` is ``PublishAt``.

    Compatibility forms of a character become the character itself, as Python does with
    identifiers. Of a text without letters and digits nothing is left.
    """
    normal = unicodedata.normalize("NFKC", text)
    spaced = "".join(sign if _is_letter(sign) else " " for sign in normal)
    return "".join(word[:1].upper() + word[1:] for word in spaced.split())


@lru_cache(_KEPT)
def spelled(text: str) -> str:
    """Return a text in PascalCase that tells what `pascal` leaves out, by words.

    ``foo-bar`` is ``FooHyphenBar``, ``FooBar`` is ``CapitalFooBar``, ``fooBar`` is ``FooBar``.
    """
    name = _spelled(text, _is_letter)
    is_stable = unicodedata.normalize("NFKC", name) == name
    return name if is_stable else _spelled(text, lambda sign: sign.isascii() and sign.isalnum())


def _spelled(text: str, is_kept: Callable[[str], bool]) -> str:
    words: list[str] = []
    starts = True
    for sign in text:
        kept = is_kept(sign) and unicodedata.normalize("NFKC", sign) == sign
        if not kept:
            words.append(_SIGNS.get(sign) or f"U{ord(sign):04X}")
        elif starts:
            words.append(f"Capital{sign}" if sign.isupper() else sign.upper())
        else:
            words.append(sign)
        starts = not kept
    return "".join(words)


def of_results(stem: str) -> Iterator[str]:
    """Yield what to call that which the handler of a route returns, the best name first."""
    yield f"{stem}Result"
    yield f"{stem}Returns"
    for words in itertools.count(1):
        yield f"{stem}{'Handler' * words}Returns"


def _is_letter(sign: str) -> bool:
    return f"a{sign}".isidentifier() and sign != "_"


def of_route(path: str) -> RouteNames:
    """Return the names of a route: ``articles/get`` is ``articles_get``, ``ArticlesGet``..."""
    segments = [_SEGMENT_SIGNS.sub("_", segment) for segment in path.split("/")]
    *group, method = segments
    return RouteNames(
        identifier=_not_a_digit("route_", "_".join(segments)),
        stem=_not_a_digit("Route", pascal("_".join(segments))),
        group=_not_a_digit("Route", pascal("_".join(group))) or "Root",
        method=_not_a_digit("route_", method),
    )


def of_type_file(path: str) -> str:
    """Return the name of a shared schema: ``types/billing/invoice.json`` is ``BillingInvoice``."""
    inside = path.partition("/")[2]
    return _not_a_digit("Type", pascal(posixpath.splitext(inside)[0]))


def of_alternatives(alternatives: Sequence[Json]) -> list[str]:
    """Return what to call each schema of a union.

    That is the value of a ``const`` member, else the title; where that does not tell a schema
    from the others, it is the position.
    """
    labels = [pascal(_tag(schema) or _title(schema)) for schema in alternatives]
    return [
        label if label and labels.count(label) == 1 else f"Option{number}"
        for number, label in enumerate(labels, start=1)
    ]


def _tag(schema: Json) -> str:
    match schema:
        case {"properties": dict() as properties}:
            for member in properties.values():
                match member:
                    case {"const": str() as value}:
                        return value
                    case _:
                        pass
        case _:
            pass
    return ""


def _title(schema: Json) -> str:
    match schema:
        case {"title": str() as title}:
            return title
        case _:
            return ""


def _not_a_digit(prefix: str, name: str) -> str:
    return f"{prefix}{name}" if name[:1].isdigit() else name
