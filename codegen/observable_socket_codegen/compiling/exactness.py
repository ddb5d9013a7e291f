"""Proves for which schemas the generated model alone decides as the schema does.

Pydantic, reading JSON in strict mode, accepts less than a schema in places (1.0 for an integer),
which only costs time: what it refuses goes to the judge. What counts is that it never accepts
more. The proof is a list of what is known to be safe; anything else is left to the judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from observable_socket_codegen import ir
from observable_socket_codegen.compiling.conjunction import unclear
from observable_socket_codegen.compiling.exclusion import exclude_each_other
from observable_socket_codegen.compiling.places import only_refers
from observable_socket_codegen.compiling.scalar_exactness import (
    SCALARS,
    doubtful,
    doubtful_literal,
    is_scalar,
    others,
)
from observable_socket_codegen.json_schema.keyword_reading import effective, is_idle
from observable_socket_codegen.json_schema.pointers import child
from observable_socket_codegen.json_schema.references import name_of

DEEPEST = 32
"""Levels of arrays and objects up to which a value may be nested to be read by its model alone."""

_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_COUNTS = frozenset({"minItems", "maxItems"})
_IN_PLACE = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
_MEMBERS = frozenset(
    {
        *("additionalProperties", "minProperties", "properties", "required"),
        "unevaluatedProperties",
    }
)


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


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out about the values of a declaration.

    Attributes:
        levels: How deep they can be nested.
        has_tuples: Whether there are tuples among their models' values.
    """

    levels: int = 0
    has_tuples: bool = False


class Proofs:
    """Finds out which declarations are decided by their models alone.

    Attributes:
        schemas: The schema of each declaration.
    """

    def __init__(self, schemas: Mapping[str, ir.Json]) -> None:
        self.schemas = schemas
        self._known: dict[str, tuple[Doubt, ...]] = {}
        self._found: dict[str, Found] = {}
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
            self._found[name] = Found(proof.levels, proof.has_tuples)
            if not found and proof.levels > DEEPEST:
                found = (Doubt(name, "", f"it is nested more than {DEEPEST} levels deep"),)
            self._known[name] = found
        return self._known[name]

    def found(self, name: str) -> Found:
        """Return what else is known of a declaration that was looked at."""
        return self._found.get(name, Found())


