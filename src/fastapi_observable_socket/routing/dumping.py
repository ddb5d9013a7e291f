"""The short way from models to plain data, for those whose members are nearly that already.

Pydantic's own way copies every value. Here the dictionaries that models keep their members in are
used as they are where nothing in them has to be written in another way. What stands in them was
perhaps never validated, so whatever is unusual is an exception, and pydantic has to write it; the
rest is for the judge, which knows of texts, numbers and so on, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from pydantic_core import MISSING, CoreSchema

from ..protocol.json_types import is_array
from .moments import write_date_time, write_date_times

Write = Callable[[Any], Any]

_NUMBERS: frozenset[type] = frozenset({float, int})
_MANY = 8
"""From so many models on it takes less time to go through them member by member."""


def short_way(schema: CoreSchema) -> Write | None:
    """Returns what makes plain data of most values of a pydantic schema; None if nothing does.

    What it returns raises some exception for values that it does not know; it may hand out
    dictionaries that still belong to a model.
    """
    try:
        return _Writers({}).of(schema).one
    except _NoShortWay:
        return None


class _NoShortWay(Exception):  # noqa: N818 - nothing is wrong
    """Only pydantic knows how values of some schema are written."""


class _Writer(NamedTuple):
    """What writes the values of one schema.

    Attributes:
        one: Writes a value.
        all: Writes each value of a list.
        may_miss: Whether a member of this schema may be `MISSING`, which is not to be written.
    """

    one: Write
    all: Callable[[list[Any]], list[Any]]
    may_miss: bool = False


def _same(value: Any) -> Any:
    return value


_AS_IT_IS = _Writer(_same, _same)


def _each(write: Write) -> _Writer:
    def write_all(values: list[Any]) -> list[Any]:
        return [write(value) for value in values]

    return _Writer(write, write_all)


def _number(value: Any) -> Any:
    """Returns a number; to a judge there are others, such as decimals, that are written as text."""
    if type(value) not in _NUMBERS:
        raise TypeError
    return value


def _numbers(values: list[Any]) -> list[Any]:
    if not _NUMBERS.issuperset(map(type, values)):
        raise TypeError
    return values


_NUMBER = _Writer(_number, _numbers)
_MOMENT = _Writer(write_date_time, write_date_times)


class _Writers:
    """Finds the writers of schemas."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = dict(definitions)
        self._known: dict[str, _Writer] = {}

    def of(self, schema: Any) -> _Writer:
        match schema:
            case {"serialization": _}:
                return _of_scalar(schema)
            case {"type": "nullable", "schema": inner}:
                return _unless_none(self.of(inner))
            case {"type": "missing-sentinel", "schema": inner}:
                return self.of(inner)._replace(may_miss=True)
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

    def _definition(self, schema: Any) -> _Writer:
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

    def _model(self, class_: type[Any], schema: Any) -> _Writer:
        match schema:
            case {"type": "model-fields", "fields": fields} if not schema.get("computed_fields"):
                writers = {name: self._member(field) for name, field in fields.items()}
            case _:
                raise _NoShortWay
        others = {name: one for name, one in writers.items() if one not in (_AS_IT_IS, _NUMBER)}
        models = _Models(
            class_,
            size=len(writers),
            numbers=tuple(name for name, one in writers.items() if one is _NUMBER),
            others=tuple((name, one) for name, one in others.items() if not one.may_miss),
            optional=tuple((name, one) for name, one in others.items() if one.may_miss),
        )
        return _Writer(models.for_one(), models.write_all)

    def _member(self, field: Mapping[str, Any]) -> _Writer:
        if any(name.startswith("serialization") for name in field):
            raise _NoShortWay
        return self.of(field["schema"])


