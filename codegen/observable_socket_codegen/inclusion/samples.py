"""Makes values that schemas accept, the extreme ones first; the validator has the last word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain, islice

from observable_socket_codegen.inclusion.clauses import (
    Arrays,
    Clause,
    Numbers,
    Objects,
    Strings,
    Values,
    number,
    schema_of,
)
from observable_socket_codegen.inclusion.normal import Normalizer
from observable_socket_codegen.inclusion.universe import Conj, Key, Universe, canonical
from observable_socket_codegen.ir import Json
from observable_socket_codegen.regular.languages import words

FORMAT_SAMPLES = {
    "date": ("2026-01-05", "2024-02-29"),
    "date-time": ("2026-01-05T08:00:00Z", "2026-01-05T08:00:00.123456789+02:00"),
    "duration": ("P1D", "PT1H30M"),
    "email": ("ada@example.org",),
    "hostname": ("example.org", "localhost"),
    "idn-email": ("ada@example.org", "жон@example.org"),
    "idn-hostname": ("example.org", "пример.org"),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1", "::1"),
    "iri": ("https://example.org/ж", "urn:a:b"),
    "iri-reference": ("/ж", "https://example.org/", "a"),
    "json-pointer": ("", "/a/0"),
    "regex": ("^a+$", "a"),
    "relative-json-pointer": ("0", "1/a"),
    "time": ("08:00:00Z", "08:00:00.5+02:00"),
    "uri": ("https://example.org/a", "urn:a:b"),
    "uri-reference": ("https://example.org/a", "/a", "a"),
    "uri-template": ("/a/{id}", "/a"),
    "uuid": ("6f9619ff-8b86-d011-b42d-00c04fc964ff",),
}
"""Values of every format that is asserted."""

LONG: dict[str, Callable[[int], str]] = {
    "email": lambda length: f"{'a' * min(64, length - 12)}@{_host(max(0, length - 65) + 63)}",
    "hostname": lambda length: _host(length),
    "uri": lambda length: f"https://example.org/{'a' * (length - 20)}",
    "uri-reference": lambda length: "a" * length,
    "date-time": lambda length: f"2026-01-05T08:00:00.{'1' * (length - 21)}Z",
    "duration": lambda length: f"P{'1' * (length - 2)}D",
}
"""Makers of values of a format with about so many characters."""

TEXTS = ("", "a", "A", "0", "-", " ", "a b", "é", "_", "1.5", "abc", "A-1", "\n", "x" * 8)
"""Strings that patterns often tell apart."""

_LONGEST = 100_000
"""Characters, items or members of a value that is made to show something."""

_DEEPEST = 6
_ENOUGH = 8


class Sampler:
    """Makes values.

    Attributes:
        silent: Makes none, for comparisons of which only the outcome counts.
    """

    def __init__(self, universe: Universe, normalizer: Normalizer) -> None:
        self._universe = universe
        self._normalizer = normalizer
        self._known: dict[tuple[Key, int], list[Json]] = {}
        self.silent = False

    def values(self, conj: Conj, depth: int = 0) -> list[Json]:
        """Return some values that fit schemas; maybe none, though there are some."""
        if self.silent:
            return []
        key = self._universe.key(conj), depth
        if key not in self._known:
            self._known[key] = self._made(conj, depth)
        return self._known[key]

    def _made(self, conj: Conj, depth: int) -> list[Json]:
        found: dict[str, Json] = {}
        if depth <= _DEEPEST:
            for clause in self._normalizer.clauses(conj):
                for value in chain(
                    islice(self.of(clause, depth), _ENOUGH * 8), self._consequences(clause, depth)
                ):
                    if len(found) >= _ENOUGH:
                        break
                    if self._universe.accepts(conj, value):
                        found[canonical(value)] = value
        return list(found.values())

    def _consequences(self, clause: Clause, depth: int) -> Iterator[Json]:
        """Yield values of what a condition leads to."""
        for schema in clause.rest:
            if isinstance(schema, dict) and "if" in schema:
                for keyword in ("then", "else"):
                    yield from self.values((schema.get(keyword, False),), depth + 1)

    def of(self, clause: Clause, depth: int = 0) -> Iterator[Json]:
        """Yield candidates for a clause; not all of them fit."""
        match clause:
            case Values(values=values):
                yield from values
            case Numbers():
                yield from numbers(clause)
            case Strings():
                yield from strings(clause)
            case Arrays():
                least = clause.shortest
                lengths = dict.fromkeys((least, least + 1, max(least, clause.known)))
                yield from self.arrays(clause, lengths, depth)
            case Objects():
                yield from self.objects(clause, depth)

    def arrays(self, clause: Arrays, lengths: Iterable[int], depth: int = 0) -> Iterator[Json]:
        """Yield arrays of given lengths, as far as items can be made."""
        for length in () if self.silent else lengths:
            if 0 <= length <= _LONGEST:
                items = self._items(clause, length, depth)
                if items is not None:
                    yield items
        for part in clause.contains:
            wanted = self.values((*clause.item(clause.known), part.schema), depth + 1)
            for value in wanted:
                yield [value] * max(part.fewest, clause.shortest)

    def _items(self, clause: Arrays, length: int, depth: int) -> list[Json] | None:
        items: list[Json] = []
        for index in range(min(length, clause.known)):
            values = self.values(clause.item(index), depth + 1)
            if not values:
                return None
            items.append(values[0])
        missing = length - len(items)
        if missing:
            values = self._rest(clause, missing, depth)
            if not values:
                return None
            items += values
        return items

    def _rest(self, clause: Arrays, count: int, depth: int) -> list[Json]:
        conj = clause.item(clause.known)
        values = self.values(conj, depth + 1)
        if not clause.unique:
            return values[:1] * count
        more: Iterator[Json] = iter(range(count + 20))
        texts: Iterator[Json] = (f"a{index}" for index in range(count + 20))
        distinct = {canonical(value): value for value in values}
        for value in (*more, *texts) if count > len(distinct) else ():
            if len(distinct) < count and self._universe.accepts(conj, value):
                distinct.setdefault(canonical(value), value)
        return list(distinct.values())[:count] if len(distinct) >= count else []

    def objects(self, clause: Objects, depth: int = 0) -> Iterator[dict[str, Json]]:
        """Yield the smallest object first, then the same with more members."""
        smallest = self.smallest(clause, depth)
        if smallest is None:
            return
        yield smallest
        whole = dict(smallest)
        for name in clause.declared:
            conj = self._normalizer.member(clause, name)
            for value in self.values(conj, depth + 1)[:4] if False not in conj else ():
                yield {**smallest, name: value}
                whole.setdefault(name, value)
        if len(whole) > len(smallest) + 1:
            yield whole
        for name in new_names(clause):
            for value in self.values(self._normalizer.member(clause, name), depth + 1)[:3]:
                yield {**smallest, name: value}

    def smallest(self, clause: Objects, depth: int = 0) -> dict[str, Json] | None:
        """Return an object with as few members as it may have; nothing if none can be made."""
        if self.silent:
            return None
        members: dict[str, Json] = {}
        names = [n for n in clause.declared if n in clause.required]
        spare = [n for n in clause.declared if n not in clause.required]
        for name in (*names, *spare, *new_names(clause), *(f"m{n}" for n in range(clause.fewest))):
            if name not in clause.required and len(members) >= clause.fewest:
                break
            values = self.values(self._normalizer.member(clause, name), depth + 1)
            if values:
                members[name] = values[0]
            elif name in clause.required:
                return None
        return members


def new_names(clause: Objects) -> Iterator[str]:
    """Yield names that no schema knows by name."""
    yield from ("anything", "x")
    for schema in clause.names:
        if isinstance(schema, dict) and "pattern" in schema:
            yield from words(frozenset({schema["pattern"]}))
    for layer in clause.layers:
        for pattern in layer.patterns:
            yield from words(frozenset({pattern}))


def numbers(clause: Numbers, bounds: Iterable[Fraction | None] = ()) -> Iterator[Json]:
    """Yield numbers at and around bounds."""
    step = clause.multiples[0] if clause.multiples else Fraction(1)
    found = [bound for bound in (clause.low, clause.high, *bounds) if bound is not None]
    for bound in (*found, Fraction(0)):
        near = (bound // step) * step
        for value in (bound, bound + 1, bound - 1, near, near + step, near - step):
            yield number(value)
        yield number(bound + Fraction(1, 2))
        yield number(bound - Fraction(1, 2))
        yield number(bound + Fraction(1, 1000))
        yield number(bound - Fraction(1, 1000))
    yield from (1, 7, 0.5, 1.1, 10**6, -(10**6), 2**53, 10**20, -(10**20))


def strings(clause: Strings, lengths: Iterable[int | None] = ()) -> Iterator[Json]:
    """Yield strings of all formats and patterns asked for, and of various lengths."""
    for format_ in clause.formats:
        yield from FORMAT_SAMPLES.get(format_, ())
    bounds = [clause.shortest, clause.longest, *lengths]
    counts = sorted({n for n in bounds if n is not None and n <= _LONGEST})
    if clause.patterns or clause.unlike:
        yield from words(clause.patterns, counts, clause.unlike)
    for length in counts:
        yield "a" * length
        yield "0" * length
        yield from (maker(length) for f, maker in LONG.items() if f in clause.formats)
    yield from TEXTS
    for format_ in FORMAT_SAMPLES:
        yield from FORMAT_SAMPLES[format_]


def _host(length: int) -> str:
    """Return the name of a host with about so many characters, if that is more than a few."""
    labels = "".join(f"{'a' * 62}." for _ in range(max(0, length - 11) // 63))
    return f"{labels}example.org"


def fitting(universe: Universe, clause: Clause, values: Iterable[Json]) -> Iterator[Json]:
    """Yield the values that are in a clause."""
    conj = schema_of(clause)
    return (value for value in values if universe.accepts(conj, value))
