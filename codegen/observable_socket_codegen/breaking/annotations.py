"""Finds members whose default changed, and members that are deprecated now."""

from __future__ import annotations

from collections.abc import Iterator

from observable_socket_codegen.checking.understanding import Understood
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.inclusion.universe import canonical
from observable_socket_codegen.ir import Json
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site
from observable_socket_codegen.words import shown


class AnnotationComparison:
    """Walks through the members of two versions side by side."""

    def __init__(self, old: Understood, new: Understood) -> None:
        self._old = old
        self._new = new
        self._seen: set[tuple[Site, Site]] = set()

    def compare(self, old: Site, new: Site) -> Iterator[tuple[str, Diagnostic]]:
        """Yield what changed within two schemas, with the path of the file that it is in."""
        if (old, new) in self._seen:
            return
        self._seen.add((old, new))
        before, after = list(_in_place(self._old, old)), list(_in_place(self._new, new))
        yield from self._within(before, after)
        earlier = _members(self._old, before)
        for name, site in _members(self._new, after).items():
            if name in earlier:
                yield from self.compare(earlier[name], site)

    def _within(self, before: list[Site], after: list[Site]) -> Iterator[tuple[str, Diagnostic]]:
        old, new = _value(self._old, before, "default"), _value(self._new, after, "default")
        if old is None and new is not None:
            message = f"a member that is left out counts as {shown(new[1])} now"
            yield self._finding(new[0], "default", "default-added", message)
        elif old is not None and new is None:
            message = f"a member that is left out does not count as {shown(old[1])} any more"
            yield self._finding(after[0], "", "default-removed", message)
        elif old is not None and new is not None and canonical(old[1]) != canonical(new[1]):
            message = f"a member that is left out counts as {shown(new[1])}, not {shown(old[1])}"
            yield self._finding(new[0], "default", "default-changed", message)
        deprecated = _value(self._new, after, "deprecated")
        known = _value(self._old, before, "deprecated")
        if deprecated is not None and deprecated[1] is True and (known is None or not known[1]):
            yield self._finding(deprecated[0], "deprecated", "deprecated", "this is deprecated now")

    def _finding(self, site: Site, keyword: str, rule: str, message: str) -> tuple[str, Diagnostic]:
        document = self._new.document(site.path)
        pointer = child(site.pointer, keyword) if keyword else site.pointer
        return site.path, document.problem(pointer, rule, message, at_key=True)


def _in_place(version: Understood, site: Site) -> Iterator[Site]:
    """Yield the schemas that all look at the same value as a schema does."""
    yield site
    if site in version.resolution.targets:
        yield from _in_place(version, version.resolution.targets[site])
    parts = version.resolution.members(site).get("allOf")
    for index in range(len(parts) if isinstance(parts, list) else 0):
        yield from _in_place(version, Site(site.path, child(child(site.pointer, "allOf"), index)))


def _members(version: Understood, sites: list[Site]) -> dict[str, Site]:
    """Return the schemas of named members, and of items, by a name of their own."""
    found: dict[str, Site] = {}
    for site in sites:
        members = version.resolution.members(site)
        properties = members.get("properties")
        for name in properties if isinstance(properties, dict) else ():
            place = child(child(site.pointer, "properties"), name)
            found.setdefault(f"/{name}", Site(site.path, place))
        for keyword in ("items", "additionalProperties"):
            if isinstance(members.get(keyword), dict):
                found.setdefault(keyword, Site(site.path, child(site.pointer, keyword)))
    return found


def _value(version: Understood, sites: list[Site], keyword: str) -> tuple[Site, Json] | None:
    """Return the first value that schemas have for a keyword, and which of them has it."""
    for site in sites:
        members = version.resolution.members(site)
        if keyword in members:
            return site, members[keyword]
    return None
