"""Finds the defaults of a contract: which member has one, and below which schemas there are any."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce

from observable_socket_codegen import ir
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.json_schema.keywords import (
    ANNOTATIONS,
    IDENTIFIERS,
    KEYWORDS,
    subschemas,
)
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site

_REFERS = frozenset({"$ref", "$dynamicRef"})


class Defaults:
    """The defaults that members have.

    Args:
        resolution: The schemas.
        ignored: Schemas whose ``default`` they do not accept themselves.

    Attributes:
        endless: Schemas whose default has itself as a default within it, again and again. No
            value could have them all, so these are no defaults.
    """

    def __init__(self, resolution: Resolution, ignored: Collection[Site] = ()) -> None:
        self._resolution = resolution
        self._ignored = ignored
        self.endless: frozenset[Site] = frozenset()
        found = [site for site in resolution.schemas if self.of(site) is not None]
        self.endless = frozenset(site for site in found if self._has_no_end(site, frozenset()))
        self._above = self._holders([site for site in found if site not in self.endless])

    def of(self, site: Site) -> tuple[ir.Json] | None:
        """Return the default of a schema, its own or of what it refers to and says no more."""
        seen: set[Site] = set()
        while site not in seen and site not in self.endless:
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

    def _has_no_end(self, site: Site, inside: frozenset[Site]) -> bool:
        """Whether a default, with all defaults within it, has itself within it."""
        found = self.of(site)
        if found is None or site in inside:
            return found is not None
        return self._wants_more(site, found[0], inside | {site})

    def _wants_more(self, site: Site, value: ir.Json, inside: frozenset[Site]) -> bool:
        """Whether something absent from a value has a default that has no end."""
        return any(
            self._wants_more(place, there[0], inside) if there else self._has_no_end(place, inside)
            for one in around(self._resolution, site)
            for place, there in self._parts(one, value)
        )

    def _parts(self, site: Site, value: ir.Json) -> Iterator[tuple[Site, tuple[ir.Json, ...]]]:
        """Yield the schemas of members and items, with the value there unless it is absent."""
        schema = self._resolution.members(site)

        def place(keyword: str, *token: str | int) -> Site:
            return Site(site.path, reduce(child, token, child(site.pointer, keyword)))

        if isinstance(value, dict):
            names = schema.get("properties")
            for name in names if isinstance(names, dict) else ():
                yield place("properties", name), (value[name],) if name in value else ()
            for name in value.keys() - (names if isinstance(names, dict) else {}):
                yield place("additionalProperties"), (value[name],)
        elif isinstance(value, list):
            first = schema.get("prefixItems")
            count = len(first) if isinstance(first, list) else 0
            for index, item in enumerate(value):
                yield place("prefixItems", index) if index < count else place("items"), (item,)

    def _holders(self, sites: Iterable[Site]) -> frozenset[Site]:
        """Return some schemas, those that they stand within, and those that refer to these."""
        holders: dict[Site, list[Site]] = {}
        for site in self._resolution.schemas:
            for nested in self._nested(site):
                holders.setdefault(nested, []).append(site)
        waiting = list(sites)
        found = set(waiting)
        while waiting:
            for holder in holders.get(waiting.pop(), ()):
                if holder not in found:
                    found.add(holder)
                    waiting.append(holder)
        return frozenset(found)

    def _nested(self, site: Site) -> Iterator[Site]:
        for nested in subschemas(self._resolution.schemas[site], site.pointer):
            yield Site(site.path, nested.pointer)
        if site in self._resolution.targets:
            yield self._resolution.targets[site]


def around(resolution: Resolution, site: Site) -> frozenset[Site]:
    """Return a schema and those that it refers to or consists of: all look at the same value."""
    found: set[Site] = set()
    waiting = [site] if site in resolution.schemas else []
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += beside(resolution, one)
            waiting += [branch for union in unions(resolution, one) for branch in union]
    return frozenset(found)


def together(resolution: Resolution, site: Site) -> Iterator[Site]:
    """Yield a schema and those that a value must satisfy as well, and those beside these."""
    seen: set[Site] = set()
    waiting = [site]
    while waiting:
        one = waiting.pop(0)
        if one not in seen:
            seen.add(one)
            yield one
            waiting[:0] = beside(resolution, one)


def beside(resolution: Resolution, site: Site) -> Iterator[Site]:
    """Yield the schemas that a value must satisfy as well."""
    if site in resolution.targets:
        yield resolution.targets[site]
    yield from members(site, resolution.members(site), "allOf")


def unions(resolution: Resolution, site: Site) -> Iterator[list[Site]]:
    """Yield the schemas of which a value must satisfy one, for each keyword that has some."""
    for keyword in ("anyOf", "oneOf"):
        if branches := list(members(site, resolution.members(site), keyword)):
            yield branches


def members(site: Site, schema: Mapping[str, ir.Json], keyword: str) -> Iterator[Site]:
    """Yield the places of the schemas that a keyword holds, in an array or by name."""
    holder = schema.get(keyword)
    if isinstance(holder, list | dict):
        for token in holder if isinstance(holder, dict) else range(len(holder)):
            yield Site(site.path, child(child(site.pointer, keyword), token))
