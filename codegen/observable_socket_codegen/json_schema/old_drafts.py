"""Keywords that older drafts of JSON Schema and OpenAPI have, and what 2020-12 has instead.

JSON Schema ignores what it does not know. A schema moved here from an older draft would lose
these constraints without a word, so each of them is named together with its replacement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Leftover(NamedTuple):
    """A keyword, or a form of one, that 2020-12 does not have."""

    message: str
    help: str


def _always(message: str, advice: str) -> Callable[[Any], Leftover]:
    return lambda _: Leftover(message, advice)


def _when(
    applies: Callable[[Any], bool], message: str, advice: str
) -> Callable[[Any], Leftover | None]:
    return lambda value: Leftover(message, advice) if applies(value) else None


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool)


_LEFTOVERS: dict[str, Callable[[Any], Leftover | None]] = {
    "$recursiveAnchor": _always("`$recursiveAnchor` is of draft 2019-09", "use `$anchor`"),
    "$recursiveRef": _always("`$recursiveRef` is of draft 2019-09", "use `$ref`"),
    "additionalItems": _always(
        "`additionalItems` is of draft 7 and older",
        "use `prefixItems` for the first items and `items` for the others",
    ),
    "definitions": _always("`definitions` is of draft 7 and older", "call it `$defs`"),
    "dependencies": _always(
        "`dependencies` is of draft 7 and older",
        "use `dependentRequired` for names, `dependentSchemas` for schemas",
    ),
    "disallow": _always("`disallow` is of draft 3", "use `not`"),
    "divisibleBy": _always("`divisibleBy` is of draft 3", "call it `multipleOf`"),
    "exclusiveMaximum": _when(
        _is_boolean,
        "`exclusiveMaximum` is a boolean, as in draft 4",
        "give it the number, and remove `maximum`",
    ),
    "exclusiveMinimum": _when(
        _is_boolean,
        "`exclusiveMinimum` is a boolean, as in draft 4",
        "give it the number, and remove `minimum`",
    ),
    "extends": _always("`extends` is of draft 3", "use `allOf`"),
    "id": _always("`id` is of draft 4", "remove it; a file is referred to by its path"),
    "items": _when(
        lambda value: isinstance(value, list),
        "`items` is an array, as in draft 2019-09 and older",
        "use `prefixItems` for the first items and `items` for the others",
    ),
    "nullable": _always(
        "`nullable` is of OpenAPI 3.0", 'name the type "null": {"type": ["string", "null"]}'
    ),
    "required": _when(
        _is_boolean,
        "`required` is a boolean, as in draft 3",
        "list the names of required properties in `required` of the object",
    ),
    "type": _when(
        lambda value: value == "any" or (isinstance(value, list) and "any" in value),
        "`any` is a type of draft 3",
        "leave `type` out; a schema without it allows any value",
    ),
}


def leftover(keyword: str, value: Any) -> Leftover | None:
    """Return what 2020-12 has instead of a keyword with this value, if it lacks it."""
    check = _LEFTOVERS.get(keyword)
    return check(value) if check else None
