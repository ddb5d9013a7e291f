"""What writes models as plain data where their members are nearly that already.

The dictionaries that models keep their members in are used as they are where nothing in them has to
be written in another way. What is unusual is an exception: what stands in them was perhaps never
validated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from pydantic_core import MISSING

from ..protocol.json_types import is_array, is_object
from .moments import WireDatetime, write_date_time, write_date_times

Write = Callable[[Any], Any]

_NUMBERS: frozenset[type] = frozenset({float, int})
_MANY = 8
"""From so many models on it takes less time to go through them member by member."""


class NoShortWay(Exception):  # noqa: N818 - nothing is wrong
    """Only pydantic knows how values of some schema are written."""


class Writer(NamedTuple):
    """What writes the values of one schema.

    Attributes:
        one: Writes a value.
        all: Writes each value of a list.
        classes: The classes of the values; empty if there may be any.
        may_miss: Whether a member of this schema may be `MISSING`, which is not to be written.
    """

    one: Write
    all: Callable[[list[Any]], list[Any]]
    classes: frozenset[type] = frozenset()
    may_miss: bool = False


def _same(value: Any) -> Any:
    return value


def each(write: Write) -> Writer:
    """Returns what writes values by a function."""

    def write_all(values: list[Any]) -> list[Any]:
        return [write(value) for value in values]

    return Writer(write, write_all)


def _number(value: Any) -> Any:
    """Returns a number; to a judge there are others, such as decimals, that are written as text."""
    if type(value) not in _NUMBERS:
        raise TypeError
    return value


def _numbers(values: list[Any]) -> list[Any]:
    if not _NUMBERS.issuperset(map(type, values)):
        raise TypeError
    return values


TEXT, BOOLEAN, NULL = (
    Writer(_same, _same, frozenset({class_})) for class_ in (str, bool, type(None))
)
_LIST: frozenset[type] = frozenset({list})
_GUESSED = _LIST | {datetime, dict, WireDatetime}
NUMBER = Writer(_number, _numbers, _NUMBERS)
MOMENT = Writer(write_date_time, write_date_times, frozenset({datetime, WireDatetime}))


def unless_none(writer: Writer) -> Writer:
    """Returns what writes None besides."""
    classes = writer.classes and writer.classes | NULL.classes
    if writer.one is _same:
        return writer._replace(classes=classes)
    write = writer.one
    found = each(lambda value: None if value is None else write(value))
    return found._replace(classes=classes, may_miss=writer.may_miss)


def union_of(writers: list[Writer]) -> Writer:
    """Returns what writes each value by its class.

    Raises:
        NoShortWay: The class does not tell how.
    """
    by_class: dict[type, Write] = {}
    for writer in writers:
        if not writer.classes or writer.may_miss:
            raise NoShortWay
        for class_ in writer.classes:
            if by_class.setdefault(class_, writer.one) is not writer.one:
                raise NoShortWay
    classes = frozenset(by_class)
    if _NUMBERS & classes and _GUESSED & classes:
        raise NoShortWay  # pydantic takes anything for a number, and guesses how to write it
    if len({writer.one for writer in writers}) == 1:
        return writers[0]._replace(classes=classes)
    return each(lambda value: by_class[type(value)](value))._replace(classes=classes)


def list_of(items: Writer) -> Writer:
    """Returns what writes lists."""
    if items.one is _same:
        return Writer(_same, _same, _LIST)
    one, all_ = items.one, items.all

    def write(value: Any) -> list[Any]:
        if not is_array(value):
            raise TypeError
        return [one(item) for item in value] if len(value) < _MANY else all_(value)

    return each(write)._replace(classes=_LIST)


def mapping_of(values: Writer) -> Writer:
    """Returns what writes dictionaries with texts for keys."""
    one = None if values.one is _same else values.one

    def write(value: Any) -> dict[str, Any]:
        if not is_object(value) or not TEXT.classes.issuperset(map(type, value)):
            raise TypeError
        return value if one is None else {name: one(member) for name, member in value.items()}

    return each(write)._replace(classes=frozenset({dict}))


def models_of(class_: type[Any], members: Mapping[str, Writer]) -> Writer:
    """Returns what writes instances of a class, whose members are written as given."""
    always = {name: one for name, one in members.items() if not one.may_miss}
    models = _Models(
        class_,
        size=len(members),
        numbers=tuple(name for name, one in always.items() if one.one is _number),
        others=tuple(found for found in always.items() if found[1].one not in (_same, _number)),
        optional=tuple(found for found in members.items() if found[1].may_miss),
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
        if any(map(_others_of, values)) or set(map(len, rows)) - {self.size}:
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
