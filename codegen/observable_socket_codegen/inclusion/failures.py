"""Why one schema may not accept all that another one does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from observable_socket_codegen.inclusion.universe import Conj
from observable_socket_codegen.ir import Json

OTHERS = "*"
"""Stands in a path for members that no schema names, and for items behind the first ones."""

KEYWORDS = {
    "type": ("type",),
    "enum": ("enum", "const"),
    "range": ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
    "multiple": ("multipleOf", "type"),
    "length": ("minLength", "maxLength"),
    "pattern": ("pattern",),
    "format": ("format",),
    "required": ("required", "dependentRequired"),
    "members": ("additionalProperties", "unevaluatedProperties", "properties", "patternProperties"),
    "names": ("propertyNames",),
    "size": ("minProperties", "maxProperties"),
    "count": ("minItems", "maxItems", "items", "prefixItems", "unevaluatedItems"),
    "unique": ("uniqueItems",),
    "contains": ("contains",),
    "condition": ("not", "if", "oneOf", "dependentSchemas", "anyOf", "allOf"),
}
"""The aspects under which schemas differ, and the keywords that say so."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One kind of values that one side accepts and the other one, it seems, refuses.

    Attributes:
        aspect: A key of `KEYWORDS`.
        subject: What the values are, in words that follow "may send".
        values: Values that the one side accepts and the other one refuses, as the validator
            says; none if none was found, and then nothing is certain.
        path: Where the values stand in the whole.
        accepting: The schemas of the one side at that place.
        refusing: Those of the other side.
        keyword: The one of the aspect's keywords that tells most, if one does.
    """

    aspect: str
    subject: str
    values: tuple[Json, ...] = ()
    path: tuple[str | int, ...] = ()
    accepting: Conj = ()
    refusing: Conj = ()
    keyword: str = ""

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords that may say what differs, the likeliest first."""
        return (*([self.keyword] if self.keyword else ()), *KEYWORDS[self.aspect])

    def within(self, token: str | int, embed: Callable[[Json], Iterable[Json]]) -> Failure:
        """Return the failure as seen from the value around."""
        around = tuple(whole for value in self.values[:6] for whole in embed(value))
        return replace(self, path=(token, *self.path), values=around)
