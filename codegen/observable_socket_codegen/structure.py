"""What types consist of, and what can be said of them by that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from observable_socket_codegen import ir


def nested(type_: ir.Type) -> tuple[ir.Type, ...]:
    """Return the types directly within a type; what a name stands for is not within it."""
    match type_:
        case ir.UnionType(members=members) | ir.IntersectionType(members=members):
            return members
        case ir.ArrayType(items=items):
            return (items,)
        case ir.TupleType(prefix=prefix, rest=rest):
            return prefix if rest is None else (*prefix, rest)
        case ir.ObjectType(properties=properties, extra=extra):
            named = tuple(member.type for member in properties)
            return named if extra is None else (*named, extra)
        case _:
            return ()


def mapped(type_: ir.Type, change: Callable[[ir.Type], ir.Type]) -> ir.Type:
    """Return a type with a change made to each type directly within it."""
    match type_:
        case ir.UnionType(members=members) | ir.IntersectionType(members=members):
            return replace(type_, members=tuple(map(change, members)))
        case ir.ArrayType(items=items):
            return replace(type_, items=change(items))
        case ir.TupleType(prefix=prefix, rest=rest):
            inner = None if rest is None else change(rest)
            return replace(type_, prefix=tuple(map(change, prefix)), rest=inner)
        case ir.ObjectType(properties=properties, extra=extra):
            named = tuple(replace(member, type=change(member.type)) for member in properties)
            return ir.ObjectType(named, None if extra is None else change(extra))
        case _:
            return type_


def resolved(type_: ir.Type, types: Mapping[str, ir.Type]) -> ir.Type:
    """Return the type behind a name, and behind names that it stands for.

    Args:
        type_: A type, perhaps a reference.
        types: Every declared type.
    """
    seen: set[str] = set()
    while isinstance(type_, ir.RefType) and type_.name not in seen:
        seen.add(type_.name)
        type_ = types[type_.name]
    return type_


def containers(
    type_: ir.Type, types: Mapping[str, ir.Type], seen: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return which of ``object`` and ``array`` values of a type may be."""
    match type_:
        case ir.AnyType():
            return frozenset({"object", "array"})
        case ir.ObjectType():
            return frozenset({"object"})
        case ir.ArrayType() | ir.TupleType():
            return frozenset({"array"})
        case ir.LiteralType(values=values):
            found = {"object": dict, "array": list}
            return frozenset(
                name for name, kind in found.items() if any(isinstance(v, kind) for v in values)
            )
        case ir.UnionType(members=members):
            return frozenset[str]().union(*(containers(one, types, seen) for one in members))
        case ir.IntersectionType(members=members):
            every = frozenset({"object", "array"})
            return every.intersection(*(containers(one, types, seen) for one in members))
        case ir.RefType(name=name) if name not in seen:
            return containers(types[name], types, seen | {name})
        case _:
            return frozenset()


def tags(
    type_: ir.Type, types: Mapping[str, ir.Type], seen: frozenset[str] = frozenset()
) -> dict[str, tuple[str, ...]]:
    """Return the members that objects of a type must have as one of some strings."""
    match type_:
        case ir.ObjectType(properties=properties):
            found = ((one.name, _words(one, types)) for one in properties if one.required)
            return {name: words for name, words in found if words}
        case ir.IntersectionType(members=members):
            return {
                name: words for one in members for name, words in tags(one, types, seen).items()
            }
        case ir.UnionType(members=members):
            objects = [one for one in members if "object" in containers(one, types)]
            each = [tags(one, types, seen) for one in objects]
            common = [name for name in (each[0] if each else ()) if all(name in t for t in each)]
            return {name: tuple(word for t in each for word in t[name]) for name in common}
        case ir.RefType(name=name) if name not in seen:
            return tags(types[name], types, seen | {name})
        case _:
            return {}


def _words(member: ir.Property, types: Mapping[str, ir.Type]) -> tuple[str, ...]:
    """Return the strings that are all that a member may be; none if it may be more."""
    literal = resolved(member.type, types)
    values = literal.values if isinstance(literal, ir.LiteralType) else ()
    words = tuple(value for value in values if isinstance(value, str))
    return words if len(words) == len(values) else ()
