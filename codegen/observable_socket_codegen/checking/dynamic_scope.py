"""Finds what each ``$dynamicRef`` leads to, on every way that a value can take through schemas.

A ``$dynamicRef`` means the first schema of its name that was come by on the way, so what it means
depends on where the way began. All ways are gone here: where all lead to one schema, a dynamic
reference is as good as a static one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from observable_socket_codegen.checking.schema_index import SchemaIndex
from observable_socket_codegen.json_schema.keywords import subschemas
from observable_socket_codegen.reading.sites import Site

_Scope: TypeAlias = frozenset[tuple[str, Site]]
"""What dynamic names mean on a way; it is the first schema of each that was come by."""


@dataclass(slots=True)
class Ways:
    """What dynamic references lead to.

    Args:
        index: Every schema.
        targets: What references lead to on their own, by the place of the schema that has one.
        names: The name of each dynamic reference, by the same.

    Attributes:
        leads: What dynamic references lead to on the ways that were gone.
    """

    index: SchemaIndex
    targets: Mapping[Site, Site]
    names: Mapping[Site, str]
    leads: dict[Site, set[Site]] = field(default_factory=dict[Site, set[Site]])
    _gone: set[tuple[Site, _Scope]] = field(default_factory=set[tuple[Site, _Scope]])
    _anchors: dict[Site, dict[str, Site]] = field(default_factory=dict[Site, dict[str, Site]])

    def __post_init__(self) -> None:
        wanted = set(self.names.values())
        for site in self.index.schemas:
            name = self.index.dynamic_name(site)
            if name in wanted:
                self._anchors.setdefault(self._resource(site), {})[name] = site

    def go(self, starts: Iterable[Site]) -> None:
        """Go all ways that begin at some schemas.

        References that no such way comes by have a type all the same: they mean what they mean to
        somebody who begins right there.
        """
        for site in starts:
            self._go(site)
        for site in self.names.keys() - self.leads.keys():
            self.leads[site] = {self.targets[site]}

    def _go(self, start: Site) -> None:
        waiting = [(start, self._entered(start, frozenset()))]
        while waiting:
            step = waiting.pop()
            if step in self._gone:
                continue
            self._gone.add(step)
            site, scope = step
            after = [
                Site(site.path, nested.pointer)
                for nested in subschemas(self.index.schemas[site], site.pointer)
                if nested.keyword != "$defs"
            ]
            if site in self.targets:
                after.append(self._led(site, scope))
            waiting += [(next_, self._entered(next_, scope)) for next_ in after]

    def _led(self, site: Site, scope: _Scope) -> Site:
        target = self.targets[site]
        if site not in self.names:
            return target
        target = dict(scope).get(self.names[site], target)
        self.leads.setdefault(site, set()).add(target)
        return target

    def _entered(self, site: Site, scope: _Scope) -> _Scope:
        """Return what names mean once a way has come into the resource of a schema."""
        known = {name for name, _ in scope}
        anchors = self._anchors.get(self._resource(site), {})
        return scope | {pair for pair in anchors.items() if pair[0] not in known}

    def _resource(self, site: Site) -> Site:
        return self.index.homes[site].scopes[0]
