"""Decides which schemas get a name, and which.

Names follow from the place alone: the file, the role, the path of properties. So adding or
deleting a route changes no other name. Two places with one name are an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from observable_socket_codegen.checking.kind_finder import KindFinder
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling import identifiers
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import (
    ANNOTATIONS,
    IN_PLACE,
    Subschema,
    subschemas,
)
from observable_socket_codegen.json_schema.kinds import ALL, OBJECT, Kinds
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Root, Site


@dataclass(frozen=True, slots=True)
class Names:
    """What is called what.

    Attributes:
        routes: The names of each route, by the path of its file.
        whole: Schemas that have a name of their own; others refer to them by it.
        parts: Schemas that allow objects and other values too: the name of the objects alone.
        contexts: The kinds of values that reach a named schema; `ALL` unless it stands in a
            schema that lets only some of them through.
    """

    routes: Mapping[str, identifiers.RouteNames]
    whole: Mapping[Site, str]
    parts: Mapping[Site, str]
    contexts: Mapping[Site, Kinds]


def name(
    sources: Sources, roots: Iterable[Root], resolution: Resolution
) -> tuple[Names, list[Diagnostic]]:
    """Name everything; report names that two places would share."""
    namer = _Namer(sources, resolution)
    for document in sources.routes:
        namer.route(document.path, document.data)
    for root in roots:
        namer.root(root)
    return Names(namer.routes, namer.whole, namer.parts, namer.contexts), namer.problems


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the naming of a schema stands.

    Attributes:
        name: What the schema is called if it gets a name; what those within begin with.
        context: The kinds of values that reach it.
        typed: Whether it shows in types at all; ``not`` and ``if`` only judge.
        nameable: Whether it may get a name without being referred to.
    """

    name: str
    context: Kinds = ALL
    typed: bool = True
    nameable: bool = True


