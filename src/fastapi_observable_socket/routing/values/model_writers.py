"""How models are written on the fast path, one by one and many at a time; see `dumping`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from pydantic_core import MISSING

from .writers import NUMBER, Write, Writer

_NUMBERS = NUMBER.classes


def models_of(class_: type[Any], members: Mapping[str, Writer]) -> Writer:
    """Returns what writes instances of a class, whose members are written as given."""
    always = {name: writer for name, writer in members.items() if not writer.may_miss}
    models = _Models(
        class_,
        size=len(members),
        numbers=tuple(name for name, writer in always.items() if writer.one is NUMBER.one),
        others=tuple(
            (name, writer)
            for name, writer in always.items()
            if not writer.is_same and writer.one is not NUMBER.one
        ),
        optional=tuple((name, writer) for name, writer in members.items() if writer.may_miss),
    )
    return Writer(models.for_one(), models.write_all, frozenset({class_}))


def as_they_came(models: Writer, defaults: Mapping[str, Any]) -> Writer:
    """Returns what writes models without the members that nobody has put in or changed.

    Args:
        models: What writes them with all members.
        defaults: What is in such members, as plain data.
    """

    def came(model: Any, members: dict[str, Any]) -> dict[str, Any]:
        given: set[str] = model.__pydantic_fields_set__
        absent = [
            name
            for name, default in defaults.items()
            if name not in given and members[name] == default
        ]
        if absent:
            members = members.copy()
            for name in absent:
                del members[name]
        return members

    def write(model: Any) -> dict[str, Any]:
        return came(model, models.one(model))

    def write_all(values: list[Any]) -> list[dict[str, Any]]:
        return list(map(came, values, models.all(values)))

    return Writer(write, write_all, models.classes)


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
    others: tuple[tuple[str, Writer], ...]
    optional: tuple[tuple[str, Writer], ...]

    def for_one(self) -> Write:
        """Returns what writes an instance; one function, as it runs for each model of a reply."""
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
        if any(map(_others_of, values)) or set(map(len, rows)) - {self.size}:
            raise TypeError
        for name in self.numbers:
            NUMBER.all(list(map(itemgetter(name), rows)))
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


def _write_member(name: str, rows: list[dict[str, Any]], writer: Writer) -> None:
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
