"""Points in time and days as Python types that are written as they came.

What a model is loaded from and what it dumps are equal as JSON, so what Python's own types would
change keeps its text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Annotated, Any, SupportsIndex, TypeAlias

from msgspec import to_builtins
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, SchemaSerializer, core_schema

from .formats import SURE_FORMATS, is_date, is_date_time

_as_text = SchemaSerializer(
    core_schema.any_schema(
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda value: value.text or _written(value), when_used="json"
        )
    )
)


class WireDatetime(datetime):
    """A point in time whose text Python would have written in another way.

    Python has neither leap seconds nor nanoseconds nor a year 0: the value is the nearest there
    is, and what is calculated from it is an ordinary point in time.
    """

    __slots__ = ("_text",)
    __pydantic_serializer__ = _as_text

    _text: str

    @staticmethod
    def of(text: str, near: str = "") -> WireDatetime:
        """Returns what keeps a text; ``near`` is what Python reads where it does not read that.

        Raises:
            ValueError: Python reads neither.
        """
        found = _parse(near or text)
        found._text = text  # noqa: SLF001 - its own
        return found

    @property
    def text(self) -> str:
        """What came, by RFC 3339; empty if the value was calculated."""
        return getattr(self, "_text", "")

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (read_date_time, (self.text,)) if self.text else super().__reduce_ex__(protocol)


_parse = WireDatetime.fromisoformat


class WireDate(date):
    """A day that Python does not have: one of the year 0.

    Attributes:
        text: What came, by RFC 3339; empty if the value was calculated.
    """

    text: str = ""
    __pydantic_serializer__ = _as_text


def read_date_time(value: Any) -> datetime:
    """Returns a point in time by RFC 3339, or the aware ``datetime`` that was given.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a point in time needs an offset from UTC")
        return value
    if not isinstance(value, str) or not is_date_time(value):
        raise ValueError("no point in time by RFC 3339")
    try:
        return WireDatetime.of(value)
    except ValueError:
        return WireDatetime.of(value, near=_nearest(value))


def _nearest(text: str) -> str:
    """Returns the nearest point in time that Python reads for a text that it does not."""
    if text.startswith("0000"):
        return "0001-01-01T00:00:00Z"
    second = "59" if text[17:19] == "60" else text[17:19]
    return f"{text[:17]}{second}{text[19:].upper()}"


def write_date_time(value: Any) -> Any:
    """Returns the text of a point in time; anything else is left for the schema to judge."""
    if type(value) is datetime and value.tzinfo is UTC:
        return to_builtins(value)  # the same as below in a tenth of the time
    if type(value) is WireDatetime:
        return value.text or _written(value)
    return _written(value) if isinstance(value, datetime) else value


_PLAIN = frozenset({datetime})
_IN_UTC = frozenset({UTC})
_zone_of = attrgetter("tzinfo")


def write_date_times(values: list[Any]) -> list[Any]:
    """Returns what `write_date_time` makes of each value."""
    if _PLAIN.issuperset(map(type, values)) and _IN_UTC.issuperset(map(_zone_of, values)):
        texts: list[Any] = to_builtins(values)
        return texts
    return [write_date_time(value) for value in values]


def _written(value: date) -> str:
    written = value.isoformat()
    return f"{written[:-6]}Z" if written.endswith("+00:00") else written


def read_date(value: Any) -> date:
    """Returns a day by RFC 3339, or the ``date`` that was given.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not is_date(value):
        raise ValueError("no day by RFC 3339")
    if not value.startswith("0000"):
        return date.fromisoformat(value)
    found = WireDate(1, 1, 1)
    found.text = value
    return found


def write_date(value: Any) -> Any:
    """Returns the text of a day; anything else is left for the schema to judge."""
    if not isinstance(value, date) or isinstance(value, datetime):
        return value
    return getattr(value, "text", "") or _written(value)


Read: TypeAlias = Callable[[Any], Any]

_AS_PYTHON_WRITES = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{5}[1-9])?Z$"
)
"""Points in time, and days that there are not, whose text needs no keeping."""


class _ByText:
    """Makes pydantic read and write strings of a format by functions.

    Args:
        json_format: The format.
        read: Reads any value that has it, and values of the Python type.
        write: Gives back the text.
        quick: What reads texts of some pattern as ``read`` does, in less time; it raises
            ``ValueError`` for those that ``read`` has to decide about.
    """

    def __init__(
        self, json_format: str, read: Read, write: Read, quick: Mapping[str, Read]
    ) -> None:
        self._format = json_format
        self._read = read
        self._write = write
        self._quick = quick

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        readers: list[CoreSchema] = [
            core_schema.no_info_after_validator_function(
                read, core_schema.str_schema(pattern=pattern, strict=True)
            )
            for pattern, read in self._quick.items()
        ]
        return core_schema.union_schema(
            [*readers, core_schema.no_info_plain_validator_function(self._read)],
            mode="left_to_right",
            custom_error_type=self._format,
            custom_error_message=f"is no {self._format} by RFC 3339",
            serialization=core_schema.plain_serializer_function_ser_schema(
                self._write, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": self._format}


DateTime: TypeAlias = Annotated[
    datetime,
    _ByText(
        "date-time",
        read_date_time,
        write_date_time,
        {_AS_PYTHON_WRITES: datetime.fromisoformat, SURE_FORMATS["date-time"]: WireDatetime.of},
    ),
]
"""A point in time with its offset from UTC; it is a `WireDatetime` where that keeps its text."""

Date: TypeAlias = Annotated[
    date, _ByText("date", read_date, write_date, {SURE_FORMATS["date"]: date.fromisoformat})
]
"""A day."""
