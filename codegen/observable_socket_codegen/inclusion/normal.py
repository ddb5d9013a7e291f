"""Turns schemas into unions of clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from observable_socket_codegen.inclusion.clauses import (
    Arrays,
    Clause,
    Layer,
    Numbers,
    Objects,
    Run,
    Strings,
    Values,
    both,
    may_hold,
    schema_of,
    with_rest,
)
from observable_socket_codegen.inclusion.keyword_clauses import own_clauses
from observable_socket_codegen.inclusion.opposites import opposite
from observable_socket_codegen.inclusion.tidying import tidied
from observable_socket_codegen.inclusion.universe import (
    Conj,
    Key,
    Schema,
    Universe,
    canonical,
)
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import TYPES

_MOST = 96
"""Clauses of a schema; a union that would grow beyond is left to the validator."""

_MOST_BRANCHES = 4
"""Branches of an ``anyOf`` of which every combination is looked at."""

Clauses = tuple[Clause, ...]

_EVERYTHING: Clauses = tuple(own_clauses({}))


class Normalizer:
    """Finds the clauses of schemas, and remembers them."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self._known: dict[tuple[Key, bool], Clauses] = {}
        self._looking: set[Key] = set()

    def clauses(self, conj: Conj, *, combined: bool = False) -> Clauses:
        """Return the clauses whose union a conjunction of schemas is.

        Args:
            conj: The schemas.
            combined: Whether branches that fit together count together, as keywords need that
                look at what has been evaluated.
        """
        key = self.universe.key(conj), combined
        if key not in self._known:
            found = _EVERYTHING
            for schema in conj:
                found = self._meet(found, self._of(schema, combined), schema)
            self._known[key] = found
        return self._known[key]

    def is_empty(self, conj: Conj) -> bool:
        """Whether no value fits, as far as one can tell."""
        key = self.universe.key(conj)
        if key == (0,):
            return True
        if key in self._looking:  # a value of finite depth may still be found elsewhere
            return False
        self._looking.add(key)
        try:
            return not self.clauses(conj)
        finally:
            self._looking.discard(key)

    def _within(self, conj: Conj) -> Clauses:
        """Return the clauses of something within a clause that is being put together."""
        key = self.universe.key(conj)
        if key in self._looking:  # a recursive schema
            return _EVERYTHING
        self._looking.add(key)
        try:
            return self.clauses(conj)
        finally:
            self._looking.discard(key)

    def disjoint(self, first: Clauses, second: Clauses) -> bool:
        """Whether no value is in both, as far as one can tell."""
        return not any(self._common(one, other) for one in first for other in second)

    def _of(self, schema: Schema, combined: bool) -> Clauses:
        if isinstance(schema, bool):
            return _EVERYTHING if schema else ()
        if "enum" in schema or "const" in schema:
            listed = schema.get("enum", [schema.get("const")])
            values = tuple(v for v in listed if self.universe.accepts((schema,), v))
            return (Values(values),) if values else ()
        unevaluated = schema.keys() & {"unevaluatedProperties", "unevaluatedItems"}
        combined = combined or bool(unevaluated)
        found = self._pruned(own_clauses(schema))
        for clauses, culprit in self._in_place(schema, combined):
            found = self._meet(found, clauses, culprit)
        return self._pruned(self._unevaluated(schema, found) if unevaluated else found)

    def _in_place(self, schema: dict[str, Any], combined: bool) -> Iterator[tuple[Clauses, Schema]]:
        """Yield the clauses of every keyword that holds schemas for the same value."""
        piece = self.universe.piece
        if "$ref" in schema:
            target = self.universe.target(schema)
            yield self.clauses((target,), combined=combined), target
        for part in schema.get("allOf", ()):
            yield self.clauses((part,), combined=combined), part
        if branches := schema.get("anyOf"):
            yield self._any_of(branches, combined), piece({"anyOf": branches})
        if branches := schema.get("oneOf"):
            yield self._one_of(branches, combined), piece({"oneOf": branches})
        if "not" in schema:
            yield self._not(schema["not"], combined), piece({"not": schema["not"]})
        # a condition without consequences still counts as having looked at members and items
        if "if" in schema and (combined or schema.keys() & {"then", "else"}):
            condition = piece({k: schema[k] for k in ("if", "then", "else") if k in schema})
            simple = None if combined else self._decided(condition)
            unknown = tuple(self._refined(clause, condition) for clause in _EVERYTHING)
            yield (unknown if simple is None else simple), condition
        for name, names in schema.get("dependentRequired", {}).items():
            needed = piece({"required": names})
            yield self._dependent(name, needed), piece({"dependentRequired": {name: names}})
        for name, needed in schema.get("dependentSchemas", {}).items():
            yield self._dependent(name, needed), piece({"dependentSchemas": {name: needed}})

    def _decided(self, condition: dict[str, Any]) -> Clauses | None:
        """Return the clauses of a condition, where the contrary of ``if`` has a simple form."""
        unmet = self._complement(condition["if"])
        if unmet is None:
            return None
        then, other = condition.get("then", True), condition.get("else", True)
        met = self.clauses((condition["if"],))
        branches = (
            *self._meet(met, self.clauses((then,)), then),
            *self._meet(unmet, self.clauses((other,)), other),
        )
        return self._distinct(branches)

    def _any_of(self, branches: Sequence[Schema], combined: bool) -> Clauses:
        single = [self.clauses((branch,), combined=combined) for branch in branches]
        found = [clause for clauses in single for clause in clauses]
        if combined and len(branches) <= _MOST_BRANCHES:
            for size in range(2, len(branches) + 1):
                for chosen in combinations(branches, size):
                    found.extend(self.clauses(tuple(chosen), combined=True))
        elif combined:
            whole = self.universe.piece({"anyOf": list(branches)})
            found = [self._refined(clause, whole) for clause in found]
        return self._distinct(found)

    def _one_of(self, branches: Sequence[Schema], combined: bool) -> Clauses:
        single = [self.clauses((branch,), combined=combined) for branch in branches]
        found = self._distinct(clause for clauses in single for clause in clauses)
        if all(self.disjoint(one, other) for one, other in combinations(single, 2)):
            return found
        exclusive = self.universe.piece({"oneOf": list(branches)})
        return tuple(self._refined(clause, exclusive) for clause in found)

    def _refined(self, clause: Clause, schema: Schema) -> Clause:
        """Return the values of a clause that fit a schema."""
        if isinstance(clause, Values):
            return Values(tuple(v for v in clause.values if self.universe.accepts((schema,), v)))
        return with_rest(clause, (schema,))

    def _not(self, schema: Schema, combined: bool = False) -> Clauses:
        """Return the complement where it has a simple form, else leave it to the validator."""
        # what is looked at within `not` does not count as evaluated
        plain = isinstance(schema, bool) or schema.keys() <= {"type", "required"}
        simple = self._complement(schema) if plain or not combined else None
        if simple is not None:
            return simple
        residue = self.universe.piece({"not": schema})
        return tuple(self._refined(clause, residue) for clause in _EVERYTHING)

    def _complement(self, schema: Schema) -> Clauses | None:
        """Return what does not fit a schema, where that has a simple form."""
        if isinstance(schema, bool) or not schema:
            return () if schema is not False else _EVERYTHING
        if len(schema) > 1:
            return None
        ((keyword, value),) = schema.items()
        match keyword:
            case "not":
                return self.clauses((value,))
            case "anyOf":
                found = _EVERYTHING
                for branch in value:
                    found = self._meet(found, self._not(branch), branch)
                return found
            case "required":
                return tuple(Objects((Layer({name: False}, declares=False),)) for name in value)
            case "type":
                return _other_types({value} if isinstance(value, str) else set(value))
            case "contains":
                return (Arrays((Run((), self.universe.piece({"not": value}), evaluates=True),)),)
            case _:
                clause = opposite(keyword, value)
                return None if clause is None else (clause,)

    def _dependent(self, name: str, schema: Schema) -> Clauses:
        """Return: no object, an object without the member, or one that fits the schema."""
        others = [clause for clause in _EVERYTHING if not isinstance(clause, Objects)]
        without = Objects((Layer({name: False}),))
        having: Clauses = (Objects(required=frozenset({name})),)
        return (*others, without, *self._meet(having, self.clauses((schema,)), schema))

    def _unevaluated(self, schema: dict[str, Any], found: Clauses) -> Clauses:
        """Close what no schema in place has looked at; where that is unclear, ask the validator."""
        closed: list[Clause] = []
        for clause in found:
            if isinstance(clause, Arrays) and "unevaluatedItems" in schema:
                if clause.contains or _is_unclear(clause):
                    clause = with_rest(clause, (schema,))
                else:
                    clause = _closed_array(schema["unevaluatedItems"], clause)
            elif isinstance(clause, Objects) and "unevaluatedProperties" in schema:
                if _is_unclear(clause):
                    clause = with_rest(clause, (schema,))
                else:
                    clause = _closed_object(schema["unevaluatedProperties"], clause)
            closed.append(clause)
        return tuple(closed)

    def _meet(self, first: Clauses, second: Clauses, culprit: Schema) -> Clauses:
        """Return the intersection of two unions."""
        if first is _EVERYTHING or second is _EVERYTHING:
            return second if first is _EVERYTHING else first
        found = self._distinct(
            meeting
            for one in first
            for other in second
            if (meeting := self._common(one, other)) is not None
        )
        if len(found) > _MOST:
            whole = self.universe.piece({"allOf": [culprit]})
            return self._pruned(self._refined(clause, whole) for clause in first)
        return found

    def _common(self, first: Clause, second: Clause) -> Clause | None:
        if isinstance(second, Values):
            first, second = second, first
        if isinstance(first, Values):
            conj = schema_of(second)
            kept = tuple(
                value
                for value in first.values
                if may_hold(second, value) and self.universe.accepts(conj, value)
            )
            return Values(kept) if kept else None
        meeting = both(first, second)
        return None if meeting is None else next(iter(self._pruned([meeting])), None)

    def _pruned(self, clauses: Iterable[Clause]) -> Clauses:
        """Return the clauses that may hold a value, tidied."""
        found: list[Clause] = []
        for clause in clauses:
            clause = tidied(clause, self._within)
            if not self._is_void(clause):
                found.append(clause)
        return tuple(found)

    def _is_void(self, clause: Clause) -> bool:
        match clause:
            case Values(values=values):
                return not values
            case Numbers(low=low, high=high):
                if low is None or high is None:
                    return False
                return low > high or (low == high and (clause.above or clause.below))
            case Strings():
                return clause.longest is not None and clause.shortest > clause.longest
            case Arrays():
                if clause.longest is not None and clause.shortest > clause.longest:
                    return True
                looked_at = range(min(clause.shortest, clause.known + 1))
                return any(self.is_empty(clause.item(index)) for index in looked_at)
            case Objects():
                if clause.most is not None and clause.most < len(clause.required):
                    return True
                return any(self.is_empty(self.member(clause, n)) for n in clause.required)

    def member(self, clause: Objects, name: str) -> Conj:
        """Return what a member of an object has to fit; ``False`` is in it if there is none."""
        found: list[Schema] = []
        if clause.names and not self.universe.accepts(clause.names, name):
            return (False,)
        for layer in clause.layers:
            patterns = [
                schema
                for pattern, schema in layer.patterns.items()
                if self.universe.accepts((self.universe.piece({"pattern": pattern}),), name)
            ]
            found.extend(patterns)
            if name in layer.properties:
                found.append(layer.properties[name])
            elif not patterns:
                found.append(layer.others)
        return tuple(schema for schema in found if schema is not True)

    def _distinct(self, clauses: Iterable[Clause]) -> Clauses:
        """Return clauses, with all written-out values in one of them."""
        values: dict[str, Json] = {}
        others: list[Clause] = []
        for clause in clauses:
            if isinstance(clause, Values):
                values |= {canonical(value): value for value in clause.values}
            elif clause not in others:
                others.append(clause)
        return (*((Values(tuple(values.values())),) if values else ()), *others)


def _other_types(names: set[str]) -> Clauses | None:
    if "integer" in names and "number" not in names:
        return None
    kept = [name for name in TYPES if name not in names and name != "integer"]
    return tuple(own_clauses({"type": kept}))


def _closed_object(schema: Schema, clause: Objects) -> Objects:
    if any(layer.evaluates for layer in clause.layers):
        return clause
    names: dict[str, Schema] = {name: True for layer in clause.layers for name in layer.properties}
    patterns: dict[str, Schema] = {p: True for layer in clause.layers for p in layer.patterns}
    layer = Layer(names, patterns, schema, declares=bool(names), evaluates=True)
    return replace(clause, layers=(*clause.layers, layer))


def _closed_array(schema: Schema, clause: Arrays) -> Arrays:
    if any(run.evaluates for run in clause.layers):
        return clause
    run = Run((True,) * clause.known, schema, evaluates=True)
    return replace(clause, layers=(*clause.layers, run))


def _is_unclear(clause: Clause) -> bool:
    """Whether what is evaluated depends on more than which branch fits."""
    return any(
        isinstance(part, dict) and not part.keys() <= {"not", "oneOf"} for part in clause.rest
    )
