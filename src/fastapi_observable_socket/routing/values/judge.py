"""The judge: one JSON Schema, compiled, which decides about plain JSON data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs

from ..._generated.envelopes import FieldError
from ...protocol.json_types import is_array, is_object
from ...protocol.measures import has_more_values
from .formats import FORMATS
from .pointers import MAX_CHARACTERS, pointer
from .quick_schemas import mentions, quick_schema
from .uniqueness import KEYWORDS

MAX_VALUES = 1_000
"""Of data with more values only the first error is reported: an error takes a hundredth of a
millisecond to find, and one in each value would keep everybody else waiting."""

_REF = "#/$defs/"


class Judge:
    """Decides about JSON values exactly as one definition of a contract does.

    It is compiled when the first value comes, since that takes milliseconds.

    Args:
        definitions: The contract's schemas by name.
        name: The definition.
        max_errors: How many errors of one value are reported.
        is_exact: Whether a model alone may decide as the definition does; see `Part.exact`.

    Attributes:
        accepts: Whether plain JSON data satisfies the schema.
        name: The definition.
    """

    __slots__ = ("_definitions", "_exact", "_max_errors", "accepts", "is_exact", "name")

    def __init__(
        self, definitions: Mapping[str, Any], name: str, max_errors: int, *, is_exact: bool = False
    ) -> None:
        self.name = name
        self._definitions = definitions
        self._max_errors = max_errors
        self.is_exact = is_exact
        self._exact: jsonschema_rs.Draft202012Validator | None = None
        self.accepts: Callable[[Any], bool] = self._first_accepts

    def errors(self, data: Any, root: str) -> list[FieldError]:
        """Returns what is wrong with plain JSON data, at pointers that begin with ``root``.

        Of data with very many values only the first error is looked for.
        """
        found = (
            field_error
            for error in self._found(data)
            for field_error in _field_errors(error, data, root)
        )
        return list(islice(found, self._max_errors))

    def _found(self, data: Any) -> Iterable[jsonschema_rs.ValidationError]:
        if not has_more_values(data, MAX_VALUES):
            return self._compiled().iter_errors(data)
        try:
            self._compiled().validate(data)
        except jsonschema_rs.ValidationError as error:
            return [error]
        return []

    def _first_accepts(self, data: Any) -> bool:
        """Compiles the schema for the first value, and replaces itself by the result."""
        schema = standalone(self._definitions, self.name)
        # A part is exact only if no two schemas of a `oneOf` in it can accept the same value.
        quick = quick_schema(schema, is_exclusive=self.is_exact)
        formats = dict(FORMATS) if quick.has_formats else None
        is_sure = jsonschema_rs.Draft202012Validator(
            quick.schema, validate_formats=True, formats=formats, keywords=_keywords(schema)
        ).is_valid
        if quick.is_exact:
            self.accepts = is_sure
        else:
            self.accepts = lambda data: is_sure(data) or self._compiled().is_valid(data)
        return self.accepts(data)

    def _compiled(self) -> jsonschema_rs.Draft202012Validator:
        if self._exact is None:
            schema = standalone(self._definitions, self.name)
            self._exact = jsonschema_rs.Draft202012Validator(
                schema,
                validate_formats=True,
                formats=dict(FORMATS),
                keywords=_keywords(schema),
                mask="value",
            )
        return self._exact


def _keywords(schema: Any) -> dict[str, type[jsonschema_rs.KeywordValidator]] | None:
    """Returns keywords of ours for a schema that has them: they slow down the whole check."""
    return KEYWORDS if mentions(schema, KEYWORDS.keys()) else None


def standalone(definitions: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Returns one definition as a schema of its own, with just the definitions that it needs."""
    needed: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in definitions and current not in needed:
            needed[current] = definitions[current]
            waiting.extend(_references(definitions[current]))
    return {"$ref": _REF + quote(name), "$defs": needed}


def _references(schema: Any) -> Iterator[str]:
    if is_object(schema):
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith(_REF):
            yield unquote(reference.removeprefix(_REF))
        for value in schema.values():
            yield from _references(value)
    elif is_array(schema):
        for value in schema:
            yield from _references(value)


def _field_errors(
    error: jsonschema_rs.ValidationError, data: Any, root: str
) -> Iterator[FieldError]:
    kind: Any = error.kind  # each keyword's kind is a class of its own
    is_false = kind.name == "falseSchema"
    code: str = _keyword_of_false(error) if is_false else kind.name
    place = pointer(root, error.instance_path)
    if code == "required":
        member = pointer(place, [kind.property])
        yield FieldError(pointer=member, code=code, message="is missing")
        return
    unexpected = getattr(kind, "unexpected", ())
    if is_false and code == "additionalProperties":
        unexpected = _names_at(data, error.instance_path)
    if unexpected and all(isinstance(name, str) for name in unexpected):
        for name in unexpected:
            member = pointer(place, [name])
            yield FieldError(pointer=member, code=code, message="is not allowed here")
        return
    message = "is not allowed here" if is_false else error.message.removeprefix("value ")
    yield FieldError(pointer=place, code=code, message=message[:MAX_CHARACTERS])


def _keyword_of_false(error: jsonschema_rs.ValidationError) -> str:
    """Returns the keyword that says ``false``; without one, ``false`` means ``not: {}``."""
    *above, last = error.schema_path or ["not"]
    outer = above[-1] if above else None
    if isinstance(last, int):
        return str(outer)
    # Below these the last step is a name and no keyword.
    if outer in {"properties", "patternProperties", "dependentSchemas"}:
        is_name = outer != "properties" or error.instance_path[-1:] == [last]
        return str(outer if is_name else last)
    return "not" if outer == "$defs" else str(last)


def _names_at(data: Any, path: Sequence[str | int]) -> list[str]:
    """Returns the names of the object at a place in parsed JSON; none if it cannot be found."""
    try:
        for step in path:
            data = data[step]
    except (LookupError, TypeError):
        return []
    return list(data) if is_object(data) else []
