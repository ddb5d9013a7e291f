"""Types as the simple JSON Schemas that the model generator is fed with.

The generator sees objects, arrays, unions, literals and scalars in one plain form each, so that
no keyword can surprise it. What it is told is never tighter than the contract; what it is not
told, the judge knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from observable_socket_codegen import algebra, ir
from observable_socket_codegen.emitters.pydantic_models.expressions import (
    expression,
    expression_of,
)
from observable_socket_codegen.emitters.pydantic_models.scalars import (
    bounded_scalar,
    literal,
    scalar,
)

_LAST = {"boolean": 1, "null": 2}
"""What stands last in a union: pydantic would take 1.0 for ``True`` if booleans came first."""


class Shapes:
    """Writes types down as schemas.

    Args:
        types: Every declared type by name.
        names: What each of them is called in Python.
    """

    def __init__(self, types: Mapping[str, ir.Type], names: Mapping[str, str]) -> None:
        self._types = types
        self._names = names

    def object_of(self, type_: ir.Type) -> ir.ObjectType | None:
        """Return the members of a declared type that becomes a class, none for other types."""
        match type_:
            case ir.ObjectType(properties=(), extra=extra) if extra is not None:
                return None
            case ir.ObjectType() | ir.IntersectionType():
                found = self._flat(type_, frozenset())
                return None if found is None else _without_impossible(found)
            case _:
                return None

    def bounded(self, type_: ir.Type) -> dict[str, Any]:
        """Return the schema of a declaration or a member, with the bounds that it has.

        Types within others go without theirs: the generator would give each of them a name.
        """
        match type_:
            case ir.ScalarType():
                return bounded_scalar(type_)
            case ir.ArrayType(unique_items=True) if self._are_scalars([type_.items]):
                return self.shape(type_)
            case ir.ArrayType():
                bounds = {"minItems": type_.min_items, "maxItems": type_.max_items}
                known = {name: bound for name, bound in bounds.items() if bound is not None}
                return {"type": "array", "items": self.shape(type_.items), **known}
            case ir.TupleType():
                return self._tuple(type_)
            case ir.UnionType(members=(inner, ir.ScalarType(kind="null"))) if not isinstance(
                inner, ir.TupleType
            ):
                shape = self.bounded(inner)
                plain = shape.keys().isdisjoint({"prefixItems", "customTypePath"})
                if plain and isinstance(type_name := shape.get("type"), str):
                    return {**shape, "type": [type_name, "null"]}
                return self.shape(type_)
            case _:
                return self.shape(type_)

    def shape(self, type_: ir.Type) -> dict[str, Any]:
        """Return the schema of a type, without bounds unless scalars have them, or arrays of such.

        Of bounds within a type the generator would make types with names of their own.
        """
        match type_:
            case ir.ScalarType():
                return scalar(type_)
            case ir.LiteralType(values=values):
                return literal(values)
            case ir.ArrayType():
                return self._array(type_)
            case ir.TupleType():
                return self._scalar_tuple(type_) or self._list(type_)
            case ir.ObjectType(properties=properties, extra=extra):
                others = None if properties else extra
                return {
                    "type": "object",
                    "additionalProperties": self.shape(others or ir.AnyType()),
                }
            case ir.UnionType(members=members):
                return self._union(members)
            case ir.IntersectionType(members=members):
                return self.shape(_tightest(members))
            case ir.RefType(name=name):
                return {"$ref": f"#/$defs/{self._names[self._behind(name)]}"}
            case ir.AnyType() | ir.NeverType():
                return {}

    def _array(self, type_: ir.ArrayType) -> dict[str, Any]:
        items = self.shape(type_.items)
        bounds = {"max_length": type_.max_items, "min_length": type_.min_items}
        arguments = [f"{name}={bound}" for name, bound in bounds.items() if bound is not None]
        checks = [f"Field({', '.join(arguments)})"] if arguments else []
        if type_.unique_items:
            checks.append("UniqueItems()")
        if not checks or not self._are_scalars([type_.items]):
            return {"type": "array", "items": items}
        annotated = f"Annotated[list[{expression_of(items)}], {', '.join(checks)}]"
        # the generator ignores expressions for what it knows to be arrays
        return {"contains": items, **expression(annotated)}

    def _scalar_tuple(self, type_: ir.TupleType) -> dict[str, Any] | None:
        """Return the schema of a tuple of scalars, all of which have to be there."""
        if not _is_fixed(type_) or not self._are_scalars(type_.prefix):
            return None
        items = [self.shape(item) for item in type_.prefix]
        written = expression(f"tuple[{', '.join(map(expression_of, items))}]")
        return {"contains": {"anyOf": items}, **written}

    def _are_scalars(self, items: Iterable[ir.Type]) -> bool:
        """Whether items are scalars, so that Python can tell whether they differ.

        No type refers back to itself through them, so their names can stand anywhere.
        """
        return all(self._is_scalar(item, frozenset()) for item in items)

    def _is_scalar(self, type_: ir.Type, seen: frozenset[str]) -> bool:
        match type_:
            case ir.ScalarType():
                return True
            case ir.LiteralType(values=values):
                return bool(values) and not any(isinstance(one, dict | list) for one in values)
            case ir.UnionType(members=members):
                return all(self._is_scalar(member, seen) for member in members)
            case ir.RefType(name=name) if name not in seen:
                return self._is_scalar(self._types[name], seen | {name})
            case _:
                return False

    def _behind(self, name: str) -> str:
        """Return the declaration that a name stands for, which may be one behind another.

        Pydantic takes an alias of a class for a circle if the class is recursive, unless nothing
        but the alias itself refers to it.
        """
        type_ = self._types[name]
        return self._behind(type_.name) if isinstance(type_, ir.RefType) else name

    def _union(self, members: Iterable[ir.Type]) -> dict[str, Any]:
        shapes = [self.shape(member) for member in members]
        if {} in shapes:
            return {}
        shapes.sort(key=lambda shape: _LAST.get(shape.get("type", ""), 0))
        return {"anyOf": shapes}

    def _tuple(self, type_: ir.TupleType) -> dict[str, Any]:
        if _is_fixed(type_):
            items = [self.shape(item) for item in type_.prefix]
            size = len(items)
            bounds = {"minItems": size, "maxItems": size}
            return {"type": "array", "prefixItems": items, "items": False, **bounds}
        return self._list(type_)

    def _list(self, type_: ir.TupleType) -> dict[str, Any]:
        rest = () if type_.rest is None else (type_.rest,)
        return {"type": "array", "items": self.shape(algebra.union([*type_.prefix, *rest]))}

    def _flat(self, type_: ir.Type, seen: frozenset[str]) -> ir.ObjectType | None:
        """Return a type as one object, if all its values are objects."""
        match type_:
            case ir.ObjectType():
                return type_
            case ir.RefType(name=name) if name not in seen:
                return self._flat(self._types[name], seen | {name})
            case ir.IntersectionType(members=members):
                objects = [flat for m in members if (flat := self._flat(m, seen)) is not None]
                return reduce(algebra.merged, objects) if objects else None
            case ir.UnionType(members=members):
                flats = [self._flat(member, seen) for member in members]
                objects = [flat for flat in flats if flat is not None]
                return reduce(_either, objects) if len(objects) == len(flats) else None
            case _:
                return None


def _is_fixed(type_: ir.TupleType) -> bool:
    return type_.rest is None and type_.required == len(type_.prefix)


def _either(first: ir.ObjectType, second: ir.ObjectType) -> ir.ObjectType:
    """Return an object type that takes the objects of both."""
    others = {member.name: member for member in second.properties}
    properties: list[ir.Property] = []
    for member in first.properties:
        other = others.pop(member.name, None)
        there = second.extra if other is None else other.type
        required = member.required and other is not None and other.required
        properties.append(_loosened(member, there, required=required))
    properties += [_loosened(m, first.extra, required=False) for m in others.values()]
    extras = [extra for extra in (first.extra, second.extra) if extra is not None]
    return ir.ObjectType(tuple(properties), algebra.union(extras) if extras else None)


def _loosened(member: ir.Property, other: ir.Type | None, *, required: bool) -> ir.Property:
    types = [member.type] if other is None else [member.type, other]
    return ir.Property(member.name, algebra.union(types), required, doc=member.doc)


def _without_impossible(type_: ir.ObjectType) -> ir.ObjectType:
    """Return an object type without optional members that can have no value."""
    possible = (m for m in type_.properties if m.required or not isinstance(m.type, ir.NeverType))
    return ir.ObjectType(tuple(possible), type_.extra)


def _tightest(members: Iterable[ir.Type]) -> ir.Type:
    """Return the member of an intersection that says most."""
    return min(members, key=lambda member: _TIGHTNESS.get(type(member), len(_TIGHTNESS)))


_TIGHTNESS: dict[type, int] = {
    ir.LiteralType: 0,
    ir.ScalarType: 1,
    ir.ArrayType: 2,
    ir.TupleType: 3,
    ir.RefType: 4,
    ir.UnionType: 5,
}
"""How much the types that an intersection may consist of say; the lowest says most."""
