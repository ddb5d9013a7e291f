"""Whether the items of an array differ, in a time that grows with the array and not faster.

The judge's own way compares each integer beyond 2^53 with every other one that is the same float: a
megabyte of them takes minutes. And a set of Python's takes long over numbers that were chosen for
their hash. So items are put into their JSON text, whose hash nobody can foresee.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from ...protocol.json_types import is_array, is_object

if TYPE_CHECKING:
    from jsonschema_rs import KeywordValidator

_encode = msgspec.json.Encoder(order="deterministic").encode


class UniqueItems:
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
        if self._is_wanted and is_array(instance) and not differ(instance):
            raise ValueError("value has non-unique elements")


KEYWORDS: Final[dict[str, type[KeywordValidator]]] = {"uniqueItems": UniqueItems}
"""What a validator is given for them."""


def differ(items: list[Any]) -> bool:
    """Whether no two items are equal in JSON: 1 and 1.0 are, true and 1 are not."""
    if len(items) < 2:
        return True
    if set(map(type, items)) == {str}:
        return len(set(items)) == len(items)
    return len(set(map(_text, items))) == len(items)


def _text(value: Any) -> bytes:
    """Returns a JSON text that equal values have in common, and others do not."""
    text = _encode(value)
    return _encode(_whole(value)) if b"." in text or b"e" in text else text


def _whole(value: Any) -> Any:
    """Returns a value in which whole numbers are integers."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if is_array(value):
        return [_whole(item) for item in value]
    if is_object(value):
        return {name: _whole(item) for name, item in value.items()}
    return value