class _Proof:
    """Checks the schema of one declaration."""

    def __init__(self, proofs: Proofs, name: str) -> None:
        self._proofs = proofs
        self._name = name
        self._depth = 0
        self.levels = 0
        self.has_tuples = False

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
        keywords = effective(schema)
        match keywords:
            case _ if not _IN_PLACE.isdisjoint(keywords):
                yield from self._combined(keywords, pointer, whole=whole)
            case {"enum": _} | {"const": _}:
                yield from self._because(doubtful_literal(keywords, self._proofs.schemas), pointer)
            case {"type": [str() as type_, "null"] | (str() as type_)}:
                yield from self._typed(type_, keywords, pointer, whole=whole)
            case {"type": [*types]} if types and SCALARS.issuperset(types):
                for name in map(str, types):
                    own = effective({**keywords, "type": name})
                    yield from self._because(doubtful(name, own), pointer)
            case _ if not keywords:
                yield self._doubt(pointer, "any value")
            case _:
                yield self._doubt(pointer, min(keywords.keys() - {"type"}, default="type"))

    def _combined(
        self, keywords: Mapping[str, Any], pointer: str, *, whole: bool
    ) -> Iterator[Doubt]:
        """What other schemas in place of a schema, or beside it, say about a value."""
        is_alone = len(keywords) == 1
        match keywords:
            case {"$ref": str() as reference} if is_alone:
                yield from self._referred(reference)
            case {"allOf": [member]} if is_alone and (pointer or only_refers(member)):
                yield from self.check(member, child(child(pointer, "allOf"), 0), whole=whole)
            case {"allOf": _} | {"$ref": _}:
                yield from self._all_of(keywords, pointer)
            case {"anyOf": [*members]} if is_alone:
                yield from self._any_of(members, child(pointer, "anyOf"), whole=whole)
            case {"oneOf": [*members]} if is_alone and exclude_each_other(
                members, self._proofs.schemas
            ):
                yield from self._any_of(members, child(pointer, "oneOf"), whole=whole)
            case _:
                yield self._doubt(pointer, min(keywords.keys() & _IN_PLACE))

    def _typed(
        self, type_: str, keywords: Mapping[str, Any], pointer: str, *, whole: bool
    ) -> Iterator[Doubt]:
        match type_:
            case "array":
                yield from self._array(keywords, pointer, whole=whole)
            case "object":
                yield from self._object(keywords, pointer)
            case _:
                yield from self._because(doubtful(type_, keywords), pointer)

    def _array(self, keywords: Mapping[str, Any], pointer: str, *, whole: bool) -> Iterator[Doubt]:
        if "prefixItems" in keywords:
            yield from self._tuple(keywords, pointer)
            return
        items = keywords.get("items", True)
        yield from self._because(others(keywords, _COUNTS | {"items", "uniqueItems"}), pointer)
        if not is_scalar(items, self._proofs.schemas):
            if keywords.get("uniqueItems", False):
                yield self._doubt(pointer, "uniqueItems")
            if not whole and (given := keywords.keys() & _COUNTS):
                yield self._doubt(pointer, min(given))
        yield from self._within(items, child(pointer, "items"), whole=False)

    def _tuple(self, keywords: Mapping[str, Any], pointer: str) -> Iterator[Doubt]:
        """Arrays of a fixed size become tuples if their items are scalars."""
        self.has_tuples = True
        known = _COUNTS | {"items", "prefixItems", "unevaluatedItems"}
        yield from self._because(others(keywords, known), pointer)
        prefix: list[ir.Json] = keywords["prefixItems"]
        size, most = len(prefix), keywords.get("maxItems")
        rest = keywords.get("items", keywords.get("unevaluatedItems", True))
        is_closed = most == size or (rest is False and (most is None or most > size))
        if not is_closed or keywords.get("minItems", 0) != size:
            yield self._doubt(pointer, "prefixItems")
        place = child(pointer, "prefixItems")
        for index, item in enumerate(prefix):
            if not is_scalar(item, self._proofs.schemas):
                yield self._doubt(pointer, "prefixItems")
            yield from self._within(item, child(place, index), whole=False)

    def _object(self, keywords: Mapping[str, Any], pointer: str) -> Iterator[Doubt]:
        yield from self._because(others(keywords, _MEMBERS), pointer)
        properties = keywords.get("properties", {})
        required = set(keywords.get("required", ()))
        rest = keywords.get("additionalProperties", keywords.get("unevaluatedProperties", True))
        is_open = rest is True or rest == {}
        if (properties and is_open) or rest is False:
            # What is not declared is for the judge, and so the run-time does not read it.
            if pointer:
                yield self._doubt(pointer, "properties")  # only declarations become classes
        elif properties or is_open:
            yield self._doubt(pointer, "additionalProperties")
        else:
            yield from self._within(rest, child(pointer, "additionalProperties"), whole=False)
        if not properties.keys() >= required:
            yield self._doubt(pointer, "required")
        if keywords.get("minProperties", 0) > len(required):
            yield self._doubt(pointer, "minProperties")
        for name, member in properties.items():
            place = child(child(pointer, "properties"), name)
            yield from self._within(member, place, whole=True)

    def _all_of(self, keywords: Mapping[str, Any], pointer: str) -> Iterator[Doubt]:
        """Objects that are described in parts, of which one class is made."""
        place = child(pointer, "allOf" if "allOf" in keywords else "$ref")
        if pointer:
            yield Doubt(self._name, place, "allOf")  # only declarations become classes
        elif reason := unclear(keywords, self._proofs.schemas):
            yield Doubt(self._name, place, reason)
        yield from self._parts(keywords, pointer)

    def _parts(self, keywords: Mapping[str, Any], pointer: str) -> Iterator[Doubt]:
        if isinstance(reference := keywords.get("$ref"), str):
            yield from self._referred(reference)
        for name, member in keywords.get("properties", {}).items():
            if not is_idle(member):
                place = child(child(pointer, "properties"), name)
                yield from self._within(member, place, whole=True)
        members: list[ir.Json] = keywords.get("allOf", [])
        for index, part in enumerate(members):
            if isinstance(part, dict):
                yield from self._parts(part, child(child(pointer, "allOf"), index))

    def _referred(self, reference: str) -> Iterator[Doubt]:
        name = name_of(reference)
        yield from self._proofs.doubts(name)
        found = self._proofs.found(name)
        self.has_tuples |= found.has_tuples
        self.levels = max(self.levels, self._depth + found.levels)

    def _any_of(self, members: list[ir.Json], pointer: str, *, whole: bool) -> Iterator[Doubt]:
        alone = len(members) == 2 and members[1] == {"type": "null"}
        before, self.has_tuples = self.has_tuples, False
        for index, member in enumerate(members):
            yield from self.check(member, child(pointer, index), whole=whole and alone)
        if self.has_tuples and not exclude_each_other(members, self._proofs.schemas):
            # From plain data pydantic would rather make a list than a tuple.
            yield Doubt(self._name, pointer, "prefixItems")
        self.has_tuples |= before

    def _within(self, schema: ir.Json, pointer: str, *, whole: bool) -> Iterator[Doubt]:
        self._depth += 1
        self.levels = max(self.levels, self._depth)
        yield from self.check(schema, pointer, whole=whole)
        self._depth -= 1

    def _because(self, keywords: Iterable[str], pointer: str) -> Iterator[Doubt]:
        for keyword in keywords:
            yield self._doubt(pointer, keyword)

    def _doubt(self, pointer: str, reason: str) -> Doubt:
        place = child(pointer, reason) if reason.isalnum() or reason[:1] == "$" else pointer
        return Doubt(self._name, place, reason)
