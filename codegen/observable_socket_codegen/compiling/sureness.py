"""Decides where a default may be put in without spoiling a value that the schema accepts.

A member more can make a schema refuse a value: it may be one too many, or what ``not`` or another
branch of ``oneOf`` waits for. Only what certainly does no harm is let through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import TypeAlias

from observable_socket_codegen import ir
from observable_socket_codegen.checking.kind_finder import KindFinder
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling.defaults import Defaults, around, beside, unions
from observable_socket_codegen.compiling.places import listed
from observable_socket_codegen.json_schema.keywords import ANNOTATIONS, IDENTIFIERS, KEYWORDS
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site

_View: TypeAlias = tuple[Site, ...]
"""Schemas that look at one value together, with one branch chosen of each union."""

_MOST_VIEWS = 32
"""Unions of unions with more branches than these are not looked through."""

_COUNTING = ("contains", "maxProperties", "propertyNames", "uniqueItems")
"""Keywords that may refuse a value for a member more, in it or within it."""

_CONDITIONS = ("not", "if", "then", "else")


class Sureness:
    """Decides about the schemas of one contract.

    Args:
        resolution: The schemas.
        defaults: The defaults in them.
    """

    def __init__(self, resolution: Resolution, defaults: Defaults) -> None:
        self._resolution = resolution
        self._defaults = defaults
        self._finder = KindFinder(resolution)
        self._known: dict[Site, bool] = {}

    def of(self, site: Site) -> bool:
        """Whether values may be completed by a schema and all that looks at them with it."""
        if site not in self._known:
            self._known[site] = not self._defaults.below(site) or self._found(site)
        return self._known[site]

    def _found(self, site: Site) -> bool:
        touched = {name for one in around(self._resolution, site) for name in self._touched(one)}
        views = self._views(site, touched, frozenset())
        return (
            len(views) <= _MOST_VIEWS
            and all(self._is_safe(view) for view in views)
            and self._is_clear(views)
        )

    def _touched(self, site: Site) -> Iterator[str]:
        """Yield the members that a schema puts in, or changes something within."""
        holder = child(site.pointer, "properties")
        for name in self._names(site):
            if self._defaults.below(Site(site.path, child(holder, name))):
                yield name

    def _names(self, site: Site) -> Mapping[str, ir.Json]:
        found = self._resolution.members(site).get("properties")
        return found if isinstance(found, dict) else {}

    def _views(self, site: Site, touched: Collection[str], seen: frozenset[Site]) -> list[_View]:
        if site in seen:
            return [()]
        seen |= {site}
        parts: list[list[_View]] = [[(site,)]]
        parts += [self._views(one, touched, seen) for one in beside(self._resolution, site)]
        for union in unions(self._resolution, site):
            if not all(_is_blind(self._resolution.schemas[one], touched) for one in union):
                parts.append([view for one in union for view in self._views(one, touched, seen)])
        views: list[_View] = [()]
        for part in parts:
            views = [(*one, *other) for one, other in product(views, part)][: _MOST_VIEWS + 1]
        return views

    def _is_safe(self, view: _View) -> bool:
        """Whether no schema refuses what another one has put in, or put in within."""
        if not any(map(self._defaults.below, view)):
            return True
        holders: dict[str, list[Site]] = {}
        for site in view:
            for name, schema in self._names(site).items():
                if not _says_nothing(schema):
                    holders.setdefault(name, []).append(site)
        touched = {name: site for site in view for name in self._touched(site)}
        return (
            all(len(holders[name]) == 1 for name in touched)
            and all(self._admits(one, touched) for one in view)
            and not any(self._counts(one, touched) for one in view)
            and not self._has_rivals(view)
        )

    def _counts(self, site: Site, touched: Collection[str]) -> bool:
        """Whether a schema may refuse a value for a member more, in it or within it."""
        schema = self._resolution.members(site)
        values = schema.get("enum", [schema.get("const")])
        if any(
            isinstance(one, dict | list) for one in (values if isinstance(values, list) else ())
        ):
            return True
        if any(schema.get(keyword, False) is not False for keyword in _COUNTING):
            return True
        dependent, needing = (
            found if isinstance(found := schema.get(keyword), dict) else {}
            for keyword in ("dependentSchemas", "dependentRequired")
        )
        patterns = schema.get("patternProperties")
        conditions = [schema[keyword] for keyword in _CONDITIONS if keyword in schema]
        return (
            not all(_is_blind(one, touched) for one in [*conditions, *dependent.values()])
            or any(name in touched for name in [*needing, *dependent])
            or (isinstance(patterns, dict) and not all(map(_says_nothing, patterns.values())))
        )

    def _admits(self, site: Site, touched: Mapping[str, Site]) -> bool:
        """Whether a schema that is closed knows the members that others put in or complete."""
        schema = self._resolution.members(site)
        others = set(touched) - self._names(site).keys()
        if not _says_nothing(schema.get("unevaluatedProperties", True)):
            inside = around(self._resolution, site)
            if any(touched[name] not in inside for name in others):
                return False
        return _says_nothing(schema.get("additionalProperties", True)) or not others

    def _has_rivals(self, view: _View) -> bool:
        """Whether more than one schema says what is to be put into an item or a further member."""
        schemas = [self._resolution.members(site) for site in view]
        with_items = [s for s in schemas if not s.keys().isdisjoint({"items", "prefixItems"})]
        with_names = [s for s in schemas if "properties" in s]
        others = [
            self._resolution.members(site)
            for site in view
            if self._defaults.below(Site(site.path, child(site.pointer, "additionalProperties")))
        ]
        rivals = [s for s in with_names if not others or s is not others[0]]
        return len(with_items) > 1 or len(others) > 1 or (bool(others) and bool(rivals))

    def _is_clear(self, views: list[_View]) -> bool:
        """Whether a value shows which of several views it is accepted by."""
        kinds = [frozenset[str].intersection(*map(self._finder.of, view)) for view in views]
        objects = [view for view, found in zip(views, kinds, strict=True) if "object" in found]
        if sum("array" in found for found in kinds) > 1:
            return False
        if len(objects) <= 1:
            return True
        tags = [dict(self._tags(view)) for view in objects]
        for name in tags[0]:
            values = [value for tag in tags for value in tag.get(name, ())]
            if all(name in tag for tag in tags) and len(set(values)) == len(values):
                return True
        return False

    def _tags(self, view: _View) -> Iterator[tuple[str, list[str]]]:
        """Yield the members that an object must have as one of some strings."""
        schemas = [self._resolution.members(site) for site in view]
        required = {name for s in schemas for name in _strings(s.get("required"))}
        for site in view:
            for name in required & self._names(site).keys():
                place = Site(site.path, child(child(site.pointer, "properties"), name))
                values = self._literals(place)
                if values and all(isinstance(value, str) for value in values):
                    yield name, [value for value in values if isinstance(value, str)]

    def _literals(self, site: Site) -> list[ir.Json]:
        seen: set[Site] = set()
        while site not in seen:
            seen.add(site)
            schema = self._resolution.members(site)
            if "const" in schema:
                return [schema["const"]]
            if isinstance(values := schema.get("enum"), list):
                return values
            site = self._resolution.targets.get(site, site)
        return []


def _strings(value: ir.Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _says_nothing(schema: ir.Json) -> bool:
    """Whether a schema accepts every value."""
    if isinstance(schema, dict):
        return not schema.keys() & KEYWORDS.keys() - ANNOTATIONS - IDENTIFIERS
    return schema is not False


_BLIND = ANNOTATIONS | {"type", "allOf", "anyOf", "oneOf", *_CONDITIONS, "properties", "required"}


def _is_blind(schema: ir.Json, names: Collection[str]) -> bool:
    """Whether the verdict of a schema does not depend on some members of an object."""
    if not isinstance(schema, dict):
        return True
    if schema.keys() & KEYWORDS.keys() - _BLIND:
        return False
    properties = schema.get("properties")
    looked_at = _strings(schema.get("required"))
    looked_at += properties if isinstance(properties, dict) else ()
    nested = [schema[keyword] for keyword in _CONDITIONS if keyword in schema]
    for keyword in ("allOf", "anyOf", "oneOf"):
        nested += listed(schema, keyword)
    unseen = not any(name in names for name in looked_at)
    return unseen and all(_is_blind(one, names) for one in nested)
