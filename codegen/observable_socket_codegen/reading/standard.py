"""The schemas that JSON Schema itself is described by, as if they were files of every project.

They are the only schemas with an address elsewhere that contracts may refer to: everybody has the
same ones, so nothing needs to be downloaded.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from copy import deepcopy
from importlib import import_module
from typing import Any, cast

from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import walk
from observable_socket_codegen.reading.documents import Document, Places

ADDRESS = "https://json-schema.org/draft/2020-12/"

FOLDER = "types//json-schema.org/"
"""Where the files seem to lie, and no other file can; names of generated types follow from it."""


def standard_schemas(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the schemas of JSON Schema itself that some documents refer to.

    A copy of one in the project, with its ``$id``, has precedence.
    """
    files = list(documents)
    own = {name for file in files for name in _named(file.data)}
    waiting = {address for file in files for address in _addresses(file.data)}
    found: dict[str, Document] = {}
    while waiting:
        address = waiting.pop()
        schema = _schema(address) if address not in own | found.keys() else None
        if schema is not None:
            path = FOLDER + posixpath.basename(address) + ".json"
            found[address] = Document(path, address, schema, Places())
            waiting |= set(_addresses(schema, address))
    yield from sorted(found.values(), key=lambda document: document.path)


def _named(data: Json) -> Iterator[str]:
    if isinstance(data, dict) and isinstance(name := data.get("$id"), str):
        yield name


def _addresses(data: Json, base: str = "") -> Iterator[str]:
    """Yield the addresses within JSON Schema's own that are referred to."""
    for reference in _references(data):
        if base and reference.startswith("meta/"):
            yield posixpath.dirname(base) + f"/{reference}"
        elif reference.startswith(ADDRESS):
            yield reference.partition("#")[0]


def _references(data: Json) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(reference := data.get("$ref"), str):
            yield reference
        for member in data.values():
            yield from _references(member)
    elif isinstance(data, list):
        for item in data:
            yield from _references(item)


def _schema(address: str) -> Json:
    # imported here, because it takes a while and hardly any contract asks for it; by name, because
    # the package says nothing about its types
    registry: Any = import_module("jsonschema_specifications").REGISTRY
    if address not in registry:
        return None
    schema = deepcopy(registry.contents(address))
    del schema["$vocabulary"]
    for _, nested in walk(schema, ""):
        if isinstance(nested, dict):
            nested.pop("default", None)  # it tells readers what an absent keyword means
    return cast("Json", schema)
