"""Finds the defaults of a contract: which member has one, and below which schemas there are any."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from observable_socket_codegen import ir
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.json_schema.keywords import (
    ANNOTATIONS,
    IDENTIFIERS,
    KEYWORDS,
    subschemas,
)
from observable_socket_codegen.reading.sites import Site

_REFERS = frozenset({"$ref", "$dynamicRef"})


class Defaults:
    """The defaults that members have.

    Args:
        resolution: The schemas.
        ignored: Schemas whose ``default`` they do not accept themselves.
    """

    def __init__(self, resolution: Resolution, ignored: Collection[Site] = ()) -> None:
        self._resolution = resolution
        self._ignored = ignored
        self._holders: dict[Site, list[Site]] = {}
        with_default: list[Site] = []
        for site in resolution.schemas:
            for nested in self._nested(site):
                self._holders.setdefault(nested, []).append(site)
            if self.of(site) is not None:
                with_default.append(site)
        self._above = self._holding(with_default)

    def of(self, site: Site) -> tuple[ir.Json] | None:
        """Return the default of a schema, its own or of what it refers to and says no more."""
        seen: set[Site] = set()
        while site not in seen:
            seen.add(site)
            schema = self._resolution.members(site)
            if "default" in schema:
                return None if site in self._ignored else (schema["default"],)
            if schema.keys() & KEYWORDS.keys() - ANNOTATIONS - IDENTIFIERS - _REFERS:
                return None
            site = self._resolution.targets.get(site, site)
        return None

    def below(self, site: Site) -> bool:
        """Whether there may be a default of a schema or somewhere within it."""
        return site in self._above

    def leads_to_itself(self, site: Site) -> bool:
        """Whether putting a default in may want the same default within it, without an end."""
        found = self.of(site)
        return found is not None and _has_object(found[0]) and site in self._holding([site], 1)

    def _holding(self, sites: list[Site], at_least: int = 0) -> frozenset[Site]:
        """Return the schemas that some of the given ones stand within, or are referred to by.

        Args:
            sites: Where to begin.
            at_least: 1 to have the given ones only if they stand within themselves.
        """
        found = set(sites) if at_least == 0 else set[Site]()
        waiting = list(sites)
        while waiting:
            for holder in self._holders.get(waiting.pop(), ()):
                if holder not in found:
                    found.add(holder)
                    waiting.append(holder)
        return frozenset(found)

    def _nested(self, site: Site) -> Iterator[Site]:
        for nested in subschemas(self._resolution.schemas[site], site.pointer):
            yield Site(site.path, nested.pointer)
        if site in self._resolution.targets:
            yield self._resolution.targets[site]


def _has_object(value: ir.Json) -> bool:
    match value:
        case dict():
            return True
        case list():
            return any(map(_has_object, value))
        case _:
            return False
