"""Finds the member that tells which type of a union an object is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from observable_socket_codegen import ir


def discriminated(types: Mapping[str, ir.Type]) -> dict[str, ir.Type]:
    """Return named types with the discriminator of every union in them filled in."""
    return {name: _inside(type_, types) for name, type_ in types.items()}


def _inside(type_: ir.Type, types: Mapping[str, ir.Type]) -> ir.Type:
    def each(inner: Iterable[ir.Type]) -> tuple[ir.Type, ...]:
        return tuple(_inside(member, types) for member in inner)

    match type_:
        case ir.UnionType(members=members):
            return ir.UnionType(each(members), _discriminator(members, types))
        case ir.IntersectionType(members=members):
            return ir.IntersectionType(each(members))
        case ir.ArrayType(items=items):
            return replace(type_, items=_inside(items, types))
        case ir.TupleType(prefix=prefix, rest=rest):
            inner = None if rest is None else _inside(rest, types)
            return replace(type_, prefix=each(prefix), rest=inner)
        case ir.ObjectType(properties=properties, extra=extra):
            named = tuple(
                replace(member, type=_inside(member.type, types)) for member in properties
            )
            return ir.ObjectType(named, None if extra is None else _inside(extra, types))
        case _:
            return type_


def _discriminator(members: Iterable[ir.Type], types: Mapping[str, ir.Type]) -> str:
    """Return the first member that all have and that has another value in each of them."""
    tags = [_tags(_resolved(member, types), types) for member in members]
    for name in tags[0]:
        values = [value for tag in tags for value in tag.get(name, ())]
        if all(name in tag for tag in tags) and len(set(values)) == len(values):
            return name
    return ""


def _tags(type_: ir.Type, types: Mapping[str, ir.Type]) -> dict[str, tuple[str, ...]]:
    """Return the required members of an object that have only certain strings as values."""
    tags: dict[str, tuple[str, ...]] = {}
    for member in type_.properties if isinstance(type_, ir.ObjectType) else ():
        literal = _resolved(member.type, types)
        if member.required and isinstance(literal, ir.LiteralType):
            values = tuple(value for value in literal.values if isinstance(value, str))
            if len(values) == len(literal.values):
                tags[member.name] = values
    return tags


def _resolved(type_: ir.Type, types: Mapping[str, ir.Type]) -> ir.Type:
    seen: set[str] = set()
    while isinstance(type_, ir.RefType) and type_.name not in seen:
        seen.add(type_.name)
        type_ = types[type_.name]
    return type_
