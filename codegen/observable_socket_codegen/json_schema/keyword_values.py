"""What values the keywords of JSON Schema take, as the meta-schema has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import Shape


class Expected(NamedTuple):
    """How to tell a good value, what a good value is in words, and an example of one."""

    fits: Callable[[Json], bool]
    words: str
    example: str


def is_number(value: Json) -> bool:
    """Whether a value is a number to JSON Schema: a boolean is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Json) -> bool:
    match value:
        case bool():
            return False
        case int():
            return value >= 0
        case float():
            return value >= 0 and value.is_integer()
        case _:
            return False


def _is_names(value: Json) -> bool:
    if not isinstance(value, list):
        return False
    names = [name for name in value if isinstance(name, str)]
    return len(names) == len(value) == len(set(names))


def _is_type(value: Json) -> bool:
    return isinstance(value, str) or (bool(value) and _is_names(value))


def _is_schema(value: Json) -> bool:
    return isinstance(value, dict | bool)


def _is_schema_list(value: Json) -> bool:
    return isinstance(value, list) and bool(value)


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _is_positive(value: Json) -> bool:
    return isinstance(value, int | float) and value is not True and value > 0


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_name_lists(value: Json) -> bool:
    return isinstance(value, dict) and all(_is_names(names) for names in value.values())


def _is_list(value: Json) -> bool:
    return isinstance(value, list)


EXPECTED: Mapping[Shape, Expected] = {
    Shape.SCHEMA: Expected(
        _is_schema, "a schema, which is an object or a boolean", 'such as {"type": "string"}'
    ),
    Shape.SCHEMA_LIST: Expected(
        _is_schema_list, "an array of one or more schemas", 'such as [{"type": "string"}]'
    ),
    Shape.SCHEMA_MAP: Expected(
        _is_object, "an object whose members are schemas", 'such as {"name": {"type": "string"}}'
    ),
    Shape.COUNT: Expected(_is_count, "an integer that is not negative", "such as 10"),
    Shape.NUMBER: Expected(is_number, "a number", "write it without quotes, such as 10"),
    Shape.POSITIVE: Expected(_is_positive, "a number above 0", "such as 0.01"),
    Shape.TEXT: Expected(_is_text, "a string", "put it in quotes"),
    Shape.FLAG: Expected(_is_flag, "true or false", "write it without quotes"),
    Shape.NAMES: Expected(
        _is_names, "an array of property names, each once", 'such as ["id", "name"]'
    ),
    Shape.NAME_LISTS: Expected(
        _is_name_lists, "an object of arrays of property names", 'such as {"street": ["city"]}'
    ),
    Shape.TYPE: Expected(
        _is_type, "a type or an array of different types", 'such as "string" or ["string", "null"]'
    ),
    Shape.LIST: Expected(_is_list, "an array", 'such as ["a", "b"]'),
}
"""By shape; ``Shape.ANY`` takes any value."""
