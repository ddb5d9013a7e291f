"""What values of one JSON type a schema accepts: a schema is a union of these clauses.

A clause is exact: a value is in it if and only if it fits the schema that `schema_of` returns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

from observable_socket_codegen.inclusion.universe import Conj, Schema
from observable_socket_codegen.ir import Json


@dataclass(frozen=True, slots=True)
class Values:
    """A few values, each written out."""

    values: tuple[Json, ...]
    rest: Conj = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers within bounds; ``None`` is no bound."""

    low: Fraction | None = None
    high: Fraction | None = None
    above: bool = False
    below: bool = False
    integer: bool = False
    multiples: tuple[Fraction, ...] = ()
    rest: Conj = ()


@dataclass(frozen=True, slots=True)
class Strings:
    """Strings; lengths in code points.

    Attributes:
        unlike: Patterns that they do not match.
    """

    shortest: int = 0
    longest: int | None = None
    patterns: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    unlike: frozenset[str] = frozenset()
    rest: Conj = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What one schema says about the items of an array.

    Attributes:
        prefix: Schemas of the first items.
        items: What all other items have to fit.
        evaluates: Whether ``items`` is written, so that no item is left unevaluated.
    """

    prefix: tuple[Schema, ...] = ()
    items: Schema = True
    evaluates: bool = False


@dataclass(frozen=True, slots=True)
class Contains:
    """How many items fit a schema."""

    schema: Schema
    fewest: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Arrays:
    """Arrays."""

    layers: tuple[Run, ...] = ()
    shortest: int = 0
    longest: int | None = None
    unique: bool = False
    contains: tuple[Contains, ...] = ()
    rest: Conj = ()

    def item(self, index: int) -> Conj:
        """Return what the item at an index has to fit."""
        return tuple(
            layer.prefix[index] if index < len(layer.prefix) else layer.items
            for layer in self.layers
        )

    @property
    def known(self) -> int:
        """How many items have schemas of their own."""
        return max((len(layer.prefix) for layer in self.layers), default=0)


@dataclass(frozen=True, slots=True)
class Layer:
    """What one schema says about the members of an object.

    Attributes:
        properties: Schemas by name.
        patterns: Schemas by pattern of the name.
        others: What all other members have to fit.
        declares: Whether there is a list of properties at all, however short.
        evaluates: Whether ``others`` is written, so that no member is left unevaluated.
    """

    properties: dict[str, Schema] = field(default_factory=dict[str, Schema])
    patterns: dict[str, Schema] = field(default_factory=dict[str, Schema])
    others: Schema = True
    declares: bool = False
    evaluates: bool = False


@dataclass(frozen=True, slots=True)
class Objects:
    """Objects."""

    layers: tuple[Layer, ...] = ()
    required: frozenset[str] = frozenset()
    fewest: int = 0
    most: int | None = None
    names: Conj = ()
    rest: Conj = ()

    @property
    def declared(self) -> dict[str, None]:
        """The names that have schemas of their own or are required, in order."""
        names = {name: None for layer in self.layers for name in layer.properties}
        return names | dict.fromkeys(sorted(self.required))


Clause: TypeAlias = Values | Numbers | Strings | Arrays | Objects

KINDS: dict[type[Clause], str] = {
    Numbers: "number",
    Strings: "string",
    Arrays: "array",
    Objects: "object",
}


def may_hold(clause: Clause, value: Json) -> bool:
    """Whether a value is of the type that a clause is about."""
    match value:
        case None | bool():
            return isinstance(clause, Values)
        case int() | float():
            return isinstance(clause, Numbers | Values)
        case str():
            return isinstance(clause, Strings | Values)
        case list():
            return isinstance(clause, Arrays | Values)
        case dict():
            return isinstance(clause, Objects | Values)


def with_rest(clause: Clause, rest: Conj) -> Clause:
    """Return a clause whose values have to fit further schemas."""
    return replace(clause, rest=(*clause.rest, *rest))


def both(first: Clause, second: Clause) -> Clause | None:
    """Return what is in two clauses of the same class that are not `Values`."""
    rest = (*first.rest, *second.rest)
    match first, second:
        case Numbers(), Numbers():
            low, above = _tighter(first.low, first.above, second.low, second.above, 1)
            high, below = _tighter(first.high, first.below, second.high, second.below, -1)
            multiples = tuple(dict.fromkeys(first.multiples + second.multiples))
            integer = first.integer or second.integer
            return Numbers(low, high, above, below, integer, multiples, rest)
        case Strings(), Strings():
            return Strings(
                max(first.shortest, second.shortest),
                least(first.longest, second.longest),
                first.patterns | second.patterns,
                first.formats | second.formats,
                first.unlike | second.unlike,
                rest,
            )
        case Arrays(), Arrays():
            return Arrays(
                first.layers + second.layers,
                max(first.shortest, second.shortest),
                least(first.longest, second.longest),
                first.unique or second.unique,
                first.contains + second.contains,
                rest,
            )
        case Objects(), Objects():
            return Objects(
                first.layers + second.layers,
                first.required | second.required,
                max(first.fewest, second.fewest),
                least(first.most, second.most),
                first.names + second.names,
                rest,
            )
        case _:
            return None


def least(first: int | None, second: int | None) -> int | None:
    """Return the smaller of two upper bounds; ``None`` is no bound."""
    return min((bound for bound in (first, second) if bound is not None), default=None)


def integral(clause: Numbers) -> Numbers:
    """Return integers with bounds that are integers themselves."""
    low, high = clause.low, clause.high
    if low is not None:
        low = Fraction(floor(low) + 1 if clause.above else ceil(low))
    if high is not None:
        high = Fraction(ceil(high) - 1 if clause.below else floor(high))
    return replace(clause, low=low, high=high, above=False, below=False)


def schema_of(clause: Clause) -> Conj:
    """Return the schemas that accept exactly the values of a clause."""
    return (*_own(clause), *clause.rest)


def _own(clause: Clause) -> Iterator[Schema]:
    match clause:
        case Values(values=values):
            yield {"enum": list(values)}
        case Numbers():
            yield _numbers(clause)
        case Strings():
            yield {"type": "string", "minLength": clause.shortest} | _optional(
                maxLength=clause.longest
            )
            yield from ({"pattern": pattern} for pattern in sorted(clause.patterns))
            yield from ({"format": format_} for format_ in sorted(clause.formats))
            yield from ({"not": {"pattern": pattern}} for pattern in sorted(clause.unlike))
        case Arrays():
            yield {
                "type": "array",
                "minItems": clause.shortest,
                "uniqueItems": clause.unique,
            } | _optional(maxItems=clause.longest)
            for run in clause.layers:
                yield {"items": run.items} | _optional(prefixItems=list(run.prefix) or None)
            for part in clause.contains:
                yield {"contains": part.schema, "minContains": part.fewest} | _optional(
                    maxContains=part.most
                )
        case Objects():
            yield {
                "type": "object",
                "required": sorted(clause.required),
                "minProperties": clause.fewest,
            } | _optional(maxProperties=clause.most)
            yield from ({"propertyNames": schema} for schema in clause.names)
            for layer in clause.layers:
                yield {
                    "properties": layer.properties,
                    "patternProperties": layer.patterns,
                    "additionalProperties": layer.others,
                }


def _numbers(clause: Numbers) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if clause.integer else "number"}
    low = "exclusiveMinimum" if clause.above else "minimum"
    high = "exclusiveMaximum" if clause.below else "maximum"
    schema |= _optional(**{low: number(clause.low), high: number(clause.high)})
    if clause.multiples:
        schema["allOf"] = [{"multipleOf": number(multiple)} for multiple in clause.multiples]
    return schema


def number(value: Fraction | None) -> int | float | None:
    """Return a bound as JSON has it."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _optional(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _tighter(
    first: Fraction | None, strict: bool, second: Fraction | None, also: bool, sign: int
) -> tuple[Fraction | None, bool]:
    """Return the tighter of two bounds: lower ones with sign 1, upper ones with sign -1."""
    if first is None or second is None:
        return (second, also) if first is None else (first, strict)
    if first == second:
        return first, strict or also
    return (first, strict) if (first - second) * sign > 0 else (second, also)
