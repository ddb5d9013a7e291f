"""The short way from models to plain data, for those whose members are nearly that already.

Pydantic's own way copies every value. Here the dictionaries that models keep their members in are
used as they are where nothing in them has to be written in another way. What stands in them was
perhaps never validated, so whatever is unusual is an exception, and pydantic has to write it; the
rest is for the judge, which knows of texts, numbers and so on, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic_core import MISSING, CoreSchema, SchemaSerializer, core_schema

from ..protocol.json_types import is_array

Write = Callable[[Any], Any]

_NUMBERS: frozenset[type] = frozenset({float, int})


def short_way(schema: CoreSchema) -> Write | None:
    """Returns what makes plain data of most values of a pydantic schema; None if nothing does.

    What it returns raises some exception for values that it does not know; it may hand out
    dictionaries that still belong to a model.
    """
    try:
        return _Writers({}).of(schema)
    except _NoShortWay:
        return None


class _NoShortWay(Exception):  # noqa: N818 - nothing is wrong
    """Only pydantic knows how values of some schema are written."""


class _Writers:
    """Finds the writers of schemas; None where values are written as they are."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = dict(definitions)
        self._known: dict[str, Write | None] = {}

    def of(self, schema: Any) -> Write | None:
        match schema:
            case {"serialization": _}:
                return _of_scalar(schema)
            case {"type": "nullable", "schema": inner}:
                return _unless(None, self.of(inner))
            case {"type": "missing-sentinel", "schema": inner}:
                return _unless(MISSING, self.of(inner)) or _as_it_is
            case {"type": "default", "schema": inner}:
                return self.of(inner)
            case {"type": "list", "items_schema": inner}:
                return _list(self.of(inner))
            case {"type": "model", "root_model": False, "cls": class_, "schema": fields}:
                return self._model(class_, fields)
            case {"type": "definitions" | "definition-ref"}:
                return self._definition(schema)
            case _:
                return _of_scalar(schema)

    def _definition(self, schema: Any) -> Write | None:
        match schema:
            case {"schema": inner, "definitions": definitions}:
                return _Writers({one["ref"]: one for one in definitions}).of(inner)
            case {"schema_ref": ref} if ref in self._known:
                return self._known[ref]
            case {"schema_ref": ref} if ref in self._definitions:
                # Taken out meanwhile, so that what is recursive has no short way.
                self._known[ref] = self.of(self._definitions.pop(ref))
                return self._known[ref]
            case _:
                raise _NoShortWay

    def _model(self, class_: type[Any], schema: Any) -> Write:
        match schema:
            case {"type": "model-fields", "fields": fields} if not schema.get("computed_fields"):
                writers = {name: self._member(field) for name, field in fields.items()}
            case _:
                raise _NoShortWay
        numbers = tuple(name for name, write in writers.items() if write is _number)
        others = {name: one for name, one in writers.items() if one not in (None, _number)}
        return _of_model(class_, len(writers), numbers, tuple(others.items()))

    def _member(self, field: Mapping[str, Any]) -> Write | None:
        if any(name.startswith("serialization") for name in field):
            raise _NoShortWay
        return self.of(field["schema"])


def _of_scalar(schema: Any) -> Write | None:
    match schema:
        case {"serialization": {"type": "any"}} if _is_number(schema):
            return _number
        case {
            "serialization": {"type": "function-plain", "when_used": "json", "function": function}
        }:
            found: Write = function
            return found
        case {"serialization": _}:
            raise _NoShortWay
        case {"type": "str" | "bool" | "none"}:
            return None
        case {"type": "literal", "expected": values} if _are_texts(values):
            return None
        case {"type": "lax-or-strict", "lax_schema": inner}:
            return _of_scalar(inner)
        case _ if _is_number(schema):
            return _number
        case _:
            raise _NoShortWay


def _are_texts(values: list[Any]) -> bool:
    return all(type(value) is str for value in values)


def _is_number(schema: Any) -> bool:
    return all(one.get("type") in ("float", "int") for one in schema.get("choices", [schema]))


def _number(value: Any) -> Any:
    """Returns a number; to a judge there are others, such as decimals, that are written as text."""
    if type(value) not in _NUMBERS:
        raise TypeError
    return value


_numbers: Write = partial(
    SchemaSerializer(core_schema.list_schema(core_schema.any_schema())).to_python,
    mode="json",
    warnings=False,
)


def _as_it_is(value: Any) -> Any:
    return value


def _unless(nothing: Any, write: Write | None) -> Write | None:
    """Returns what writes values other than one that needs no writing."""
    if write is None:
        return None
    return lambda value: nothing if value is nothing else write(value)


def _list(write: Write | None) -> Write | None:
    if write is None:
        return None
    if write is _number:
        return _numbers

    def write_all(value: Any) -> list[Any]:
        if not is_array(value):
            raise TypeError
        return [write(item) for item in value]

    return write_all


def _of_model(
    class_: type[Any],
    size: int,
    numbers: tuple[str, ...],
    others: tuple[tuple[str, Write], ...],
) -> Write:
    """Returns what writes instances of a class.

    Args:
        class_: The class.
        size: How many members it declares.
        numbers: Members that have to be numbers.
        others: Members that may be missing or are written in another way, with what writes them.
    """

    def write(value: Any) -> dict[str, Any]:
        if type(value) is not class_ or value.__pydantic_extra__:
            raise TypeError
        members: dict[str, Any] = value.__dict__
        if len(members) != size:
            raise TypeError
        for name in numbers:
            if type(members[name]) not in _NUMBERS:
                raise TypeError
        if others:
            members = members.copy()
        for name, change in others:
            member = members[name] = change(members[name])
            if member is MISSING:
                del members[name]
        return members

    return write
