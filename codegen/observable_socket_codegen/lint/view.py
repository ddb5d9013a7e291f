"""A contract as the rules look at it: which schema stands where, and who sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from observable_socket_codegen.checking.kind_finder import KindFinder
from observable_socket_codegen.checking.understanding import Understood, data_of
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import subschemas
from observable_socket_codegen.json_schema.kinds import Kinds
from observable_socket_codegen.reading.documents import Document, child, tokens
from observable_socket_codegen.reading.sites import Root, Site

Sender: TypeAlias = Literal["client", "server"]

_HOLDERS = frozenset(
    {
        "additionalProperties",
        "items",
        "patternProperties",
        "prefixItems",
        "properties",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords whose schemas describe members and items."""

_ALTERNATIVES = ("anyOf", "oneOf", "then", "else", "dependentSchemas")


class Position(NamedTuple):
    """A place in a payload.

    Attributes:
        site: The schema of what stands there.
        keyword: How it is held: ``properties``, ``items``, ...; empty for a payload itself.
        name: The name of the member, if it has one.
        owner: The schema that holds it.
        declared: Where a member is declared of which a branch or a condition says more.
    """

    site: Site
    keyword: str = ""
    name: str = ""
    owner: Site | None = None
    declared: Site | None = None


@dataclass(frozen=True)
class View:
    """What the rules look at."""

    contract: Understood

    @cached_property
    def kinds(self) -> KindFinder:
        """Finds out what kinds of values a schema accepts."""
        return KindFinder(self.contract.resolution)

    @cached_property
    def routes(self) -> list[Document]:
        """The contract files."""
        return self.contract.sources.routes

    @cached_property
    def positions(self) -> Mapping[Sender, tuple[Position, ...]]:
        """Every place in what clients send, and in what the server sends."""
        found: dict[Sender, list[Position]] = {"client": [], "server": []}
        for root in self.contract.roots:
            sender = self._sender(root)
            if sender is not None:
                found[sender].append(Position(root.site))
        return {sender: tuple(self._walked(payloads)) for sender, payloads in found.items()}

    @cached_property
    def all_positions(self) -> tuple[Position, ...]:
        """Every place in anything that travels, each once."""
        return tuple(dict.fromkeys((*self.positions["client"], *self.positions["server"])))

    @cached_property
    def reached(self) -> frozenset[Site]:
        """Every schema that has a say in something that travels."""
        return frozenset(self._reached())

    def schema(self, site: Site) -> Mapping[str, Json]:
        """Return the keywords of a schema; none for a boolean one."""
        return self.contract.resolution.members(site)

    def accepted(self, site: Site) -> Kinds:
        """Return the kinds of values that a schema accepts."""
        return self.kinds.of(site)

    def in_place(self, site: Site, *, alternatives: bool = True) -> Iterator[Site]:
        """Yield a schema, and those that look at the same value."""
        yield site
        if site in self.contract.resolution.targets:
            target = self.contract.resolution.targets[site]
            yield from self.in_place(target, alternatives=alternatives)
        for nested in subschemas(self.contract.resolution.schemas[site], site.pointer):
            wanted = ("allOf", *_ALTERNATIVES) if alternatives else ("allOf",)
            if nested.keyword in wanted:
                yield from self.in_place(Site(site.path, nested.pointer), alternatives=alternatives)

    def first(self, site: Site, keyword: str) -> Json:
        """Return the value of a keyword, of a schema or of those that it refers to."""
        for place in self.in_place(site, alternatives=False):
            if keyword in self.schema(place):
                return self.schema(place)[keyword]
        return None

    def loose(
        self, site: Site, kind: Kinds, is_bound: Callable[[Mapping[str, Json]], bool]
    ) -> list[Site]:
        """Return the schemas to blame for values of a kind that nothing bounds.

        Args:
            site: The schema of a place.
            kind: The kinds of values in question.
            is_bound: Whether the keywords of a schema bound such values.
        """
        if not self.accepted(site) & kind:
            return []
        schema = self.schema(site)
        if is_bound(schema) or not schema.keys().isdisjoint({"enum", "const"}):
            return []
        blamed: list[Site] = []
        for part in self._conjuncts(site):
            found = self.loose(part, kind, is_bound)
            if not found:
                return []
            blamed = blamed or found
        for keyword in ("anyOf", "oneOf"):
            branches = schema.get(keyword)
            if isinstance(branches, list):
                places = [child(child(site.pointer, keyword), i) for i in range(len(branches))]
                found = [s for p in places for s in self.loose(Site(site.path, p), kind, is_bound)]
                if not found:
                    return []
                blamed = blamed or found
        return [site] if "type" in schema or not blamed else blamed

    def loose_at(
        self, position: Position, kind: Kinds, is_bound: Callable[[Mapping[str, Json]], bool]
    ) -> list[Site]:
        """Return the same for a place, where its declaration has a say as well."""
        found = self.loose(position.site, kind, is_bound)
        declared = position.declared
        return [] if declared and not self.loose(declared, kind, is_bound) else found

    def problem(
        self, site: Site, rule: str, message: str, advice: str = "", *, keyword: str = ""
    ) -> tuple[str, Diagnostic]:
        """Return a finding about a schema, or about one of its keywords."""
        pointer = child(site.pointer, keyword) if keyword else site.pointer
        document = self.contract.document(site.path)
        return site.path, document.problem(pointer, rule, message, advice, at_key=True)

    def name_of(self, site: Site) -> str:
        """Return a schema's own name, for messages."""
        return tokens(site.pointer)[-1] if site.pointer else site.path

    def is_headers(self, site: Site) -> bool:
        """Whether a schema is the one of headers, which clients and servers add to freely."""
        return site.pointer.endswith("/headers") and site.path.startswith("routes/")

    def _conjuncts(self, site: Site) -> Iterator[Site]:
        if site in self.contract.resolution.targets:
            yield self.contract.resolution.targets[site]
        parts = self.schema(site).get("allOf")
        for index in range(len(parts) if isinstance(parts, list) else 0):
            part = Site(site.path, child(child(site.pointer, "allOf"), index))
            yield part

    def _sender(self, root: Root) -> Sender | None:
        """Return who sends what an outermost schema describes, if it describes a payload."""
        if not root.site.path.startswith("routes/") or root.site.pointer.startswith("/$defs/"):
            return None
        kind = data_of(self.contract.document(root.site.path))["kind"]
        if kind == "ask":
            return "client" if root.site.pointer.startswith("/replies/") else "server"
        return "client" if root.site.pointer.startswith("/request/") else "server"

    def _walked(self, payloads: list[Position]) -> Iterator[Position]:
        seen: set[Site] = set()
        waiting = list(reversed(payloads))
        while waiting:
            position = waiting.pop()
            if position.site in seen:
                continue
            seen.add(position.site)
            yield position
            declared = self._declared(position.site)
            for place in self.in_place(position.site):
                nested = subschemas(self.contract.resolution.schemas[place], place.pointer)
                for inner in nested:
                    if inner.keyword in _HOLDERS:
                        name = str(inner.token) if inner.keyword == "properties" else ""
                        site = Site(place.path, inner.pointer)
                        first = declared.get(name, site) if name else site
                        other = None if first == site else first
                        waiting.append(Position(site, inner.keyword, name, place, other))

    def _declared(self, site: Site) -> dict[str, Site]:
        """Return where an object declares its members, conditions and branches apart."""
        found: dict[str, Site] = {}
        for place in self.in_place(site, alternatives=False):
            for inner in subschemas(self.contract.resolution.schemas[place], place.pointer):
                if inner.keyword == "properties":
                    found.setdefault(str(inner.token), Site(place.path, inner.pointer))
        return found

    def _reached(self) -> Iterator[Site]:
        waiting = [root.site for root in self.contract.roots if self._sender(root) is not None]
        seen: set[Site] = set()
        while waiting:
            site = waiting.pop()
            if site in seen:
                continue
            seen.add(site)
            yield site
            if site in self.contract.resolution.targets:
                waiting.append(self.contract.resolution.targets[site])
            for nested in subschemas(self.contract.resolution.schemas[site], site.pointer):
                # what is only defined is reached by references
                waiting += [Site(site.path, nested.pointer)] if nested.keyword != "$defs" else []
