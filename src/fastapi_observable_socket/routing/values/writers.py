"""How values of each kind of schema are written on the fast path; see `dumping`.

Nobody may have validated what is to be written. A writer takes what it expects, and raises for
anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from ...protocol.json_types import is_array, is_object, is_tuple
from .moments import WireDatetime, write_date_time, write_date_times

Write = Callable[[Any], Any]

_NUMBERS: frozenset[type] = frozenset({float, int})
_MANY = 8
"""From so many models on it takes less time to go through them member by member."""


class NoFastPath(Exception):  # noqa: N818 - nothing is wrong
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

    @property
    def is_same(self) -> bool:
        """Whether what is written is the value itself."""
        return self.one is _same


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
_GUESSED = _LIST | {datetime, dict, tuple, WireDatetime}
NUMBER = Writer(_number, _numbers, _NUMBERS)
MOMENT = Writer(write_date_time, write_date_times, frozenset({datetime, WireDatetime}))


def unless_none(writer: Writer) -> Writer:
    """Returns what writes None besides."""
    classes = writer.classes and writer.classes | NULL.classes
    if writer.is_same:
        return writer._replace(classes=classes)
    write = writer.one
    found = each(lambda value: None if value is None else write(value))
    return found._replace(classes=classes, may_miss=writer.may_miss)


def union_of(writers: list[Writer]) -> Writer:
    """Returns what writes each value by its class.

    Raises:
        NoFastPath: The class does not tell how.
    """
    by_class: dict[type, Write] = {}
    for writer in writers:
        if not writer.classes or writer.may_miss:
            raise NoFastPath
        for class_ in writer.classes:
            if by_class.setdefault(class_, writer.one) is not writer.one:
                raise NoFastPath
    classes = frozenset(by_class)
    if _NUMBERS & classes and _GUESSED & classes:
        raise NoFastPath  # pydantic takes anything for a number, and guesses how to write it
    if len({writer.one for writer in writers}) == 1:
        return writers[0]._replace(classes=classes)
    return each(lambda value: by_class[type(value)](value))._replace(classes=classes)


def list_of(items: Writer) -> Writer:
    """Returns what writes lists."""
    if items.is_same:
        return Writer(_same, _same, _LIST)
    one, all_ = items.one, items.all

    def write(value: Any) -> list[Any]:
        if not is_array(value):
            raise TypeError
        return [one(item) for item in value] if len(value) < _MANY else all_(value)

    return each(write)._replace(classes=_LIST)


def tuple_of(items: list[Writer]) -> Writer:
    """Returns what writes tuples as lists, each item in its own way."""
    writes = tuple(item.one for item in items)

    def write(value: Any) -> list[Any]:
        if not is_tuple(value):
            raise TypeError
        return [write_one(member) for write_one, member in zip(writes, value, strict=True)]

    return each(write)._replace(classes=frozenset({tuple}))


def mapping_of(values: Writer) -> Writer:
    """Returns what writes dictionaries with texts for keys."""
    one = None if values.is_same else values.one

    def write(value: Any) -> dict[str, Any]:
        if not is_object(value) or not TEXT.classes.issuperset(map(type, value)):
            raise TypeError
        return value if one is None else {name: one(member) for name, member in value.items()}

    return each(write)._replace(classes=frozenset({dict}))
