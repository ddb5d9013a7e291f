"""How hoisted schemas refer to each other: by name, within one dictionary of definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import walk

PREFIX = "#/$defs/"


def reference_to(name: str) -> str:
    """Return the reference to a definition, which is a URI: signs beyond ASCII are encoded."""
    return PREFIX + quote(name)


def name_of(reference: str) -> str:
    """Return the name of the definition that a reference leads to."""
    return unquote(reference.removeprefix(PREFIX))


def references(schema: Json) -> Iterator[str]:
    """Yield the names that a copied schema refers to."""
    for _, nested in walk(schema, ""):
        match nested:
            case {"$ref": str() as reference}:
                yield name_of(reference)
            case _:
                pass


def closure(definitions: Mapping[str, Json], schema: Json) -> dict[str, Json]:
    """Return the definitions that a schema needs, directly or through others."""
    needed: dict[str, Json] = {}
    waiting = [schema]
    while waiting:
        for name in references(waiting.pop()):
            if name not in needed:
                needed[name] = definitions[name]
                waiting.append(definitions[name])
    return needed
