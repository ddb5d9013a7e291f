"""Checks schemas against JSON Schema 2020-12, with advice that a meta-schema cannot give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from observable_socket_codegen.checking.contradictions import contradictions
from observable_socket_codegen.checking.foreign_patterns import Slip, foreign_part
from observable_socket_codegen.diagnostics import Diagnostic, Severity
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keyword_values import EXPECTED
from observable_socket_codegen.json_schema.keywords import FORMATS, KEYWORDS, OF_TYPE, TYPES, walk
from observable_socket_codegen.json_schema.old_drafts import leftover
from observable_socket_codegen.json_schema.patterns import understood
from observable_socket_codegen.reading.documents import Document, child, tokens
from observable_socket_codegen.words import kind, meant, shown

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PATTERN_HELP = "write a regular expression as in JavaScript; mind that JSON doubles backslashes"

_FOREIGN = {"max": "maximum", "min": "minimum", "regex": "pattern", "values": "enum"}
"""Words that other schema languages have for keywords of JSON Schema."""

_HARMLESS = ("comment", "example")
"""Words that other schema languages have, and that say nothing about values."""

_ELSEWHERE = {
    "discriminator": "it is of OpenAPI; a `const` or `enum` in each branch tells branches apart",
    "optional": "members are optional unless `required` of the object names them",
}
"""What to do instead of words of other schema languages."""

_TYPES = {
    "str": "string", "text": "string", "char": "string", "int": "integer", "long": "integer",
    "int32": "integer", "int64": "integer", "uint": "integer", "float": "number",
    "double": "number", "decimal": "number", "bool": "boolean", "dict": "object",
    "map": "object", "record": "object", "struct": "object", "list": "array",
    "tuple": "array", "set": "array", "none": "null", "nil": "null", "void": "null",
    "undefined": "null",
}  # fmt: skip
"""What types are called elsewhere."""

_ANCHOR = re.compile(r"[A-Za-z_][-A-Za-z0-9._]*")

_NEEDS = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}
"""Keywords that say nothing without another one."""

_UNSUPPORTED = {
    "$vocabulary": "leave it out; contracts are judged by the standard vocabulary",
}


def check_schema(document: Document, pointer: str, schema: Json) -> Iterator[Diagnostic]:
    """Yield what is wrong with a schema and with all schemas within it."""
    if not pointer and isinstance(schema, dict) and schema.keys() >= {"route", "kind"}:
        message, advice = "this is a route, not a schema", "move the file to `routes/`"
        yield document.problem("", "schema", message, advice)
        return
    for place, nested in walk(schema, pointer):
        if isinstance(nested, dict):
            yield from _Checker(document, place, nested).findings()
        elif not isinstance(nested, bool):
            yield document.problem(
                place,
                "schema",
                f"a schema is an object or a boolean, not {kind(nested)}",
                _schema_advice(place),
            )


def _schema_advice(place: str) -> str:
    """Return what to write where there is no schema."""
    path = ["", "", *tokens(place)]
    holder, name = path[-2:]
    if holder == "properties" and name in KEYWORDS:
        return f"if the keyword `{name}` is meant, move it out of `properties`, beside it"
    return 'write an object such as {"type": "string"}'


class _Checker:
    """Checks the keywords of one schema object."""

    def __init__(self, document: Document, pointer: str, schema: dict[str, Json]) -> None:
        self._document = document
        self._pointer = pointer
        self._schema = schema

    def findings(self) -> Iterator[Diagnostic]:
        for keyword, value in self._schema.items():
            old = leftover(keyword, value)
            if old is not None:
                yield self._problem(keyword, "old-draft", *old, at_key=True)
            elif keyword in _UNSUPPORTED:
                message = f"`{keyword}` is not supported"
                yield self._problem(
                    keyword, "unsupported", message, _UNSUPPORTED[keyword], at_key=True
                )
            elif keyword in KEYWORDS:
                yield from self._value(keyword, value)
            else:
                yield from self._unknown(keyword)
        if self._schema.keys() >= {"$ref", "$dynamicRef"}:
            message = "`$dynamicRef` beside `$ref` is not supported"
            advice = "put one of them into an `allOf`"
            yield self._problem("$dynamicRef", "unsupported", message, advice, at_key=True)
        yield from self._required_but_unknown()
        for keyword, message, advice in contradictions(self._schema):
            yield self._problem(keyword, "impossible", message, advice, severity="warning")
        yield from self._without_effect()

    def _value(self, keyword: str, value: Json) -> Iterator[Diagnostic]:
        expected = EXPECTED.get(KEYWORDS[keyword])
        if expected is not None and not expected.fits(value):
            message = f"`{keyword}` must be {expected.words}, not {shown(value)}"
            yield self._problem(keyword, "schema", message, expected.example)
            return
        special = {
            "$anchor": self._anchor,
            "$schema": self._dialect,
            "format": self._format,
            "pattern": self._pattern,
            "patternProperties": self._pattern_properties,
            "type": self._type,
        }.get(keyword)
        if special is not None:
            yield from special(value)

    def _unknown(self, keyword: str) -> Iterator[Diagnostic]:
        if keyword.startswith("x-"):
            return
        choice = _FOREIGN.get(keyword) or meant(keyword, KEYWORDS)
        harmless = choice is None or keyword in _HARMLESS or keyword.startswith("_")
        yield self._problem(
            keyword,
            "unknown-keyword",
            f"`{keyword}` is not a keyword of JSON Schema, so nothing is checked by it",
            f"did you mean `{choice}`? Keywords of your own begin with `x-`"
            if choice
            else _ELSEWHERE.get(keyword, "remove it, or let it begin with `x-`"),
            at_key=True,
            severity="warning" if harmless else "error",
        )

    def _anchor(self, value: Any) -> Iterator[Diagnostic]:
        if not _ANCHOR.fullmatch(value):
            message = f"`{value}` cannot be an anchor"
            advice = "write letters, digits, `-`, `_` and `.`, a letter first; no `#`"
            yield self._problem("$anchor", "schema", message, advice)

    def _dialect(self, value: Any) -> Iterator[Diagnostic]:
        if value.rstrip("#") != DIALECT:
            yield self._problem(
                "$schema",
                "old-draft",
                f"`{value}` is not the dialect of contracts",
                f"write {DIALECT}, or leave `$schema` out",
            )

    def _type(self, value: Any) -> Iterator[Diagnostic]:
        for name in [value] if isinstance(value, str) else value:
            if name in TYPES:
                continue
            yield self._problem(
                "type", "schema", f"{shown(name)} is not a type", _type_advice(name)
            )

    def _format(self, value: Any) -> Iterator[Diagnostic]:
        if value not in FORMATS and (choice := meant(value, FORMATS)):
            yield self._problem(
                "format",
                "unknown-format",
                f"`{value}` is not a format of JSON Schema, so nothing would check it",
                f"did you mean `{choice}`?",
            )

    def _pattern(self, value: Any) -> Iterator[Diagnostic]:
        if slip := _pattern_slip(value):
            yield self._problem("pattern", "pattern", *slip)

    def _pattern_properties(self, value: Any) -> Iterator[Diagnostic]:
        for pattern in value:
            if slip := _pattern_slip(pattern):
                place = child(child(self._pointer, "patternProperties"), pattern)
                yield self._document.problem(place, "pattern", *slip, at_key=True)

    def _required_but_unknown(self) -> Iterator[Diagnostic]:
        """Find required names that are misspelt, or that no object may have."""
        match self._schema:
            case {"properties": dict() as properties, "required": list() as required}:
                pass
            case _:
                return
        closed = self._schema.get("additionalProperties") is False
        impossible = closed and not self._schema.get("patternProperties")
        free = [name for name in properties if name not in required]
        for index, name in enumerate(required):
            if not isinstance(name, str) or name in properties:
                continue
            choice = meant(name, free)
            if choice or impossible:
                yield self._document.problem(
                    child(child(self._pointer, "required"), index),
                    "required",
                    f"`{name}` is required, but `properties` has no `{name}`",
                    f"did you mean `{choice}`?"
                    if choice
                    else "add it, or remove it from `required`",
                    severity="error" if impossible else "warning",
                )

    def _without_effect(self) -> Iterator[Diagnostic]:
        """Find keywords that look at values of a type that the schema does not allow."""
        for keyword, needed in _NEEDS.items():
            if keyword in self._schema and needed not in self._schema:
                message = f"`{keyword}` says nothing without `{needed}`"
                yield self._problem(
                    keyword,
                    "no-effect",
                    message,
                    f"add `{needed}`, or remove it",
                    at_key=True,
                    severity="warning",
                )
        types = self._schema.get("type")
        names = {types} if isinstance(types, str) else set(types if isinstance(types, list) else ())
        if not names or not names <= set(TYPES):
            return
        for type_, keywords in OF_TYPE.items():
            looked_at = {"number", "integer"} if type_ == "number" else {type_}
            for keyword in keywords & self._schema.keys():
                value = self._schema[keyword]
                # Other specifications have formats of numbers, such as `int64`: a note to readers.
                is_note = keyword == "format" and value not in FORMATS
                if not (names & looked_at or is_note or leftover(keyword, value)):
                    yield self._problem(
                        keyword,
                        "no-effect",
                        f"`{keyword}` says nothing about values of type {shown(types)}",
                        f"it looks at values of type `{type_}` only",
                        at_key=True,
                        severity="warning",
                    )

    def _problem(
        self,
        keyword: str,
        rule: str,
        message: str,
        help: str,  # noqa: A002 - as in Diagnostic
        *,
        at_key: bool = False,
        severity: Severity = "error",
    ) -> Diagnostic:
        place = child(self._pointer, keyword)
        return self._document.problem(place, rule, message, help, at_key=at_key, severity=severity)


def _type_advice(name: Json) -> str:
    """Return what to write instead of a type that JSON Schema does not have."""
    if not isinstance(name, str):
        return f"the types are {', '.join(TYPES)}"
    if format_ := meant(name, FORMATS):
        return f'write "type": "string", "format": "{format_}"'
    choice = _TYPES.get(name.lower()) or meant(name, TYPES)
    return f"did you mean `{choice}`?" if choice else f"the types are {', '.join(TYPES)}"


def _pattern_slip(pattern: str) -> Slip | None:
    """Return why a pattern cannot be used."""
    text = shown(pattern)
    if foreign := foreign_part(pattern):
        return Slip(f"{text} is not a regular expression of JSON Schema: {foreign[0]}", foreign[1])
    try:
        jsonschema_rs.Draft202012Validator({"pattern": understood(pattern)})
    except ValueError:
        pass
    else:
        return None
    try:  # the judge does not say what is wrong; Python often stumbles over the same thing
        re.compile(pattern)
    except re.error as error:
        return Slip(f"{text} is not a regular expression: {error.msg}", _PATTERN_HELP)
    return Slip(f"{text} is not a regular expression of ECMA-262", _PATTERN_HELP)
