"""Where schemas stand: in which file, at which pointer, in which role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from observable_socket_codegen.ir import Json
from observable_socket_codegen.reading.documents import Document, child
from observable_socket_codegen.reading.folder import ROUTES, TYPES
from observable_socket_codegen.reading.load import Sources


class Site(NamedTuple):
    """The place of a schema: the path of its file in the schema folder, and a pointer."""

    path: str
    pointer: str


class Root(NamedTuple):
    """A schema that stands in no other schema.

    ``suffix`` is what its role adds to the name of its file: ``Payload``, ``Reply200Headers``.
    """

    site: Site
    suffix: str
    schema: Json

    @property
    def carries(self) -> bool:
        """Whether values of it travel; other schemas are only there to be referred to."""
        shared = self.site.pointer.startswith("/$defs/")
        return self.site.path.startswith(f"{ROUTES}/") and not shared


def roots(sources: Sources) -> Iterator[Root]:
    """Yield every outermost schema of every file."""
    for document in (*sources.types, *sources.routes):
        yield from roots_of(document)


def roots_of(document: Document) -> Iterator[Root]:
    """Yield every outermost schema of a file."""
    if document.path.startswith(f"{TYPES}/"):
        yield Root(Site(document.path, ""), "", document.data)
    else:
        yield from _of_route(document)


def _of_route(document: Document) -> Iterator[Root]:
    match document.data:
        case dict() as route:
            pass
        case _:
            return

    def members(holder: Json, pointer: str, names: dict[str, str]) -> Iterator[Root]:
        if isinstance(holder, dict):
            for member, suffix in names.items():
                if member in holder:
                    yield Root(Site(document.path, child(pointer, member)), suffix, holder[member])

    both = {"payload": "Payload", "headers": "Headers"}
    yield from members(route, "", {**both, "item": "Item"})
    yield from members(route.get("request"), "/request", both)
    replies = route.get("replies")
    for status, reply in replies.items() if isinstance(replies, dict) else ():
        if status.isdigit():
            names = {"payload": f"Reply{status}", "headers": f"Reply{status}Headers"}
            yield from members(reply, child("/replies", status), names)
    shared = route.get("$defs")
    for name, schema in shared.items() if isinstance(shared, dict) else ():
        yield Root(Site(document.path, child("/$defs", name)), name, schema)
