"""Proves for which scalars the generated model alone decides as their schema does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from observable_socket_codegen import ir
from observable_socket_codegen.compiling.judge import Judge
from observable_socket_codegen.emitters.pydantic_models.scalars import (
    PYTHON_FORMATS,
    SURE_FORMATS,
    is_faithful,
    python_type,
    scalar_bounds,
)
from observable_socket_codegen.json_schema.keyword_reading import effective, names, scalar, values
from observable_socket_codegen.json_schema.keywords import FORMATS, TYPES
from observable_socket_codegen.json_schema.kinds import of_type
from observable_socket_codegen.json_schema.references import name_of

SCALARS = frozenset(TYPES) - {"array", "object"}
"""The types of scalars."""

_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_LENGTHS = frozenset({"minLength", "maxLength", "pattern"})

_FORMATS_OF_MODELS = SURE_FORMATS | PYTHON_FORMATS.keys()

_ALIKE = re.compile(
    r"(?:[^\\.\[\](){}|*+?]|\\[-^$.|*+?()\[\]{}/\\]|\((?:\?:|(?!\?))|\)|[|*+?]|\{[0-9]+(?:,[0-9]*)?\}"
    r"|\[\^?[^\\\[\]^&~-]*(?:[A-Za-z0-9]-[A-Za-z0-9][^\\\[\]^&~-]*)*-?\])*"
)
"""Patterns that mean the same to pydantic's engine and to ECMA-262; a dot does not."""


def doubtful(type_: str, keywords: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keywords because of which the model of some scalars needs the judge.

    Args:
        type_: The type of the scalars.
        keywords: What decides about values of that type.
    """
    match type_:
        case "null" | "boolean":
            yield from others(keywords, frozenset())
        case "string":
            yield from _of_string(keywords)
        case _:
            yield from _of_number(type_, keywords)


def doubtful_literal(
    keywords: Mapping[str, ir.Json], definitions: Mapping[str, ir.Json]
) -> Iterator[str]:
    """Yield the keywords because of which a literal needs the judge.

    It names the values that its model takes, so what else is said of them can be looked up.
    """
    naming = "enum" if "enum" in keywords else "const"
    found = list(values(keywords, of_type(keywords.get("type"))))
    if not is_faithful(found):
        yield naming
        return
    beside = others(keywords, frozenset({naming}))
    judge = Judge(definitions)
    if beside and any(_refuses(judge, dict(keywords), value) for value in found):
        yield from beside


def _refuses(judge: Judge, schema: ir.Json, value: ir.Json) -> bool:
    return any(True for _ in judge.by_schema(schema, value))


def is_scalar(
    schema: ir.Json, definitions: Mapping[str, ir.Json], seen: frozenset[str] = frozenset()
) -> bool:
    """Whether a schema of which there are no doubts accepts nothing but scalars."""
    match effective(schema) if isinstance(schema, dict) else {}:
        case {"enum": _} | {"const": _}:
            return True
        case {"allOf": [member]} as keywords if len(keywords) == 1:
            return is_scalar(member, definitions, seen)
        case {"type": types}:
            return SCALARS.issuperset(names(types))
        case {"anyOf": [*members]} | {"oneOf": [*members]}:
            return all(is_scalar(member, definitions, seen) for member in members)
        case {"$ref": str() as reference} if (name := name_of(reference)) not in seen:
            return is_scalar(definitions[name], definitions, seen | {name})
        case _:
            return False


def others(keywords: Mapping[str, Any], known: frozenset[str]) -> list[str]:
    """Return the keywords that are not known, in order."""
    return sorted(keywords.keys() - known - {"type"})


def _of_number(type_: str, keywords: Mapping[str, Any]) -> Iterator[str]:
    known = _BOUNDS | {"multipleOf"} if type_ == "integer" else _BOUNDS
    yield from others(keywords, known)
    given = keywords.keys() & known
    read = scalar("integer" if type_ == "integer" else "number", keywords)
    if lost := given - scalar_bounds(read).keys():
        yield min(lost)
    elif type_ == "number" and given and python_type(read) != "float":
        yield min(given)


def _of_string(keywords: Mapping[str, Any]) -> Iterator[str]:
    yield from others(keywords, _LENGTHS | {"format"})
    format_ = keywords.get("format", "")
    given = keywords.keys() & _LENGTHS
    if format_ in FORMATS and format_ not in _FORMATS_OF_MODELS:
        yield "format"
    elif given and format_ in PYTHON_FORMATS:
        yield min(given)
    elif "pattern" in given and (
        format_ in SURE_FORMATS or not _means_the_same(keywords["pattern"], keywords)
    ):
        yield "pattern"


def _means_the_same(pattern: str, keywords: Mapping[str, Any]) -> bool:
    """Whether the model has a pattern, and pydantic's engine takes it as ECMA-262 does."""
    emitted = scalar_bounds(scalar("string", keywords)).get("pattern")
    return emitted is not None and _ALIKE.fullmatch(pattern) is not None
