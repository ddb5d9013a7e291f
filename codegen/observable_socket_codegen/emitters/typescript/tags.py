"""JSDoc tags: what a contract says about a type and TypeScript has no type for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from observable_socket_codegen import ir
from observable_socket_codegen.emitters.typescript import text

_LIMITS = [(limit.name, text.camel_case(limit.name)) for limit in fields(ir.Limits)]
"""The fields of `ir.Limits` with the JSON Schema keywords that they come from."""

_NULL = ir.ScalarType("null")


def of_declaration(declared: ir.Declaration) -> list[str]:
    """Return the tags of a declaration."""
    return [*_annotations(declared.doc), *_constraints(declared.type)]


def of_member(member: ir.Property) -> list[str]:
    """Return the tags of a member of an object."""
    default = [_with_value("default", member.default)] if member.has_default else []
    return [*_annotations(member.doc), *_constraints(member.type), *default]


def _annotations(doc: ir.Doc) -> Iterator[str]:
    if doc.deprecated:
        yield "@deprecated"
    for value in doc.examples:
        yield _with_value("example", value)


def _constraints(type_: ir.Type) -> Iterator[str]:
    """What a value must be besides its type; of a union only if nothing but null is beside it."""
    match type_:
        case ir.UnionType(members=(one, other)) if _NULL in (one, other):
            yield from _constraints(one if other == _NULL else other)
        case ir.ScalarType(format=format_, limits=limits):
            if format_:
                yield f"@format {text.prose(format_)}"
            for name, keyword in _LIMITS:
                value: int | float | str | None = getattr(limits, name)
                if value is not None:
                    yield _limit(keyword, value)
        case ir.ArrayType(min_items=low, max_items=high):
            if low:
                yield _limit("minItems", low)
            if high is not None:
                yield _limit("maxItems", high)
        case _:
            pass


def _limit(keyword: str, value: float | str) -> str:
    shown = text.prose(value) if isinstance(value, str) else text.literal(value)
    return f"@{keyword} {shown}"


def _with_value(tag: str, value: ir.Json) -> str:
    lines = text.example(value)
    return f"@{tag} {lines[0]}" if len(lines) == 1 else "\n".join([f"@{tag}", *lines])
