"""Cuts a clause into pieces where no single clause of a union holds all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from observable_socket_codegen.inclusion.clauses import (
    Clause,
    Layer,
    Numbers,
    Objects,
    Strings,
    Values,
    schema_of,
)
from observable_socket_codegen.inclusion.normal import Normalizer
from observable_socket_codegen.inclusion.universe import Schema, Universe

_MOST = 40
"""Pieces of one cut."""


def parts(
    normalizer: Normalizer, universe: Universe, clause: Clause, targets: Sequence[Clause]
) -> Iterator[list[Clause]]:
    """Yield ways to cut a clause; the pieces of each make up the whole."""
    match clause:
        case Numbers():
            yield from _numbers(clause, targets)
        case Strings():
            yield from _strings(clause, targets)
        case Objects():
            others = [target for target in targets if isinstance(target, Objects)]
            yield from _objects(normalizer, universe, clause, others)
        case _:
            pass


def _numbers(clause: Numbers, targets: Sequence[Clause]) -> Iterator[list[Clause]]:
    for target in targets:
        if not isinstance(target, Numbers):
            continue
        for cut, strict in ((target.low, target.above), (target.high, not target.below)):
            inside = cut is not None and (clause.low is None or clause.low <= cut)
            if cut is not None and inside and (clause.high is None or cut <= clause.high):
                below = not strict or (clause.below and clause.high == cut)
                above = strict or (clause.above and clause.low == cut)
                yield [
                    replace(clause, high=cut, below=below),
                    replace(clause, low=cut, above=above),
                ]


def _strings(clause: Strings, targets: Sequence[Clause]) -> Iterator[list[Clause]]:
    for target in targets:
        if not isinstance(target, Strings):
            continue
        for cut in (target.shortest - 1, target.longest):
            longest = clause.longest
            if cut is not None and clause.shortest <= cut and (longest is None or cut < longest):
                yield [replace(clause, longest=cut), replace(clause, shortest=cut + 1)]


def _objects(
    normalizer: Normalizer, universe: Universe, clause: Objects, targets: Sequence[Objects]
) -> Iterator[list[Clause]]:
    for name in clause.declared:
        kinds = {universe.key(normalizer.member(target, name)) for target in targets}
        if name in clause.required:
            if len(kinds) > 1:
                pieces = list(_by_member(normalizer, universe, clause, name))
                if 1 < len(pieces) <= _MOST:
                    yield pieces
        elif len(kinds) > 1 or len({name in target.required for target in targets}) > 1:
            yield [
                _with_member(clause, name, False),
                replace(clause, required=clause.required | {name}),
            ]


def _by_member(
    normalizer: Normalizer, universe: Universe, clause: Objects, name: str
) -> Iterator[Clause]:
    for part in normalizer.clauses(normalizer.member(clause, name)):
        if isinstance(part, Values):
            for value in part.values:
                yield _with_member(clause, name, universe.piece({"const": value}))
        else:
            whole: dict[str, Any] = {"allOf": list(schema_of(part))}
            yield _with_member(clause, name, whole)


def _with_member(clause: Objects, name: str, schema: Schema) -> Objects:
    return replace(clause, layers=(*clause.layers, Layer({name: schema}, declares=True)))