class _Namer:
    """Walks through every schema with the name that its place gives it."""

    def __init__(self, sources: Sources, resolution: Resolution) -> None:
        self._sources = sources
        self._resolution = resolution
        self._finder = KindFinder(resolution)
        self._targets = frozenset(resolution.targets.values())
        self._owners: dict[str, Site] = {}
        self.routes: dict[str, identifiers.RouteNames] = {}
        self.whole: dict[Site, str] = {}
        self.parts: dict[Site, str] = {}
        self.contexts: dict[Site, Kinds] = {}
        self.problems: list[Diagnostic] = []

    def route(self, path: str, data: Json) -> None:
        """Name a route and what is derived from its path, apart from schemas."""
        match data:
            case {"route": str() as route}:
                pass
            case _:
                return
        names = identifiers.of_route(route)
        site = Site(path, "/route")
        for claimed in (names.identifier, f"{names.group}.{names.method}", f"{names.stem}Result"):
            if not self._claim(claimed, site):
                return
        self._owners.setdefault(f"{names.group}Handlers", site)
        self.routes[path] = names

    def root(self, root: Root) -> None:
        """Name an outermost schema and those within it."""
        path = root.site.path
        if path.startswith("types/"):
            prefix = identifiers.of_type_file(path)
        elif path in self.routes:
            prefix = self.routes[path].stem
        else:
            return  # a route without a usable path has been reported
        self._visit(root.site, _Place(prefix + identifiers.pascal(root.suffix)), declared=True)

    def _visit(self, site: Site, place: _Place, *, declared: bool = False) -> None:
        if site not in self._resolution.schemas:
            return  # not a schema; reported
        if site in self._targets:
            declared, place = True, _Place(place.name)
        elif declared:
            place = _Place(place.name)
        kinds = place.context & self._finder.of(site)
        wanted = place.typed and place.nameable
        if declared or (wanted and self._deserves_name(site, kinds)):
            self._claim(place.name, site)
            self.whole[site] = place.name
            self.contexts[site] = place.context
        if place.typed and kinds == ALL and "properties" in self._resolution.members(site):
            self.problems.append(self._any_type(site))
        if (declared or wanted) and OBJECT < kinds < ALL and self._describes_objects(site):
            self.parts[site] = f"{place.name}Object" if site in self.whole else place.name
            self._claim(self.parts[site], site)
        for nested in subschemas(self._resolution.schemas[site], site.pointer):
            within = self._within(site, place, kinds, nested)
            self._visit(Site(site.path, nested.pointer), within, declared=nested.keyword == "$defs")

    def _within(self, site: Site, place: _Place, kinds: Kinds, nested: Subschema) -> _Place:
        """Return where the naming of a schema within a schema stands."""
        inner = replace(place, name=place.name + self._suffix(site, nested), nameable=True)
        match nested.keyword:
            case "allOf":
                return replace(inner, context=kinds, nameable=False)
            case "anyOf" | "oneOf":
                alone = place.nameable and not self._describes_objects(site)
                return replace(inner, context=kinds, nameable=alone)
            case keyword if keyword in IN_PLACE or keyword in _JUDGING:
                return replace(inner, typed=False)
            case _:
                return replace(inner, context=ALL)

    def _suffix(self, site: Site, nested: Subschema) -> str:
        """Return what the place of a schema within a schema adds to its name."""
        match nested.keyword, nested.token:
            case "properties" | "$defs" | "dependentSchemas", token:
                return identifiers.pascal(str(token)) or "Member"
            case "items", _:
                return "Item"
            case "prefixItems", int(index):
                return f"Item{index + 1}"
            case "additionalProperties", _:
                return "Value"
            case "patternProperties", token:
                return identifiers.pascal(str(token)) + "Value"
            case "allOf", int(index):
                return self._part_suffix(site, index)
            case "anyOf" | "oneOf", int(index):
                return self._alternative_suffix(site, nested.keyword, index)
            case keyword, _:
                return identifiers.pascal(keyword)

    def _part_suffix(self, site: Site, index: int) -> str:
        """Return what a member of ``allOf`` adds: nothing if it alone has members to name."""
        schema = self._resolution.members(site)
        members = _list(schema, "allOf")
        inline = [member for member in members if not _only_refers(member)]
        member_site = _member(site, "allOf", index)
        if len(inline) == 1 and "properties" not in schema and member_site not in self._targets:
            return ""
        return f"Part{index + 1}"

    def _alternative_suffix(self, site: Site, keyword: str, index: int) -> str:
        """Return what a member of a union adds: nothing if it is the only one but null."""
        members = _list(self._resolution.members(site), keyword)
        own = [n for n, member in enumerate(members) if not _is_null(member)]
        if own == [index]:
            return "Value" if site in self.whole else ""
        return identifiers.of_alternatives(members)[index]

    def _deserves_name(self, site: Site, kinds: Kinds) -> bool:
        schema = self._resolution.members(site)
        values = [value for value in _list(schema, "enum") if value is not None]
        if len(values) > 1 and all(isinstance(value, str | int | float) for value in values):
            return any(not isinstance(value, bool) for value in values)
        if kinds != OBJECT:
            return False
        references = int("$ref" in schema)
        references += sum(_only_refers(member) for member in _list(schema, "allOf"))
        return references > 1 or self._describes_objects(site)

    def _describes_objects(self, site: Site) -> bool:
        """Whether a schema itself says what members an object has."""
        schema = self._resolution.members(site)
        closed = schema.get("additionalProperties") is False and "patternProperties" not in schema
        if schema.get("properties") or schema.get("required") or closed:
            return True
        return any(
            self._describes_objects(_member(site, "allOf", index))
            for index, member in enumerate(_list(schema, "allOf"))
            if isinstance(member, dict)
        )

    def _claim(self, name: str, site: Site) -> bool:
        """Give a name to a place; report if it is given away already, or is none."""
        owner = self._owners.setdefault(name, site)
        if owner == site and name:
            return True
        self.problems.append(self._collision(name, owner, site) if name else self._nameless(site))
        return False

    def _collision(self, name: str, owner: Site, site: Site) -> Diagnostic:
        document = self._sources.documents[site.path]
        first = self._sources.documents[owner.path].place(owner.pointer)
        if site.pointer == owner.pointer == "/route":
            message = f"the route at {first} is called the same: `{name}`"
            advice = "rename one of the two routes"
        else:
            message = f"the schema at {first} has the name `{name}` already"
            advice = (
                "rename the file, the route or the property that one of the names comes from, or "
                "move one of the schemas to `types/` and refer to it"
            )
        return document.problem(site.pointer, "name-collision", message, advice, at_key=True)

    def _any_type(self, site: Site) -> Diagnostic:
        message = "without a `type`, `properties` lets all values pass that are no objects"
        return self._sources.documents[site.path].problem(
            child(site.pointer, "properties"),
            "no-type",
            message,
            'add "type": "object"; until then the generated type is that of any value',
            at_key=True,
            severity="warning",
        )

    def _nameless(self, site: Site) -> Diagnostic:
        message = "no name can be made of the name of this file"
        advice = "name it with letters and digits"
        return self._sources.documents[site.path].problem(site.pointer, "name", message, advice)


_JUDGING = frozenset(
    {"contains", "contentSchema", "propertyNames", "unevaluatedItems", "unevaluatedProperties"}
)
"""Keywords whose schemas judge members and items without giving them a type."""


def _list(schema: Mapping[str, Json], keyword: str) -> list[Json]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def _member(site: Site, keyword: str, index: int) -> Site:
    return Site(site.path, child(child(site.pointer, keyword), index))


def _is_null(schema: Json) -> bool:
    match schema:
        case {"type": "null"} | {"const": None}:
            return True
        case _:
            return False


def _only_refers(schema: Json) -> bool:
    """Whether a schema is a reference, perhaps with a description."""
    return isinstance(schema, dict) and schema.keys() - ANNOTATIONS == {"$ref"}
