"""Copies schemas into one flat dictionary, in which every named schema stands under its name.

Nothing else changes: a schema that is moved is replaced by ``{"$ref": "#/$defs/Name"}``, which
accepts the same values and evaluates the same members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from observable_socket_codegen.documents import child
from observable_socket_codegen.ir import Json
from observable_socket_codegen.keywords import IDENTIFIERS, KEYWORDS, LINT_IGNORE, Shape, walk
from observable_socket_codegen.names import Names
from observable_socket_codegen.resolve import Resolution
from observable_socket_codegen.sites import Site

PREFIX = "#/$defs/"


class Hoister:
    """Copies schemas, references rewritten."""

    def __init__(self, resolution: Resolution, names: Names) -> None:
        self._resolution = resolution
        self._names = names

    def definitions(self) -> dict[str, Json]:
        """Return every named schema by its name."""
        found = {name: self.copied(site) for site, name in self._names.whole.items()}
        for site, name in self._names.parts.items():
            copied = self.copied(site)
            found[name] = {**copied, "type": "object"} if isinstance(copied, dict) else copied
        return dict(sorted(found.items()))

    def copied(self, site: Site) -> Json:
        """Return a schema with references to the named schemas in place of those schemas."""
        schema = self._resolution.schemas[site]
        if not isinstance(schema, dict):
            return schema
        copy: dict[str, Json] = {}
        for keyword, value in schema.items():
            place = child(site.pointer, keyword)
            if keyword in IDENTIFIERS or keyword == LINT_IGNORE:
                continue
            if keyword == "$ref":
                copy[keyword] = reference_to(self._names.whole[self._resolution.targets[site]])
            else:
                copy[keyword] = self._value(keyword, value, Site(site.path, place))
        return copy

    def _value(self, keyword: str, value: Json, site: Site) -> Json:
        match KEYWORDS.get(keyword), value:
            case Shape.SCHEMA, _:
                return self._nested(site)
            case Shape.SCHEMA_LIST, list():
                return [
                    self._nested(Site(site.path, child(site.pointer, index)))
                    for index in range(len(value))
                ]
            case Shape.SCHEMA_MAP, dict():
                return {
                    name: self._nested(Site(site.path, child(site.pointer, name))) for name in value
                }
            case _:
                return value

    def _nested(self, site: Site) -> Json:
        name = self._names.whole.get(site)
        return self.copied(site) if name is None else {"$ref": reference_to(name)}


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
