"""Clauses that hold only a few values, which can be looked at one by one."""

from __future__ import annotations

from itertools import product
from typing import cast

from observable_socket_codegen.inclusion.clauses import (
    Arrays,
    Clause,
    Numbers,
    Strings,
    Values,
    schema_of,
)
from observable_socket_codegen.inclusion.prover_port import Port
from observable_socket_codegen.inclusion.universe import Conj
from observable_socket_codegen.ir import Json
from observable_socket_codegen.regular.machines import listed

_FEW = 64
"""Values that are looked at one by one."""

_SHORT = 4
"""Items of an array whose values are put together."""


def few_values(port: Port, clause: Clause) -> tuple[Json, ...] | None:
    """Return the values of a clause, if they are few; nothing if they are not, or not known."""
    if isinstance(clause, Values):
        return clause.values
    found = _candidates(port, clause)
    if found is None:
        return None
    own = schema_of(clause)
    return tuple(value for value in found if port.universe.accepts(own, value))


def _candidates(port: Port, clause: Clause) -> tuple[Json, ...] | None:
    """Return values among which are all of a clause."""
    match clause:
        case Numbers(integer=True, low=low, high=high) if low is not None and high is not None:
            return tuple(range(int(low), int(high) + 1)) if high - low < _FEW else None
        case Strings(longest=0):
            return ("",)
        case Strings(patterns=patterns):
            lists = (listed(pattern, _FEW) for pattern in sorted(patterns))
            found = next((texts for texts in lists if texts is not None), None)
            return None if found is None else tuple(found)
        case Arrays(shortest=shortest, longest=longest) if shortest == longest and shortest:
            return _arrays(port, clause, shortest)
        case _:
            return None


def _arrays(port: Port, clause: Arrays, length: int) -> tuple[Json, ...] | None:
    if length > _SHORT:
        return None
    items = [_item(port, clause.item(index)) for index in range(length)]
    if any(values is None for values in items):
        return None
    known = [values for values in items if values is not None]
    count = 1
    for values in known:
        count *= len(values)
    return (
        tuple(cast("Json", list(chosen)) for chosen in product(*known)) if count <= _FEW else None
    )


def _item(port: Port, conj: Conj) -> tuple[Json, ...] | None:
    """Return the values of an item, if only listed ones fit."""
    clauses = port.normalizer.clauses(conj)
    if not all(isinstance(clause, Values) for clause in clauses):
        return None
    return tuple(v for clause in clauses if isinstance(clause, Values) for v in clause.values)
