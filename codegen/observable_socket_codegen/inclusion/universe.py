"""The schemas of two contract versions in one place, and one validator for both.

Each schema is copied once, without what it says to its readers; references lead to one flat
dictionary of definitions. So a schema is known by the identity of its copy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, cast

import jsonschema_rs

from observable_socket_codegen._generated import formats
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import (
    ANNOTATIONS,
    FORMATS,
    IDENTIFIERS,
    KEYWORDS,
    Shape,
    walk,
)
from observable_socket_codegen.json_schema.patterns import understood, understood_name
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site

Schema: TypeAlias = bool | dict[str, Any]
Conj: TypeAlias = tuple[Schema, ...]
"""Schemas that a value has to fit all at once."""

Key: TypeAlias = tuple[int, ...]

PREFIX = "#/$defs/"
"""Begins references to `Universe.definitions`."""

_SAYS_NOTHING = (
    ANNOTATIONS
    | IDENTIFIERS
    | {
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
    }
)


class Origin(NamedTuple):
    """Where a copied schema comes from: the version (``old`` or ``new``) and the place."""

    version: str
    site: Site


class Universe:
    """All schemas of all versions.

    Attributes:
        definitions: What references lead to, by name.
        origins: Where a copy comes from, by its identity.
    """

    def __init__(self, versions: Mapping[str, Resolution]) -> None:
        self._versions = versions
        self._copies: dict[Origin, Schema] = {}
        self._pieces: dict[str, dict[str, Any]] = {}
        self._kept: list[Conj] = []
        self._validators: dict[Key, jsonschema_rs.Draft202012Validator] = {}
        self._equal: dict[str, bool] = {}
        self._names_in: dict[str, frozenset[str]] = {}
        self.definitions: dict[str, Json] = {}
        self.origins: dict[int, Origin] = {}

    def schema(self, version: str, site: Site) -> Schema:
        """Return the copy of a schema."""
        origin = Origin(version, site)
        if origin not in self._copies:
            self._copies[origin] = self._copied(origin)
        return self._copies[origin]

    def piece(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return one and the same object for equal schemas that were put together elsewhere."""
        text = json.dumps(schema, sort_keys=True)
        return self._pieces.setdefault(text, schema)

    def target(self, schema: Mapping[str, Any]) -> Schema:
        """Return what the reference of a copied schema leads to."""
        return cast("Schema", self.definitions[str(schema["$ref"]).removeprefix(PREFIX)])

    def key(self, conj: Conj) -> Key:
        """Return what a conjunction is known by; it is kept alive, so that this stays true."""
        self._kept.append(conj)
        if any(schema is False for schema in conj):
            return (0,)
        return tuple(sorted({id(schema) for schema in conj if schema is not True}))

    def accepts(self, conj: Conj, value: Json) -> bool:
        """Whether a value fits, as the run-time would decide."""
        return self._validator(conj).is_valid(value)

    def broken(self, conj: Conj, value: Json) -> Iterator[str]:
        """Yield the keywords that refuse a value."""
        for error in self._validator(conj).iter_errors(value):
            yield str(error.schema_path[-1])

    def same(self, first: Conj, second: Conj) -> bool:
        """Whether two conjunctions say the same in the same words, references followed."""
        return self._text(first) == self._text(second) and all(
            self._unchanged(name) for schema in first for name in _names(schema)
        )

    def _text(self, conj: Conj) -> list[str]:
        return sorted({_neutral(schema) for schema in conj})

    def _unchanged(self, name: str) -> bool:
        """Whether a definition and all that it needs is the same in both versions."""
        first = name.partition("-")[2]
        if first not in self._equal:
            waiting, seen = [first], set[str]()
            while waiting and self._equal.get(first) is not False:
                plain = waiting.pop()
                both = [self.definitions.get(f"{version}-{plain}") for version in self._versions]
                if None in both or len({_neutral(schema) for schema in both}) > 1:
                    self._equal[first] = False
                seen.add(plain)
                needed = {n.partition("-")[2] for schema in both for n in _names(schema)}
                waiting += needed - seen
            self._equal.update({plain: True for plain in seen if self._equal.get(first, True)})
        return self._equal[first]

    def _validator(self, conj: Conj) -> jsonschema_rs.Draft202012Validator:
        key = self.key(conj)
        if key not in self._validators:
            whole: dict[str, Any] = {"allOf": list(conj) or [True]}
            whole["$defs"] = self._needed(whole)
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                whole, validate_formats=True, formats=dict(formats.FORMATS)
            )
        return self._validators[key]

    def _needed(self, schema: object) -> dict[str, Json]:
        """Return the definitions that a schema needs, directly or through others."""
        found: dict[str, Json] = {}
        waiting = list(_names(schema))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self.definitions[name]
                if name not in self._names_in:
                    self._names_in[name] = frozenset(_names(self.definitions[name]))
                waiting += self._names_in[name]
        return found

    def _copied(self, origin: Origin) -> Schema:
        schema: Any = self._versions[origin.version].schemas[origin.site]
        if not isinstance(schema, dict):
            return bool(schema)
        members = cast("dict[str, Any]", schema)
        copy: dict[str, Any] = {}
        self.origins[id(copy)] = origin
        for keyword, value in members.items():
            if keyword in KEYWORDS and keyword not in _SAYS_NOTHING:
                self._copy_keyword(origin, keyword, value, copy)
        return copy

    def _copy_keyword(self, origin: Origin, keyword: str, value: Any, copy: dict[str, Any]) -> None:
        version, site = origin
        place = child(site.pointer, keyword)
        if keyword in ("$ref", "$dynamicRef"):
            copy["$ref"] = PREFIX + self._defined(version, origin)
        elif keyword == "format" and value not in FORMATS:
            return
        elif KEYWORDS[keyword] is Shape.SCHEMA:
            copy[keyword] = self.schema(version, Site(site.path, place))
        elif KEYWORDS[keyword] is Shape.SCHEMA_LIST:
            copy[keyword] = [
                self.schema(version, Site(site.path, child(place, index)))
                for index in range(len(value))
            ]
        elif KEYWORDS[keyword] is Shape.SCHEMA_MAP:
            copy[keyword] = {
                understood_name(keyword, name): self.schema(
                    version, Site(site.path, child(place, name))
                )
                for name in value
            }
        elif keyword == "pattern":
            copy[keyword] = understood(value)
        else:
            copy[keyword] = value

    def _defined(self, version: str, origin: Origin) -> str:
        """Return the name of what a schema refers to, and define it."""
        target = self._versions[version].targets[origin.site]
        name = f"{version}-{hashlib.sha256(repr(tuple(target)).encode()).hexdigest()[:20]}"
        if name not in self.definitions:
            self.definitions[name] = True  # so that a recursive schema is copied once
            self.definitions[name] = self.schema(version, target)
        return name


def _names(schema: object) -> Iterable[str]:
    """Yield the names of the definitions that a schema refers to itself."""
    copied: Any = schema
    for _, nested in walk(copied, ""):
        if isinstance(nested, dict) and "$ref" in nested:
            yield str(nested["$ref"]).removeprefix(PREFIX)


def _neutral(schema: object) -> str:
    """Return the text of a schema without the versions of what it refers to."""
    text = json.dumps(schema, sort_keys=True)
    return text.replace(f'"$ref": "{PREFIX}old-', '"$ref": "').replace(
        f'"$ref": "{PREFIX}new-', '"$ref": "'
    )


def canonical(value: Json) -> str:
    """Return one text for all values that JSON Schema calls equal: 1 is 1.0, but not true."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Json) -> Json:
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {name: _plain(member) for name, member in value.items()}
        case _:
            return value
