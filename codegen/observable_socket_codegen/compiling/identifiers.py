"""Turns what people call things into names that every language takes."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from observable_socket_codegen.ir import Json

_SEGMENT_SIGNS = re.compile(r"[._-]+")


class RouteNames(NamedTuple):
    """The names that follow from a route's path; see `ir.Route`."""

    identifier: str
    stem: str
    group: str
    method: str


def pascal(text: str) -> str:
    """Return a text in PascalCase: ``publish_at`` is ``PublishAt``.

    Compatibility forms of a character become the character itself, as Python does with
    identifiers. Of a text without letters and digits nothing is left.
    """
    normal = unicodedata.normalize("NFKC", text)
    spaced = "".join(sign if f"a{sign}".isidentifier() and sign != "_" else " " for sign in normal)
    return "".join(word[:1].upper() + word[1:] for word in spaced.split())


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
