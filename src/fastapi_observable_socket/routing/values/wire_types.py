"""Python types for JSON values that Python's own types would change.

What a model is loaded from and what it dumps are equal as JSON: a number keeps all its digits, a
string of some format stays the string that it is.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from .formats import SURE_FORMATS
from .uniqueness import differ

_EXACT_FLOAT = 2**53 - 1
"""Up to here no two integers are the same float."""


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


_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_HEX = "[0-9A-Fa-f]"

_WORD = "[0-9A-Za-z]{1,20}"
_LABEL = f"{_WORD}(?:-{_WORD}){{0,2}}"
_IN_SEGMENT = "-0-9A-Za-z._~!$&'()*+,;=@"
_PATH = f"[{_IN_SEGMENT}:/]*"
_TAIL = rf"(?:\?[{_IN_SEGMENT}:/?]*)?(?:#[{_IN_SEGMENT}:/?]*)?"
_WITH_SCHEME = (
    f"[a-z][a-z0-9+.-]*:(?://[0-9A-Za-z.-]+(?::[0-9]{{1,5}})?(?:/{_PATH})?|[{_IN_SEGMENT}:]{_PATH})"
)
_CLOCK_SPAN = "T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)"
_DAY_SPAN = "(?:[0-9]+D|[0-9]+M(?:[0-9]+D)?|[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?)"

SURE_TEXTS = {
    "duration": f"^P(?:{_DAY_SPAN}(?:{_CLOCK_SPAN})?|{_CLOCK_SPAN}|[0-9]+W)$",
    "email": SURE_FORMATS["email"],
    "hostname": rf"^{_LABEL}(?:\.{_LABEL}){{0,3}}$",
    "ipv4": rf"^{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}$",
    "json-pointer": "^(?:/(?:[^~/]|~[01])*)*$",
    "time": SURE_FORMATS["time"],
    "uri": f"^{_WITH_SCHEME}{_TAIL}$",
    "uri-reference": (
        f"^(?:{_WITH_SCHEME}|/(?:[{_IN_SEGMENT}:]{_PATH})?|[{_IN_SEGMENT}]+(?:/{_PATH})?|){_TAIL}$"
    ),
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
            pattern=SURE_TEXTS[self._name],
        )
        return core_schema.lax_or_strict_schema(schema, sure)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "format": self._name}


class UniqueItems:
    """Says of a list that no two of its items are equal.

    Read from JSON strictly, only lists pass whose items differ without any doubt; otherwise all
    do, for their schema decides about them.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schema = handler(source)
        if schema["type"] != "list":
            return schema
        sure = core_schema.no_info_after_validator_function(_unlike, schema)
        return core_schema.lax_or_strict_schema(schema, sure)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "uniqueItems": True}


def _unlike(items: list[Any]) -> list[Any]:
    """Returns items that differ."""
    try:
        if differ(items):
            return items
    except TypeError:
        pass  # they are no JSON any more
    raise ValueError("some items may be equal")


Number: TypeAlias = Annotated[float, _AllDigits()]
"""Any JSON number: an ``int`` where a float would not hold all digits, else a ``float``."""
