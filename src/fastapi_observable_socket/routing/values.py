"""Python types for JSON values that Python's own types would change.

What a model is loaded from and what it dumps are equal as JSON: a point in time keeps the text
that it came as, a number keeps all its digits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, SupportsIndex, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, SchemaSerializer, core_schema

from .formats import is_date, is_date_time

_EXACT_FLOAT = 2**53 - 1
"""Up to here no two integers are the same float."""


_as_text = SchemaSerializer(
    core_schema.any_schema(
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda value: value.text or _written(value), when_used="json"
        )
    )
)


class WireDatetime(datetime):
    """A point in time that came as JSON; it is written as it came.

    Python has neither leap seconds nor nanoseconds nor a year 0: the value is the nearest there
    is, and what is calculated from it is an ordinary point in time.

    Attributes:
        text: What came, by RFC 3339; empty if the value was calculated.
    """

    text: str = ""
    __pydantic_serializer__ = _as_text

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (read_date_time, (self.text,)) if self.text else super().__reduce_ex__(protocol)


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
        found = WireDatetime.fromisoformat(value)
    except ValueError:
        found = _nearest(value)
    found.text = value
    return found


def _nearest(text: str) -> WireDatetime:
    """Returns the point in time for a text that Python does not read."""
    if text.startswith("0000"):
        return WireDatetime(1, 1, 1, tzinfo=UTC)
    second = "59" if text[17:19] == "60" else text[17:19]
    return WireDatetime.fromisoformat(f"{text[:17]}{second}{text[19:].upper()}")


def write_date_time(value: Any) -> Any:
    """Returns the text of a point in time; anything else is left for the schema to judge."""
    if not isinstance(value, datetime):
        return value
    return getattr(value, "text", "") or _written(value)


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


class _ByText:
    """Makes pydantic read and write strings of a format by two functions."""

    def __init__(
        self, json_format: str, read: Callable[[Any], Any], write: Callable[[Any], Any]
    ) -> None:
        self._format = json_format
        self._read = read
        self._write = write

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self._read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self._write, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": self._format}


class _AllDigits:
    """Makes pydantic keep integers that no float is exactly; all other numbers are floats."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        exact = core_schema.float_schema(ge=-_EXACT_FLOAT, le=_EXACT_FLOAT, allow_inf_nan=False)
        return core_schema.union_schema(
            [
                exact,
                core_schema.int_schema(strict=True),
                core_schema.float_schema(allow_inf_nan=False),
            ],
            mode="left_to_right",
            serialization=core_schema.simple_ser_schema("any"),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "number"}


_WORD = "[0-9A-Za-z]{1,20}"
_LABEL = "[a-z][a-z0-9]{0,61}"
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_HEX = "[0-9A-Fa-f]"

_SURE = {
    "email": rf"^{_WORD}(?:[_.+-]{_WORD}){{0,2}}@{_LABEL}(?:\.{_LABEL}){{1,2}}$",
    "ipv4": rf"^{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}$",
    "uuid": f"^{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}$",
}
"""Patterns by format: what matches has the format; of what does not, the schema decides."""


class Format:
    """The format of a string that stays a string.

    Read from JSON strictly, only texts pass that have the format without any doubt; otherwise all
    do, for their schema decides about them.

    Args:
        name: The format, as JSON Schema calls it.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schema = handler(source)
        if schema["type"] != "str":
            return schema
        sure = core_schema.str_schema(
            min_length=schema.get("min_length"),
            max_length=schema.get("max_length"),
            pattern=_SURE[self._name],
        )
        return core_schema.lax_or_strict_schema(schema, sure)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "format": self._name}


DateTime: TypeAlias = Annotated[datetime, _ByText("date-time", read_date_time, write_date_time)]
"""A point in time with its offset from UTC; one that was received is a `WireDatetime`."""

Date: TypeAlias = Annotated[date, _ByText("date", read_date, write_date)]
"""A day."""

Number: TypeAlias = Annotated[float, _AllDigits()]
"""Any JSON number: an ``int`` where a float would not hold all digits, else a ``float``."""
