"""Proves for which schemas the generated model alone decides as the schema does.

Pydantic, reading JSON in strict mode, accepts less than a schema in places (1.0 for an integer),
which only costs time: what it refuses goes to the judge. What counts is that it never accepts
more. The proof is a list of what is known to be safe; anything else is left to the judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from observable_socket_codegen import ir
from observable_socket_codegen.compiling.exclusion import exclude_each_other
from observable_socket_codegen.emitters.pydantic_models.scalars import (
    PYTHON_FORMATS,
    SURE_FORMATS,
    is_faithful,
    python_type,
    scalar_bounds,
)
from observable_socket_codegen.json_schema.keyword_reading import scalar, values
from observable_socket_codegen.json_schema.keywords import (
    ANNOTATIONS,
    FORMATS,
    KEYWORDS,
    OF_TYPE,
    TYPES,
)
from observable_socket_codegen.json_schema.kinds import of_type
from observable_socket_codegen.json_schema.pointers import child
from observable_socket_codegen.json_schema.references import name_of

DEEPEST = 32
"""Levels of arrays and objects up to which a value may be nested to be read by its model alone."""

_ANNOTATIONS = ANNOTATIONS | {"default", "contentEncoding", "contentMediaType", "contentSchema"}
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_COUNTS = frozenset({"minItems", "maxItems"})
_LENGTHS = frozenset({"minLength", "maxLength", "pattern"})

_SCALARS = frozenset(TYPES) - {"array", "object"}

_FORMATS_OF_MODELS = SURE_FORMATS | PYTHON_FORMATS.keys()

_ALIKE = re.compile(
    r"(?:[^\\.\[\](){}|*+?]|\\[-^$.|*+?()\[\]{}/\\]|\((?:\?:|(?!\?))|\)|[|*+?]|\{[0-9]+(?:,[0-9]*)?\}"
    r"|\[\^?[^\\\[\]^&~-]*(?:[A-Za-z0-9]-[A-Za-z0-9][^\\\[\]^&~-]*)*-?\])*"
)
"""Patterns that mean the same to pydantic's engine and to ECMA-262; a dot does not."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a model does not decide alone.

    Attributes:
        declaration: The declaration that the reason stands in.
        pointer: Where in its schema.
        reason: A keyword, or a few words.
    """

    declaration: str
    pointer: str
    reason: str


class Proofs:
    """Finds out which declarations are decided by their models alone.

    Attributes:
        schemas: The schema of each declaration.
    """

    def __init__(self, schemas: Mapping[str, ir.Json]) -> None:
        self.schemas = schemas
        self._known: dict[str, tuple[Doubt, ...]] = {}
        self._levels: dict[str, int] = {}
        self._open: list[str] = []

    def doubts(self, name: str) -> tuple[Doubt, ...]:
        """Return why a declaration needs the judge; nothing if its model decides alone."""
        if name in self._open:
            return (Doubt(name, "", "it is recursive"),)
        if name not in self._known:
            self._open.append(name)
            proof = _Proof(self, name)
            found = tuple(proof.check(self.schemas[name], "", whole=True))
            self._open.pop()
            self._levels[name] = proof.levels
            if not found and proof.levels > DEEPEST:
                found = (Doubt(name, "", f"it is nested more than {DEEPEST} levels deep"),)
            self._known[name] = found
        return self._known[name]

    def levels(self, name: str) -> int:
        """Return how deep values of a declaration can be nested."""
        return self._levels.get(name, 0)

    def is_scalar(self, schema: ir.Json, seen: frozenset[str] = frozenset()) -> bool:
        """Return whether a schema without doubts accepts nothing but scalars."""
        match _effective(schema) if isinstance(schema, dict) else {}:
            case {"enum": _} | {"const": _}:
                return True
            case {"type": types}:
                return _SCALARS.issuperset(_names(types))
            case {"anyOf": [*members]} | {"oneOf": [*members]}:
                return all(self.is_scalar(member, seen) for member in members)
            case {"$ref": str() as reference} if (name := name_of(reference)) not in seen:
                return self.is_scalar(self.schemas[name], seen | {name})
            case _:
                return False


class _Proof:
    """Checks the schema of one declaration."""

    def __init__(self, proofs: Proofs, name: str) -> None:
        self._proofs = proofs
        self._name = name
        self._depth = 0
        self.levels = 0

    def check(self, schema: ir.Json, pointer: str, *, whole: bool) -> Iterator[Doubt]:
        """Yield what cannot be proved.

        Args:
            schema: The schema, references to declarations in it.
            pointer: Where it stands.
            whole: Whether it is that of a declaration or a member; arrays within other types have
                no bounds in the model, unless their items are scalars.
        """
        if not isinstance(schema, dict):
            yield self._doubt(pointer, "any value" if schema else "no value")
            return
        keywords = _effective(schema)
        match keywords:
            case {"$ref": str() as reference} if len(keywords) == 1:
                name = name_of(reference)
                yield from self._proofs.doubts(name)
                self._reach(self._proofs.levels(name))
            case {"anyOf": list() as members} if len(keywords) == 1:
                yield from self._any_of(members, child(pointer, "anyOf"), whole=whole)
            case {"oneOf": list() as members} if len(keywords) == 1 and exclude_each_other(
                members, self._proofs.schemas
            ):
                yield from self._any_of(members, child(pointer, "oneOf"), whole=whole)
            case {"enum": _} | {"const": _}:
                yield from self._literal(keywords, pointer)
            case {"type": [str() as type_, "null"] | (str() as type_)}:
                yield from self._typed(type_, keywords, pointer, whole=whole)
            case {"type": [*types]} if types and _SCALARS.issuperset(types):
                for name in map(str, types):
                    own = _effective({**keywords, "type": name})
                    yield from self._typed(name, own, pointer, whole=whole)
            case _ if not keywords:
                yield self._doubt(pointer, "any value")
            case _:
                yield self._doubt(pointer, next(iter(keywords.keys() - {"type"}), "type"))

    def _typed(
        self, type_: str, keywords: Mapping[str, Any], pointer: str, *, whole: bool
    ) -> Iterator[Doubt]:
        match type_:
            case "null" | "boolean":
                yield from self._others(keywords, pointer, frozenset())
            case "integer" | "number":
                yield from self._number(type_, keywords, pointer)
            case "string":
                yield from self._string(keywords, pointer)
            case "array":
                yield from self._array(keywords, pointer, whole=whole)
            case _:
                yield from self._object(keywords, pointer)

    def _number(self, type_: str, keywords: Mapping[str, Any], pointer: str) -> Iterator[Doubt]:
        known = _BOUNDS | {"multipleOf"} if type_ == "integer" else _BOUNDS
        yield from self._others(keywords, pointer, known)
        given = keywords.keys() & known
        read = scalar("integer" if type_ == "integer" else "number", keywords)
        if lost := given - scalar_bounds(read).keys():
            yield self._doubt(pointer, min(lost))
        elif type_ == "number" and given and python_type(read) != "float":
            yield self._doubt(pointer, min(given))

    def _string(self, keywords: Mapping[str, Any], pointer: str) -> Iterator[Doubt]:
        yield from self._others(keywords, pointer, _LENGTHS | {"format"})
        format_ = keywords.get("format", "")
        given = keywords.keys() & _LENGTHS
        if format_ in FORMATS and format_ not in _FORMATS_OF_MODELS:
            yield self._doubt(pointer, "format")
        elif given and format_ in PYTHON_FORMATS:
            yield self._doubt(pointer, min(given))
        elif "pattern" in given and (
            format_ in SURE_FORMATS or not _means_the_same(keywords["pattern"], keywords)
        ):
            yield self._doubt(pointer, "pattern")

    def _array(self, keywords: Mapping[str, Any], pointer: str, *, whole: bool) -> Iterator[Doubt]:
        items = keywords.get("items", True)
        yield from self._others(keywords, pointer, _COUNTS | {"items", "uniqueItems"})
        if not self._proofs.is_scalar(items):
            if keywords.get("uniqueItems", False):
                yield self._doubt(pointer, "uniqueItems")
            if not whole and (given := keywords.keys() & _COUNTS):
                yield self._doubt(pointer, min(given))
        yield from self._within(items, child(pointer, "items"), whole=False)

    def _object(self, keywords: Mapping[str, Any], pointer: str) -> Iterator[Doubt]:
        known = frozenset({"properties", "required", "additionalProperties"})
        yield from self._others(keywords, pointer, known)
        properties = keywords.get("properties", {})
        others = keywords.get("additionalProperties", True)
        is_open = others is True or others == {}
        if (properties and is_open) or others is False:
            # What is not declared is for the judge, and so the run-time does not read it.
            if pointer:
                yield self._doubt(pointer, "properties")  # only declarations become classes
        elif properties or is_open:
            yield self._doubt(pointer, "additionalProperties")
        else:
            yield from self._within(others, child(pointer, "additionalProperties"), whole=False)
        if not properties.keys() >= set(keywords.get("required", ())):
            yield self._doubt(pointer, "required")
        for name, member in properties.items():
            place = child(child(pointer, "properties"), name)
            yield from self._within(member, place, whole=True)

    def _literal(self, keywords: Mapping[str, Any], pointer: str) -> Iterator[Doubt]:
        yield from self._others(keywords, pointer, frozenset({"enum", "const"}))
        found = list(values(keywords, of_type(keywords.get("type"))))
        if keywords.keys() >= {"enum", "const"} or not is_faithful(found):
            yield self._doubt(pointer, "enum" if "enum" in keywords else "const")

    def _any_of(self, members: list[ir.Json], pointer: str, *, whole: bool) -> Iterator[Doubt]:
        alone = len(members) == 2 and members[1] == {"type": "null"}
        for index, member in enumerate(members):
            yield from self.check(member, child(pointer, index), whole=whole and alone)

    def _within(self, schema: ir.Json, pointer: str, *, whole: bool) -> Iterator[Doubt]:
        self._depth += 1
        self._reach(0)
        yield from self.check(schema, pointer, whole=whole)
        self._depth -= 1

    def _reach(self, levels: int) -> None:
        self.levels = max(self.levels, self._depth + levels)

    def _others(
        self, keywords: Mapping[str, Any], pointer: str, known: frozenset[str]
    ) -> Iterator[Doubt]:
        for keyword in sorted(keywords.keys() - known - {"type"}):
            yield self._doubt(pointer, keyword)

    def _doubt(self, pointer: str, reason: str) -> Doubt:
        place = child(pointer, reason) if reason.isalnum() or reason[:1] == "$" else pointer
        return Doubt(self._name, place, reason)


def _effective(schema: Mapping[str, ir.Json]) -> dict[str, ir.Json]:
    """Return the keywords that decide: known ones that look at values of the schema's type."""
    types = schema.get("type", list(TYPES))
    names = {"number" if name == "integer" else name for name in _names(types)}
    idle = frozenset[str]().union(*(OF_TYPE[name] for name in OF_TYPE.keys() - names))
    return {k: v for k, v in schema.items() if k in KEYWORDS and k not in _ANNOTATIONS | idle}


def _names(types: Any) -> list[str]:
    return [types] if isinstance(types, str) else types


def _means_the_same(pattern: str, keywords: Mapping[str, Any]) -> bool:
    """Whether the model has a pattern, and pydantic's engine takes it as ECMA-262 does."""
    emitted = scalar_bounds(scalar("string", keywords)).get("pattern")
    return emitted is not None and _ALIKE.fullmatch(pattern) is not None
