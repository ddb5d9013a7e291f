"""The parts of a route, and who sends them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from observable_socket_codegen._generated.wire import ERROR_PAYLOAD, IMPLICIT_STATUSES
from observable_socket_codegen.checking.understanding import data_of
from observable_socket_codegen.ir import FIRST_ERROR
from observable_socket_codegen.reading.documents import Document, child, lookup

Sender: TypeAlias = Literal["client", "server"]

PROTOCOL_STATUSES = frozenset(IMPLICIT_STATUSES)
"""What any route may answer with, declared or not."""

ANYTHING: dict[str, Any] = {}
NULL: dict[str, Any] = {"type": "null"}
UNDECLARED_HEADERS: dict[str, Any] = {"type": "object", "properties": {}}


@dataclass(frozen=True, slots=True)
class Part:
    """Something that travels over a route.

    Attributes:
        words: What it is called in messages.
        pointer: Where its schema stands in the contract file, if it has one.
        sender: Who sends it.
        sent: What is sent where there is no schema.
        taken: What is accepted where there is no schema.
    """

    words: str
    pointer: str
    sender: Sender
    sent: dict[str, Any]
    taken: dict[str, Any]


def has(document: Document, pointer: str) -> bool:
    """Whether a contract file says something at a place."""
    try:
        lookup(document.data, pointer)
    except KeyError:
        return False
    return True


def statuses(document: Document) -> list[int]:
    """Return the statuses that a route declares."""
    return [int(status) for status in data_of(document).get("replies", {}) if status.isdigit()]


def parts(document: Document) -> Iterator[Part]:
    """Yield what travels over a route besides replies."""
    route_kind = data_of(document)["kind"]
    asking: Sender = "server" if route_kind in ("ask", "push") else "client"
    holder, words = ("", "the") if route_kind == "push" else ("/request", "the request")
    yield Part(f"{words} payload", f"{holder}/payload", asking, NULL, ANYTHING)
    yield Part(f"{words} headers", f"{holder}/headers", asking, UNDECLARED_HEADERS, ANYTHING)
    if route_kind in ("stream", "topic"):
        yield Part("an item", "/item", "server", ANYTHING, ANYTHING)


def reply_parts(document: Document, status: int) -> Iterator[Part]:
    """Yield what a reply of one status carries."""
    sender: Sender = "client" if data_of(document)["kind"] == "ask" else "server"
    holder = child("/replies", status)
    payload = ERROR_PAYLOAD if status >= FIRST_ERROR else NULL
    yield Part(f"the payload of reply {status}", f"{holder}/payload", sender, payload, payload)
    yield Part(
        f"the headers of reply {status}", f"{holder}/headers", sender, UNDECLARED_HEADERS, ANYTHING
    )
