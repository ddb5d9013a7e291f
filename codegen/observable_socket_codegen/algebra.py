"""Unions and intersections of types, written as simply as they can be.

Types may be looser than schemas, never tighter: so whatever has no simple form is left out of an
intersection rather than put in wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from observable_socket_codegen import ir
from observable_socket_codegen.json_schema.kinds import of_type, of_value


def union(types: Iterable[ir.Type]) -> ir.Type:
    """Return one of several types."""
    members: list[ir.Type] = []
    for type_ in types:
        for member in type_.members if isinstance(type_, ir.UnionType) else (type_,):
            if isinstance(member, ir.AnyType):
                return member
            # Their texts too, since to Python 1 is true.
            is_known = member in members and repr(member) in map(repr, members)
            if not isinstance(member, ir.NeverType) and not is_known:
                members.append(member)
    if not members:
        return ir.NeverType()
    return members[0] if len(members) == 1 else ir.UnionType(tuple(members))


def intersection(types: Iterable[ir.Type]) -> ir.Type:
    """Return all of several types at once."""
    members: list[ir.Type] = []
    for type_ in types:
        for member in type_.members if isinstance(type_, ir.IntersectionType) else (type_,):
            if isinstance(member, ir.NeverType):
                return member
            if not isinstance(member, ir.AnyType) and member not in members:
                members.append(member)
    members = _with_objects_merged(members)
    if not members:
        return ir.AnyType()
    return members[0] if len(members) == 1 else ir.IntersectionType(tuple(members))


def merged(first: ir.ObjectType, second: ir.ObjectType) -> ir.ObjectType:
    """Return what is an object of both types."""
    properties: list[ir.Property] = []
    others = {member.name: member for member in second.properties}
    for member in first.properties:
        other = others.pop(member.name, None)
        properties.append(_both(member, other) if other else _besides(member, second.extra))
    properties.extend(_besides(member, first.extra) for member in others.values())
    extra = None
    if first.extra is not None and second.extra is not None:
        extra = intersection([first.extra, second.extra])
    return ir.ObjectType(tuple(properties), extra)


def _with_objects_merged(members: list[ir.Type]) -> list[ir.Type]:
    """Return the members with one object in place of all objects among them."""
    objects = [member for member in members if isinstance(member, ir.ObjectType)]
    if len(objects) < 2:
        return members
    whole = objects[0]
    for other in objects[1:]:
        whole = merged(whole, other)
    rest = [member for member in members if not isinstance(member, ir.ObjectType)]
    at = members.index(objects[0])
    return [*rest[:at], whole, *rest[at:]]


def _both(first: ir.Property, second: ir.Property) -> ir.Property:
    type_ = intersection([first.type, second.type])
    # What one schema has as a default, the other may refuse.
    given = [one.default for one in (first, second) if one.has_default]
    defaults = [default for default in given if not _refuses(type_, default)]
    return ir.Property(
        name=first.name,
        type=type_,
        required=first.required or second.required,
        has_default=bool(defaults),
        default=defaults[0] if defaults else None,
        doc=first.doc if first.doc != ir.Doc() else second.doc,
        filled=first.filled or second.filled,
    )


def _besides(member: ir.Property, extra: ir.Type | None) -> ir.Property:
    """Return a member of one type that the other type does not name."""
    type_ = ir.NeverType() if extra is None else intersection([member.type, extra])
    return replace(member, type=type_)


def _refuses(type_: ir.Type, value: ir.Json) -> bool:
    """Whether a type certainly does not have a value."""
    match type_:
        case ir.LiteralType(values=values):
            kind = of_value(value)
            return not any(of_value(one) == kind and one == value for one in values)
        case ir.ScalarType(kind=kind):
            return of_value(value) not in of_type(kind)
        case ir.NeverType():
            return True
        case ir.UnionType(members=members):
            return all(_refuses(member, value) for member in members)
        case ir.IntersectionType(members=members):
            return any(_refuses(member, value) for member in members)
        case _:
            return False
