"""Which defaults can stand in a class as they are."""

from __future__ import annotations

from collections.abc import Mapping

from observable_socket_codegen import ir
from observable_socket_codegen.emitters.pydantic_models.scalars import PYTHON_FORMATS


def is_plain(default: ir.Json, type_: ir.Type, types: Mapping[str, ir.Type]) -> bool:
    """Whether the JSON value of a default is also the Python value that a model would hold.

    A string for a date is not, nor is an object for a model: those are converted by pydantic.
    """
    seen: set[str] = set()
    while isinstance(type_, ir.RefType) and type_.name not in seen:
        seen.add(type_.name)
        type_ = types[type_.name]
    match type_:
        case ir.ScalarType(format=format_):
            return format_ not in PYTHON_FORMATS
        case ir.LiteralType():
            return not isinstance(default, float | list | dict)
        case ir.UnionType(members=members):
            scalar = not isinstance(default, list | dict)
            return scalar and all(is_plain(default, member, types) for member in members)
        case ir.ArrayType(items=items):
            return isinstance(default, list) and all(is_plain(v, items, types) for v in default)
        case _:
            return False
