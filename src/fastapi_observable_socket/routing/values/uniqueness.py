"""Whether the items of an array differ, in a time that grows with the array and not faster.

The judge's own way compares each integer beyond 2^53 with every other one that is the same float: a
megabyte of them takes minutes. And a set of Python's takes long over numbers that were chosen for
their hash. So items are put into their JSON text, whose hash nobody can foresee.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec
from typing_extensions import TypeIs

from ...protocol.json_types import is_object

if TYPE_CHECKING:
    from jsonschema_rs import KeywordValidator

_FEW: Final = 100
"""Of so many numbers it does no harm if somebody has chosen them for their hash."""

_TEXTS: Final[set[type]] = {str}
_CONTAINERS: Final[set[type]] = {list, tuple, dict}
_NUMBERS: Final[set[type]] = {float, int}
"""Side by side, some that are equal in JSON are not so in Python: 1e30 and 10^30. Apart from that,
whatever is equal in JSON is so in Python too, but not the other way round."""

_encode = msgspec.json.Encoder(order="deterministic").encode


class UniqueItemsKeyword:
    """The keyword ``uniqueItems``, for a validator of jsonschema-rs.

    Args:
        parent_schema: The schema that it stands in.
        value: What that says.
        schema_path: Where.
    """

    def __init__(
        self,
        parent_schema: dict[str, Any],  # noqa: ARG002 - jsonschema-rs gives it by this name
        value: Any,
        schema_path: list[str | int],  # noqa: ARG002 - likewise
    ) -> None:
        self._is_wanted = value is True

    def validate(self, instance: Any) -> None:
        """Checks a value.

        Raises:
            ValueError: It is an array with items that are equal.
        """
        if self._is_wanted and _is_any_array(instance) and not differ(instance):
            raise ValueError("value has non-unique elements")


KEYWORDS: Final[dict[str, type[KeywordValidator]]] = {"uniqueItems": UniqueItemsKeyword}
"""What a validator is given for them."""


def differ(items: Sequence[Any]) -> bool:
    """Whether no two items are equal in JSON: 1 and 1.0 are, true and 1 are not.

    Raises:
        TypeError: Some items have no JSON form.
    """
    types = set(map(type, items))
    if types == _TEXTS:
        return len(set(items)) == len(items)
    is_sure = types.isdisjoint(_CONTAINERS) and not types >= _NUMBERS
    if is_sure and len(items) <= _FEW and len(set(items)) == len(items):
        return True
    texts = list(map(_encode, items))
    if not any(b"." in text or b"e" in text for text in texts):
        return len(set(texts)) == len(items)
    # A float beyond 2^53 is the integer that it is exactly, and the one that it was written as.
    return all(
        len({_encode(with_whole_numbers(item, read)) for item in items}) == len(items)
        for read in (int, as_written)
    )


def _is_any_array(value: Any) -> TypeIs[list[Any] | tuple[Any, ...]]:
    return isinstance(value, (list, tuple))


def as_written(number: float) -> int:
    """Returns the integer that a whole float is written as: of 1e25 that is 10^25."""
    return int(Decimal(repr(number)))


def with_whole_numbers(value: Any, read: Callable[[float], int]) -> Any:
    """Returns a value in which whole numbers are integers, so that equal values have one text."""
    if isinstance(value, float):
        return read(value) if value.is_integer() else value
    if _is_any_array(value):
        return [with_whole_numbers(item, read) for item in value]
    if is_object(value):
        return {name: with_whole_numbers(item, read) for name, item in value.items()}
    return value