def _of_scalar(schema: Any) -> _Writer:
    match schema:
        case {"serialization": {"type": "any"}} if _is_number(schema):
            return _NUMBER
        case {
            "serialization": {"type": "function-plain", "when_used": "json", "function": function}
        }:
            return _MOMENT if function is write_date_time else _each(function)
        case {"serialization": _}:
            raise _NoShortWay
        case {"type": "str" | "bool" | "none"}:
            return _AS_IT_IS
        case {"type": "literal", "expected": values} if _are_texts(values):
            return _AS_IT_IS
        case {"type": "lax-or-strict", "lax_schema": inner}:
            return _of_scalar(inner)
        case _ if _is_number(schema):
            return _NUMBER
        case _:
            raise _NoShortWay


def _are_texts(values: list[Any]) -> bool:
    return all(type(value) is str for value in values)


def _is_number(schema: Any) -> bool:
    return all(one.get("type") in ("float", "int") for one in schema.get("choices", [schema]))


def _unless_none(writer: _Writer) -> _Writer:
    if writer.one is _same:
        return writer
    write = writer.one
    found = _each(lambda value: None if value is None else write(value))
    return found._replace(may_miss=writer.may_miss)


def _list(items: _Writer) -> _Writer:
    if items is _AS_IT_IS:
        return _AS_IT_IS

    one, all_ = items.one, items.all

    def write(value: Any) -> list[Any]:
        if not is_array(value):
            raise TypeError
        return [one(item) for item in value] if len(value) < _MANY else all_(value)

    return _each(write)


@dataclass(frozen=True, slots=True)
class _Models:
    """Writes instances of a class.

    Attributes:
        class_: The class.
        size: How many members it declares.
        numbers: Members that have to be numbers.
        others: Members that are written in another way, with what writes them.
        optional: Members that may be missing, with what writes them if they are not.
    """

    class_: type[Any]
    size: int
    numbers: tuple[str, ...]
    others: tuple[tuple[str, _Writer], ...]
    optional: tuple[tuple[str, _Writer], ...]

    def for_one(self) -> Write:
        """Returns what writes an instance."""
        class_, size, numbers = self.class_, self.size, self.numbers
        others = tuple((name, writer.one) for name, writer in self.others)
        optional = tuple((name, writer.one) for name, writer in self.optional)
        is_changed = bool(others or optional)

        def write(value: Any) -> dict[str, Any]:
            if type(value) is not class_ or value.__pydantic_extra__:
                raise TypeError
            members: dict[str, Any] = value.__dict__
            if len(members) != size:
                raise TypeError
            for name in numbers:
                if type(members[name]) not in _NUMBERS:
                    raise TypeError
            if not is_changed:
                return members
            members = members.copy()
            for name, change in others:
                members[name] = change(members[name])
            for name, change in optional:
                member = members[name]
                if member is MISSING:
                    del members[name]
                else:
                    members[name] = change(member)
            return members

        return write

    def write_all(self, values: list[Any]) -> list[dict[str, Any]]:
        """Writes instances one member after the other: that takes fewer steps in Python."""
        if any(type_ is not self.class_ for type_ in set(map(type, values))):
            raise TypeError
        rows: list[dict[str, Any]] = list(map(_members_of, values))
        if any(map(_others_of, values)) or set(map(len, rows)) != {self.size}:
            raise TypeError
        for name in self.numbers:
            _numbers(list(map(itemgetter(name), rows)))
        if not self.others and not self.optional:
            return rows
        rows = list(map(dict[str, Any].copy, rows))
        for name, writer in self.others:
            _write_member(name, rows, writer)
        for name, writer in self.optional:
            _write_member(name, _rows_with(name, rows), writer)
        return rows


_members_of = attrgetter("__dict__")
_others_of = attrgetter("__pydantic_extra__")


def _write_member(name: str, rows: list[dict[str, Any]], writer: _Writer) -> None:
    members = writer.all(list(map(itemgetter(name), rows)))
    for row, member in zip(rows, members, strict=True):
        row[name] = member


def _rows_with(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the rows that have a member; where it is missing, it is taken out."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if row[name] is MISSING:
            del row[name]
        else:
            found.append(row)
    return found
