"""Reads the keywords of one schema, without those that hold further schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias, cast

from observable_socket_codegen import ir
from observable_socket_codegen.json_schema.keywords import (
    ANNOTATIONS,
    IN_PLACE,
    KEYWORDS,
    OF_TYPE,
    TYPES,
)
from observable_socket_codegen.json_schema.kinds import NUMBER, Kinds, of_value
from observable_socket_codegen.json_schema.patterns import understood

ScalarKind: TypeAlias = Literal["null", "boolean", "integer", "number", "string"]
JsonType: TypeAlias = ScalarKind | Literal["array", "object"]

ORDER = ("object", "array", "string", "number", "integer", "boolean", "null")
"""In which order types stand where a schema names none."""

_IDLE = ANNOTATIONS | {"default", "contentEncoding", "contentMediaType", "contentSchema"}


def effective(schema: Mapping[str, ir.Json]) -> dict[str, ir.Json]:
    """Return the keywords that decide: known ones that look at values of the schema's type."""
    types = {"number" if name == "integer" else name for name in names(schema.get("type", TYPES))}
    idle = frozenset[str]().union(*(OF_TYPE[name] for name in OF_TYPE.keys() - types))
    return {k: v for k, v in schema.items() if k in KEYWORDS and k not in _IDLE | idle}


def is_idle(schema: ir.Json) -> bool:
    """Whether a schema accepts any value."""
    return schema is True or (isinstance(schema, dict) and not effective(schema))


def names(types: Any) -> Sequence[str]:
    """Return the types that a keyword ``type`` names."""
    return [types] if isinstance(types, str) else types


def values(schema: Mapping[str, Any], kinds: Kinds) -> Iterator[ir.Json]:
    """Yield the values that ``const`` and ``enum`` leave."""
    values = schema.get("enum", [schema.get("const")])
    for value in values:
        if of_value(value) in kinds and value == schema.get("const", value):
            yield value


def says_something(schema: Mapping[str, Any], kinds: Kinds) -> bool:
    """Whether a schema itself tells more about some kinds of values than that they may come."""
    if "type" in schema:
        return True
    names = {"number" if kind in NUMBER else kind for kind in kinds}
    return any(
        not keywords.isdisjoint(schema) for name, keywords in OF_TYPE.items() if name in names
    )


def written(schema: Mapping[str, Any], kinds: Kinds) -> Iterator[JsonType]:
    """Yield JSON's names of some kinds, in the order in which the schema has them."""
    types = schema.get("type", ORDER)
    for name in [types] if isinstance(types, str) else types:
        if name in ("number", "integer"):
            if name == "number" and "fraction" in kinds:
                yield "number"
            elif "integer" in kinds and not ("fraction" in kinds and "number" in types):
                yield "integer"
        elif name in kinds:
            yield cast("JsonType", name)


def scalar(kind: ScalarKind, schema: Mapping[str, Any]) -> ir.ScalarType:
    """Return the type of values of one kind."""
    if kind == "string":
        return ir.ScalarType(
            "string",
            schema.get("format", ""),
            ir.Limits(
                min_length=count(schema, "minLength"),
                max_length=count(schema, "maxLength"),
                pattern=understood(schema["pattern"]) if "pattern" in schema else None,
            ),
        )
    if kind in ("integer", "number"):
        return ir.ScalarType(
            kind,
            limits=ir.Limits(
                schema.get("minimum"),
                schema.get("maximum"),
                schema.get("exclusiveMinimum"),
                schema.get("exclusiveMaximum"),
                schema.get("multipleOf"),
            ),
        )
    return ir.ScalarType(kind)


def count(schema: Mapping[str, Any], keyword: str) -> int | None:
    """Return a keyword that counts; 3.0 is 3."""
    value = schema.get(keyword)
    return None if value is None else int(value)


def alone(schema: Mapping[str, Any]) -> bool:
    """Whether no schema beside the keywords of this one could evaluate members or items."""
    return schema.keys().isdisjoint({"$ref", "$dynamicRef", *IN_PLACE})
