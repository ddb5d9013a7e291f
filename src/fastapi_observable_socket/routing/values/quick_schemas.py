"""Schemas that are faster to check than those that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any, NamedTuple, TypeAlias

from ...protocol.json_types import is_array, is_object
from .formats import SURE_FORMATS

_BY_NAME = frozenset({"$defs", "dependentSchemas", "patternProperties", "properties"})
_DATA = frozenset({"const", "default", "enum", "examples"})
_UNEVEN = frozenset({"contains", "if", "not", "oneOf", "unevaluatedItems", "unevaluatedProperties"})
"""Keywords that may accept more where a schema below them accepts less."""


Rewrite: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


class Quick(NamedTuple):
    """A schema that stands for another: it accepts nothing that the other one refuses.

    Attributes:
        schema: The schema.
        is_exact: Whether it refuses nothing that the other accepts.
        has_formats: Whether functions of ours have to decide about formats in it.
    """

    schema: Any
    is_exact: bool
    has_formats: bool = False


def quick_schema(schema: Any, *, is_exclusive: bool = False) -> Quick:
    """Returns a faster schema.

    Functions of ours for formats slow down the whole check, even where they are never called. So
    data without doubtful texts is accepted without them, unless some keyword rules that out.

    Args:
        schema: The schema.
        is_exclusive: Whether no value is accepted by two schemas of one ``oneOf`` in it.
    """
    same = _rewritten(schema, _with_counted_members)
    if is_exclusive:
        same = _rewritten(same, _with_any_of)
    sure = _rewritten(same, _with_sure_format)
    if sure == same:
        return Quick(same, is_exact=True)
    if mentions(same, _UNEVEN):
        return Quick(_rewritten(same, _with_doubtful_format), is_exact=True, has_formats=True)
    return Quick(sure, is_exact=False)


def _with_any_of(schema: dict[str, Any]) -> dict[str, Any]:
    """Stops at the first of several schemas that accepts a value: no other does."""
    if "oneOf" not in schema or "anyOf" in schema:
        return schema
    return {"anyOf" if keyword == "oneOf" else keyword: one for keyword, one in schema.items()}


def _with_counted_members(schema: dict[str, Any]) -> dict[str, Any]:
    """Counts the members of an object that has to have all that it may have.

    Looking for each takes longer than all the rest.
    """
    match schema:
        case {"required": [*names], "properties": {**known}, "additionalProperties": False} if (
            known.keys() == set(names) and "patternProperties" not in schema
        ):
            least = max(len(known), schema.get("minProperties", 0))
            others = {keyword: one for keyword, one in schema.items() if keyword != "required"}
            return {**others, "minProperties": least}
        case _:
            return schema


def _with_sure_format(schema: dict[str, Any]) -> dict[str, Any]:
    """Accepts less: of some formats only what has them without doubt."""
    return _with_formats(schema, lambda format_: {"pattern": SURE_FORMATS[format_]})


def _with_doubtful_format(schema: dict[str, Any]) -> dict[str, Any]:
    """Asks for some formats only where there is a doubt."""
    return _with_formats(
        schema, lambda format_: {"anyOf": [{"pattern": SURE_FORMATS[format_]}, {"format": format_}]}
    )


def _with_formats(schema: dict[str, Any], instead: Callable[[str], Any]) -> dict[str, Any]:
    format_ = schema.get("format")
    if not isinstance(format_, str) or format_ not in SURE_FORMATS:
        return schema
    others = {keyword: one for keyword, one in schema.items() if keyword != "format"}
    return {**others, "allOf": [*schema.get("allOf", []), instead(format_)]}


def _rewritten(schema: Any, rewrite: Rewrite) -> Any:
    """Returns a schema with what a function makes of it and of each schema below it."""
    if is_array(schema):
        return [_rewritten(member, rewrite) for member in schema]
    if not is_object(schema):
        return schema
    return rewrite({keyword: _below(keyword, value, rewrite) for keyword, value in schema.items()})


def _below(keyword: str, value: Any, rewrite: Rewrite) -> Any:
    if keyword in _DATA:
        return value
    if keyword in _BY_NAME and is_object(value):
        return {name: _rewritten(member, rewrite) for name, member in value.items()}
    return _rewritten(value, rewrite)


def mentions(schema: Any, keywords: Set[str]) -> bool:
    """Whether one of some names is a keyword in a schema, or might be one."""
    if is_object(schema):
        return not keywords.isdisjoint(schema) or any(
            mentions(member, keywords) for member in schema.values()
        )
    return is_array(schema) and any(mentions(member, keywords) for member in schema)
