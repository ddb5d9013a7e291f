"""The bounds that follow from what else a clause says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from observable_socket_codegen.inclusion.clauses import (
    Arrays,
    Clause,
    Numbers,
    Objects,
    Values,
    integral,
    least,
)
from observable_socket_codegen.inclusion.universe import Conj


def tidied(clause: Clause, clauses_of: Callable[[Conj], tuple[Clause, ...]]) -> Clause:
    """Return a clause with bounds that it implies written out.

    Args:
        clause: The clause.
        clauses_of: Returns the clauses of schemas.
    """
    match clause:
        case Numbers(integer=True):
            return integral(clause)
        case Arrays(longest=None) | Arrays(unique=True):
            return _bounded(clause, clauses_of)
        case Objects(fewest=fewest) if fewest > len(clause.required):
            return _filled(clause)
        case _:
            return clause


def _bounded(clause: Arrays, clauses_of: Callable[[Conj], tuple[Clause, ...]]) -> Arrays:
    """Return arrays with a bound, where a tail is closed or few values may be unique."""
    longest = clause.longest
    closed = [len(run.prefix) for run in clause.layers if run.items is False]
    if closed:
        longest = least(longest, min(closed))
    if clause.unique and not clause.known and clause.layers:
        items = clauses_of(clause.item(0))
        if all(isinstance(item, Values) for item in items):
            count = sum(len(item.values) for item in items if isinstance(item, Values))
            longest = least(longest, count)
    return replace(clause, longest=longest) if longest != clause.longest else clause


def _filled(clause: Objects) -> Objects:
    """Return objects of which every member is required, where they may not have more."""
    closed = [
        {name for name, schema in layer.properties.items() if schema is not False}
        for layer in clause.layers
        if layer.others is False and not layer.patterns
    ]
    possible = set[str].intersection(*closed) if closed else None
    if possible is None or len(possible) > clause.fewest:
        return clause
    return replace(clause, required=clause.required | possible)
