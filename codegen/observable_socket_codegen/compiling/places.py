"""What the place of a schema within another schema adds to its name."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling import identifiers
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import ANNOTATIONS, Subschema
from observable_socket_codegen.json_schema.pointers import child
from observable_socket_codegen.reading.sites import Site

_WORDS = {
    "$defs": "Definition",
    "properties": "Member",
    "dependentSchemas": "Dependent",
    "items": "Element",
    "prefixItems": "Element",
    "additionalProperties": "Additional",
    "patternProperties": "Pattern",
}
"""What the keyword adds where a name would be given twice."""


class Wording:
    """Words for places.

    Args:
        resolution: The schemas.
        targets: Those that references lead to.
    """

    def __init__(self, resolution: Resolution, targets: AbstractSet[Site]) -> None:
        self._resolution = resolution
        self._targets = targets

    def suffix(self, site: Site, nested: Subschema, *, named: bool, spelled: bool) -> str:
        """Return what a schema within a schema adds to the name of the latter.

        Args:
            site: The outer schema.
            nested: The schema directly within.
            named: Whether the outer schema has a name of its own.
            spelled: Whether to tell apart what differs by signs and capitals only.
        """
        word = identifiers.spelled if spelled else identifiers.pascal
        match nested.keyword, nested.token:
            case "properties" | "$defs" | "dependentSchemas", token:
                return word(str(token)) or "Member"
            case "items", _:
                return "Item"
            case "prefixItems", int(index):
                return f"Item{index + 1}"
            case "additionalProperties", _:
                return "Value"
            case "patternProperties", token:
                return word(str(token)) + "Value"
            case "allOf", int(index):
                return self._part(site, index)
            case "anyOf" | "oneOf", int(index):
                return self._alternative(site, nested.keyword, index, named=named)
            case keyword, _:
                return identifiers.pascal(keyword)

    def word(self, nested: Subschema) -> str:
        """Return what the keyword itself adds, where a name has to say it."""
        word = _WORDS.get(nested.keyword, identifiers.pascal(nested.keyword))
        is_numbered = nested.keyword in ("allOf", "anyOf", "oneOf")
        return f"{word}{int(nested.token or 0) + 1}" if is_numbered else word

    def _part(self, site: Site, index: int) -> str:
        """Return what a member of ``allOf`` adds: nothing if it alone has members to name."""
        schema = self._resolution.members(site)
        members = listed(schema, "allOf")
        inline = [member for member in members if not only_refers(member)]
        member = Site(site.path, child(child(site.pointer, "allOf"), index))
        if len(inline) == 1 and "properties" not in schema and member not in self._targets:
            return ""
        return f"Part{index + 1}"

    def _alternative(self, site: Site, keyword: str, index: int, *, named: bool) -> str:
        """Return what a member of a union adds: nothing if it is the only one but null."""
        members = listed(self._resolution.members(site), keyword)
        own = [n for n, member in enumerate(members) if not _is_null(member)]
        if own == [index]:
            return "Value" if named else ""
        return identifiers.of_alternatives(members)[index]


def listed(schema: Mapping[str, Json], keyword: str) -> list[Json]:
    """Return the array that a keyword has; an empty one for anything else."""
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def only_refers(schema: Json) -> bool:
    """Whether a schema is a reference, perhaps with a description."""
    return isinstance(schema, dict) and schema.keys() - ANNOTATIONS == {"$ref"}


def _is_null(schema: Json) -> bool:
    match schema:
        case {"type": "null"} | {"const": None}:
            return True
        case _:
            return False
