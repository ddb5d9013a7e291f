"""The fast path from models to plain data: without the copies that pydantic makes.

The members of a model are nearly plain data already. So the dictionary that it keeps them in is
handed on as it is, and copied only where some member is written in another way, such as a time as
text. A value that is not what its schema says, as nobody may have validated it, is an exception:
then pydantic has to write it. Where text is expected nothing is looked at: the judge refuses what
is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import MISSING, CoreSchema

from ...protocol.json_types import is_array, is_object
from .model_writers import as_they_came, models_of
from .moments import write_date_time
from .writers import (
    BOOLEAN,
    MOMENT,
    NULL,
    NUMBER,
    TEXT,
    NoFastPath,
    Write,
    Writer,
    each,
    list_of,
    mapping_of,
    tuple_of,
    union_of,
    unless_none,
)


def fast_dump(schema: CoreSchema, *, as_it_came: bool = False) -> Write | None:
    """Returns what makes plain data of most values of a pydantic schema; None if it has no way.

    What it returns raises some exception for values that it does not know; it may hand out
    dictionaries that still belong to a model.

    Args:
        schema: The schema.
        as_it_came: Whether to leave out what only the defaults of the models have put in.
    """
    try:
        return _Writers({}, as_it_came=as_it_came).of(schema).one
    except NoFastPath:
        return None


class _Writers:
    """Finds the writers of schemas."""

    def __init__(self, definitions: Mapping[str, Any], *, as_it_came: bool) -> None:
        self._definitions = dict(definitions)
        self._as_it_came = as_it_came
        self._known: dict[str, Writer] = {}

    def of(self, schema: Any) -> Writer:
        match schema:
            case {"serialization": _}:
                return _of_scalar(schema)
            case {"type": "nullable", "schema": inner}:
                return unless_none(self.of(inner))
            case {"type": "lax-or-strict", "lax_schema": inner}:
                return self.of(inner)
            case {"type": "missing-sentinel", "schema": inner}:
                return self.of(inner)._replace(may_miss=True)
            case {"type": "default", "schema": inner}:
                return self.of(inner)
            case {"type": "model", "root_model": False, "cls": class_, "schema": fields}:
                return self._model(class_, fields)
            case {"type": "definitions" | "definition-ref"}:
                return self._definition(schema)
            case _:
                return self._several(schema)

    def _several(self, schema: Any) -> Writer:
        match schema:
            case {"type": "list", "items_schema": inner}:
                return list_of(self.of(inner))
            case {"type": "tuple", "items_schema": [*items]} if "variadic_item_index" not in schema:
                return tuple_of([self.of(item) for item in items])
            case {"type": "dict", "keys_schema": {"type": "str"}, "values_schema": inner}:
                return mapping_of(self.of(inner))
            case {"type": "union", "choices": [*choices]}:
                return union_of([self.of(choice) for choice in choices])
            case {"type": "tagged-union", "choices": {**tagged}}:
                return union_of([self.of(choice) for choice in tagged.values()])
            case _:
                return _of_scalar(schema)

    def _definition(self, schema: Any) -> Writer:
        match schema:
            case {"schema": inner, "definitions": definitions}:
                by_name = {one["ref"]: one for one in definitions}
                return _Writers(by_name, as_it_came=self._as_it_came).of(inner)
            case {"schema_ref": ref} if ref in self._known:
                return self._known[ref]
            case {"schema_ref": ref} if ref in self._definitions:
                # Taken out meanwhile, so that what is recursive has no fast path.
                self._known[ref] = self.of(self._definitions.pop(ref))
                return self._known[ref]
            case _:
                raise NoFastPath

    def _model(self, class_: type[Any], schema: Any) -> Writer:
        match schema:
            case {"type": "model-fields", "fields": fields} if not schema.get("computed_fields"):
                writers = {name: self._member(field) for name, field in fields.items()}
            case _:
                raise NoFastPath
        models = models_of(class_, writers)
        defaults = dict(_defaults(fields)) if self._as_it_came else {}
        return as_they_came(models, defaults) if defaults else models

    def _member(self, field: Mapping[str, Any]) -> Writer:
        if any(name.startswith("serialization") for name in field):
            raise NoFastPath
        return self.of(field["schema"])


def _defaults(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, field in fields.items():
        match field["schema"]:
            case {"type": "default", "default": default} if default is MISSING:
                pass
            case {"type": "default", "default": default} if _is_plain(default):
                yield name, default
            case {"type": "default"}:
                raise NoFastPath
            case _:
                pass


def _is_plain(value: Any) -> bool:
    if is_object(value):
        return all(map(_is_plain, value.values()))
    if is_array(value):
        return all(map(_is_plain, value))
    return value is None or type(value) in (str, bool, int, float)


def _of_scalar(schema: Any) -> Writer:
    match schema:
        case {"serialization": {"type": "any"}} if _is_number(schema):
            return NUMBER
        case {
            "serialization": {"type": "function-plain", "when_used": "json", "function": function}
        }:
            return MOMENT if function is write_date_time else each(function)
        case {"serialization": _}:
            raise NoFastPath
        case {"type": "str"}:
            return TEXT
        case {"type": "bool"}:
            return BOOLEAN
        case {"type": "none"}:
            return NULL
        case {"type": "literal", "expected": [*values]}:
            return union_of([_of_literal(value) for value in values])
        case {} if _is_number(schema):
            return NUMBER
        case _:
            raise NoFastPath


def _of_literal(value: Any) -> Writer:
    try:
        return {str: TEXT, bool: BOOLEAN, int: NUMBER}[type(value)]
    except KeyError:
        raise NoFastPath from None


def _is_number(schema: Any) -> bool:
    return all(one.get("type") in ("float", "int") for one in schema.get("choices", [schema]))
