"""What a contract file refers to in others, and what others may call its schemas.

That much can be known of a file by itself. It decides which files have to be looked at together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin

from observable_socket_codegen.checking.schema_index import path_of
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import subschemas
from observable_socket_codegen.reading.documents import Document
from observable_socket_codegen.reading.sites import roots_of
from observable_socket_codegen.reading.standard import ADDRESS


class Reference(NamedTuple):
    """A reference to another file.

    Attributes:
        address: What it may be by the ``$id`` of a schema.
        path: The path that it names otherwise; empty if that is none in the schema folder.
        pointer: Where in that schema or file.
    """

    address: str
    path: str
    pointer: str


class Outline(NamedTuple):
    """What there is to know of a file for others.

    Attributes:
        names: The ``$id`` of schemas in it, and their pointers.
        references: What it refers to outside.
        alone: Whether that is all. Dynamic references, anchors of other files and the schemas of
            JSON Schema itself can only be understood with the whole contract.
    """

    names: tuple[tuple[str, str], ...]
    references: tuple[Reference, ...]
    alone: bool = True


def outline(document: Document) -> Outline:
    """Return what there is to know of a file for others."""
    names: list[tuple[str, str]] = []
    references: dict[Reference, None] = {}
    alone = True
    for root in roots_of(document):
        for pointer, schema, base in _walk(root.schema, root.site.pointer, ""):
            if isinstance(schema.get("$id"), str):
                names.append((base, pointer))
            if not schema.keys().isdisjoint({"$dynamicRef", "$dynamicAnchor"}):
                alone = False
            address, _, fragment = _text(schema.get("$ref")).partition("#")
            if address:
                pointer = unquote(fragment)
                absolute = urldefrag(urljoin(base, address))[0]
                if (pointer and not pointer.startswith("/")) or absolute.startswith(ADDRESS):
                    alone = False
                path = path_of(address, document.path) or ""
                references[Reference(absolute, path, pointer)] = None
    return Outline(tuple(names), tuple(references), alone)


def _walk(schema: Json, pointer: str, base: str) -> Iterator[tuple[str, dict[str, Json], str]]:
    """Yield every schema with its place, and the address that references in it are relative to."""
    if not isinstance(schema, dict):
        return
    base = urldefrag(urljoin(base, _text(schema.get("$id"))))[0]
    yield pointer, schema, base
    for nested in subschemas(schema, pointer):
        yield from _walk(nested.schema, nested.pointer, base)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
