"""Decides which schemas get a name, and which.

Names follow from the place alone: the file, the role, the path of properties. So adding or
deleting a route changes no other name. Within a file every name is given once, see `claims`; a name
that two files would share is an error.
"""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling import identifiers
from observable_socket_codegen.compiling.claims import FILE, Styles, merged, settle
from observable_socket_codegen.compiling.naming import Naming, Walk
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.kinds import Kinds
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Root, Site


@dataclass(frozen=True, slots=True)
class Names:
    """What is called what.

    Attributes:
        routes: The names of each route, by the path of its file.
        results: What the handler of each route returns, likewise.
        whole: Schemas that have a name; others refer to them by it.
        declared: Those of them that are not just a reference to another one of the same name.
        parts: Schemas that allow objects and other values too: the name of the objects alone.
        contexts: The kinds of values that reach a named schema; `ALL` unless it stands in a
            schema that lets only some of them through.
        wanted: By the path of each file, every name that something in it was given or would have
            been given if it had been free.
    """

    routes: Mapping[str, identifiers.RouteNames]
    results: Mapping[str, str]
    whole: Mapping[Site, str]
    declared: Mapping[Site, str]
    parts: Mapping[Site, str]
    contexts: Mapping[Site, Kinds]
    wanted: Mapping[str, AbstractSet[str]]


def name(
    sources: Sources,
    roots: Iterable[Root],
    resolution: Resolution,
    referred: Iterable[Site] = (),
) -> tuple[Names, list[Diagnostic]]:
    """Name everything; report names that two files would share.

    Args:
        sources: The files.
        roots: Their outermost schemas.
        resolution: Every schema, and what references lead to.
        referred: Schemas that other files refer to, and that need a name for it.
    """
    shared: list[Root] = []
    own: dict[str, list[Root]] = {}
    for root in roots:
        is_shared = root.site.path.startswith("types/")
        (shared if is_shared else own.setdefault(root.site.path, [])).append(root)
    namer = _Namer(sources, resolution, referred)
    for document in sources.routes:
        namer.route(document.path, document.data)
    namer.shared(shared)
    for document in sources.routes:
        namer.of_route(document.path, own.get(document.path, ()))
    return namer.names(), namer.problems


class _Namer:
    """Names one file after the other, and knows what is taken."""

    def __init__(self, sources: Sources, resolution: Resolution, referred: Iterable[Site]) -> None:
        self._sources = sources
        self._naming = Naming(resolution, referred)
        self._owners: dict[str, Site] = {}
        self._shared: dict[str, Site | None] = {}
        self._wanted: defaultdict[str, set[str]] = defaultdict(set)
        self.routes: dict[str, identifiers.RouteNames] = {}
        self.results: dict[str, str] = {}
        self.whole: dict[Site, str] = {}
        self.declared: dict[Site, str] = {}
        self.parts: dict[Site, str] = {}
        self.contexts: dict[Site, Kinds] = {}
        self.problems: list[Diagnostic] = []

    def names(self) -> Names:
        """Return what was named so far."""
        found = (self.whole, self.declared, self.parts, self.contexts, self._wanted)
        return Names(self.routes, self.results, *found)

    def route(self, path: str, data: Json) -> None:
        """Name a route and what is derived from its path, apart from schemas."""
        match data:
            case {"route": str() as route}:
                pass
            case _:
                return
        names = identifiers.of_route(route)
        site = Site(path, "/route")
        for claimed in (names.identifier, f"{names.group}.{names.method}"):
            if not self._claim(claimed, site):
                return
        self._owners.setdefault(names.handlers, site)
        self.routes[path] = names

    def shared(self, roots: Sequence[Root]) -> None:
        """Name the schemas that several routes share."""
        walk = self._settled([(root, identifiers.of_type_file(root.site.path)) for root in roots])
        self._shared = {name: site for site, name in walk.parts.items()}
        self._shared |= {name: site for site, name in walk.whole.items()}

    def of_route(self, path: str, roots: Sequence[Root]) -> None:
        """Name the schemas of a contract file, and what its handler returns."""
        if path not in self.routes:
            return  # a route without a usable path has been reported
        names = self.routes[path]
        walk = self._settled([(root, names.stem) for root in roots], names.handlers)
        self._wanted[path] |= {names.identifier, f"{names.group}.{names.method}"}
        given = {*walk.whole.values(), *walk.parts.values()}
        self.results[path] = self._result(path, given)
        self._claim(self.results[path], Site(path, "/route"))

    def _result(self, path: str, given: Collection[str]) -> str:
        """Return what to call that which a handler returns."""
        choices = identifiers.of_results(self.routes[path].stem)
        result = next(choices)
        self._wanted[path].add(result)
        while result in given or result in self._shared:
            result = next(choices)
            self._wanted[path].add(result)
        return result

    def _settled(self, roots: Sequence[tuple[Root, str]], *reserved: str) -> Walk:
        """Name what stands in some outermost schemas, each with what its names begin with."""
        taken = ChainMap(dict.fromkeys(reserved), self._shared)

        def walk_once(styles: Styles) -> Walk:
            found = self._naming.walk(roots, styles)
            for key, claim in found.claims.items():
                self._wanted[key.site.path].add(claim.name)
            return found

        walk = settle(walk_once, taken)
        same = merged(walk.claims, taken)
        lost: set[str] = set()
        for key, claim in walk.claims.items():
            # What stands in a schema without a name of its own has lost its name with it.
            if key in same or key.site.path in lost or self._claim(claim.name, key.site):
                continue
            if claim.rank.order == FILE and key.site.path.startswith("types/"):
                lost.add(key.site.path)
        self.whole |= walk.whole
        self.declared |= {
            site: name for site, name in walk.whole.items() if (site, False) not in same
        }
        self.parts |= walk.parts
        self.contexts |= walk.contexts
        self.problems += map(self._any_type, walk.untyped)
        return walk

    def _claim(self, name: str, site: Site) -> bool:
        """Give a name to a place; report if another file has it already, or if it is none."""
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
