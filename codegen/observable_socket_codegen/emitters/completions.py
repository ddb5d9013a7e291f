"""What the server puts into replies, as a plan that the run-time follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from observable_socket_codegen import ir, structure

_Plan: TypeAlias = str | dict[str, Any]


def completions(contract: ir.Contract) -> dict[str, _Plan]:
    """Return what to put where, by the name of a declaration; see `Contract.completions`.

    There is nothing for what only clients send.
    """
    types = {declared.name: declared.type for declared in contract.declarations}
    found = {
        declared.name: _plan(declared.filled.type, types)
        for declared in contract.declarations
        if declared.filled is not None and declared.filled.name
    }
    return {name: plan for name, plan in found.items() if plan}


def _plan(type_: ir.Type, types: Mapping[str, ir.Type]) -> _Plan:
    match type_:
        case ir.RefType(name=name, filled=True):
            return name
        case ir.ObjectType():
            return _of_object(type_, types)
        case ir.ArrayType(items=items):
            return _without_empty({"rest": _plan(items, types)})
        case ir.TupleType(prefix=prefix, rest=rest):
            first = [_plan(item, types) for item in prefix]
            others = {} if rest is None else _plan(rest, types)
            return _without_empty({"first": first if others or any(first) else {}, "rest": others})
        case ir.IntersectionType(members=members):
            return _all(_plan(member, types) for member in members)
        case ir.UnionType():
            return _of_union(type_, types)
        case _:
            return {}


def _of_object(type_: ir.ObjectType, types: Mapping[str, ir.Type]) -> _Plan:
    others = {} if type_.extra is None else _plan(type_.extra, types)
    return _without_empty(
        {
            "defaults": {one.name: one.default for one in type_.properties if one.filled},
            "members": _without_empty(
                {one.name: _plan(one.type, types) for one in type_.properties}
            ),
            "others": others,
            "named": [one.name for one in type_.properties] if others else [],
        }
    )


def _of_union(type_: ir.UnionType, types: Mapping[str, ir.Type]) -> _Plan:
    """Return a plan that does nothing to values of the types that it is not for."""
    objects = [one for one in type_.members if "object" in structure.containers(one, types)]
    if len(objects) == 1:
        return _all(_plan(member, types) for member in type_.members)
    tagged: dict[str, _Plan] = {}
    for member in objects:
        if plan := _plan(member, types):
            words = structure.tags(member, types)[type_.discriminator]
            tagged |= dict.fromkeys(words, plan)
    plans = [_plan(member, types) for member in type_.members if member not in objects]
    return _all([*plans, {"tagged": {type_.discriminator: tagged}} if tagged else {}])


def _all(plans: Iterable[_Plan]) -> _Plan:
    found = [plan for plan in plans if plan]
    if len(found) <= 1:
        return found[0] if found else {}
    return {"all": found}


def _without_empty(plan: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plan.items() if value}
