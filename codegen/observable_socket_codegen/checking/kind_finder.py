"""Finds out which of JSON's types the values of a schema can have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.kinds import ALL, Kinds, of_type, of_value
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site


class KindFinder:
    """Finds out what kinds of values a schema can accept, references followed."""

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution
        self._known: dict[Site, Kinds] = {}

    def of(self, site: Site) -> Kinds:
        """Return a superset of the kinds that a schema accepts."""
        if site not in self._known:
            self._known[site] = ALL  # what a reference back to here may assume meanwhile
            self._known[site] = self._found(site)
        return self._known[site]

    def _found(self, site: Site) -> Kinds:
        if self._resolution.schemas[site] is False:
            return frozenset()
        schema = self._resolution.members(site)
        kinds = of_type(schema.get("type"))
        if "const" in schema:
            kinds &= {of_value(schema["const"])}
        if isinstance(values := schema.get("enum"), list):
            kinds &= {of_value(value) for value in values}
        if site in self._resolution.targets:
            kinds &= self.of(self._resolution.targets[site])
        for member in _members(site, schema, "allOf"):
            kinds &= self.of(member)
        for keyword in ("anyOf", "oneOf"):
            members = list(_members(site, schema, keyword))
            if members:
                kinds &= frozenset().union(*(self.of(member) for member in members))
        return kinds


def _members(site: Site, schema: Mapping[str, Json], keyword: str) -> Iterable[Site]:
    holder = schema.get(keyword)
    for index in range(len(holder) if isinstance(holder, list) else 0):
        yield Site(site.path, child(child(site.pointer, keyword), index))
