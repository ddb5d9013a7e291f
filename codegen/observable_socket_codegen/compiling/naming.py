"""Walks through schemas and says which of them want a name, and which names they want."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from observable_socket_codegen.checking.kind_finder import KindFinder
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling import identifiers
from observable_socket_codegen.compiling.claims import (
    DEFINITION,
    FILE,
    PART,
    PATH,
    Claim,
    Key,
    Rank,
    Style,
    Styles,
    Wish,
)
from observable_socket_codegen.compiling.places import Wording, listed, only_refers
from observable_socket_codegen.json_schema.keywords import IN_PLACE, Subschema, subschemas
from observable_socket_codegen.json_schema.kinds import ALL, OBJECT, Kinds
from observable_socket_codegen.json_schema.pointers import child
from observable_socket_codegen.reading.sites import Root, Site


@dataclass(slots=True)
class Walk:
    """What a walk through some schemas found.

    Attributes:
        claims: Who wants which name.
        whole: The names of schemas.
        parts: Of schemas that allow objects and other values too, the name of the objects alone.
        contexts: The kinds of values that reach a named schema.
        untyped: Schemas whose members are no concern of values of other types.
    """

    claims: dict[Key, Claim] = field(default_factory=dict[Key, Claim])
    whole: dict[Site, str] = field(default_factory=dict[Site, str])
    parts: dict[Site, str] = field(default_factory=dict[Site, str])
    contexts: dict[Site, Kinds] = field(default_factory=dict[Site, Kinds])
    untyped: list[Site] = field(default_factory=list[Site])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the naming of a schema stands.

    Attributes:
        wish: What the schema may be called if it gets a name; what those within begin with.
        order: Who named it.
        context: The kinds of values that reach it.
        typed: Whether it shows in types at all; ``not`` and ``if`` only judge.
        nameable: Whether it may get a name without being referred to.
    """

    wish: Wish
    order: int = PATH
    context: Kinds = ALL
    typed: bool = True
    nameable: bool = True


class Naming:
    """Walks through schemas.

    Args:
        resolution: The schemas.
        referred: Those that other files refer to.
    """

    def __init__(self, resolution: Resolution, referred: Iterable[Site] = ()) -> None:
        self._resolution = resolution
        self._finder = KindFinder(resolution)
        self._targets = frozenset(resolution.targets.values()) | frozenset(referred)
        self._wording = Wording(resolution, self._targets)

    def walk(self, roots: Iterable[tuple[Root, str]], styles: Styles) -> Walk:
        """Walk through outermost schemas, each with what its names begin with.

        Args:
            roots: The schemas.
            styles: The style of each name that is not plain.
        """
        walk = Walk()
        for root, prefix in roots:
            plain = prefix + identifiers.pascal(root.suffix)
            spelled = prefix + identifiers.spelled(root.suffix)
            is_definition = root.site.pointer.startswith("/$defs/")
            order = DEFINITION if is_definition else FILE
            long = f"{spelled}Definition" if is_definition else plain
            wish = Wish(plain, spelled, "Definition", long)
            self._visit(walk, styles, root.site, _Place(wish, order), declared=True)
        return walk

    def _visit(
        self, walk: Walk, styles: Styles, site: Site, place: _Place, *, declared: bool = False
    ) -> None:
        if site not in self._resolution.schemas:
            return  # not a schema; reported
        if site in self._targets:
            declared, place = True, _Place(place.wish, place.order)
        elif declared:
            place = _Place(place.wish, place.order)
        kinds = place.context & self._finder.of(site)
        wanted = place.typed and place.nameable
        if declared or (wanted and self._deserves_name(site, kinds)):
            name = self._claim(walk, styles, Key(site), place)
            place = replace(place, wish=replace(place.wish, plain=name, spelled=name))
            walk.whole[site] = name
            walk.contexts[site] = place.context
        if place.typed and kinds == ALL and "properties" in self._resolution.members(site):
            walk.untyped.append(site)
        if (declared or wanted) and OBJECT < kinds < ALL and self._describes_objects(site):
            walk.parts[site] = self._claim(walk, styles, Key(site, is_part=True), place)
        for nested in subschemas(self._resolution.schemas[site], site.pointer):
            within = self._within(site, place, kinds, nested, named=site in walk.whole)
            is_definition = nested.keyword == "$defs"
            self._visit(
                walk, styles, Site(site.path, nested.pointer), within, declared=is_definition
            )

    def _claim(self, walk: Walk, styles: Styles, key: Key, place: _Place) -> str:
        """Return the name of a schema, or of the objects among its values."""
        site = key.site
        wish, rank = place.wish, Rank(place.order, site.pointer.count("/"))
        if key.is_part:
            rank = Rank(PART, rank.depth)
            ending = "Object" if site in walk.whole else ""
            wish = Wish(wish.plain + ending, wish.spelled + ending, "Part", f"{wish.long}Object")
        name = wish.in_style(styles.get(key, Style.PLAIN), site)
        refers = not key.is_part and only_refers(self._resolution.schemas[site])
        same = self._resolution.targets.get(site) if refers else None
        walk.claims[key] = Claim(name, rank, same)
        return name

    def _within(
        self, site: Site, place: _Place, kinds: Kinds, nested: Subschema, *, named: bool
    ) -> _Place:
        """Return where the naming of a schema within a schema stands."""
        plain, spelled = (
            self._wording.suffix(site, nested, named=named, spelled=spelled)
            for spelled in (False, True)
        )
        word, outer = self._wording.word(nested), place.wish
        wish = Wish(outer.plain + plain, outer.spelled + spelled, word, outer.long + spelled + word)
        order = DEFINITION if nested.keyword == "$defs" else PATH
        inner = replace(place, wish=wish, order=order, nameable=True)
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

    def _deserves_name(self, site: Site, kinds: Kinds) -> bool:
        schema = self._resolution.members(site)
        values = [value for value in listed(schema, "enum") if value is not None]
        if len(values) > 1 and all(isinstance(value, str | int | float) for value in values):
            return any(not isinstance(value, bool) for value in values)
        if kinds != OBJECT:
            return False
        references = int("$ref" in schema)
        references += sum(only_refers(member) for member in listed(schema, "allOf"))
        return references > 1 or self._describes_objects(site)

    def _describes_objects(self, site: Site) -> bool:
        """Whether a schema itself says what members an object has."""
        schema = self._resolution.members(site)
        closed = schema.get("additionalProperties") is False and "patternProperties" not in schema
        if schema.get("properties") or schema.get("required") or closed:
            return True
        return any(
            self._describes_objects(Site(site.path, child(child(site.pointer, "allOf"), index)))
            for index, member in enumerate(listed(schema, "allOf"))
            if isinstance(member, dict)
        )


_JUDGING = frozenset(
    {"contains", "contentSchema", "propertyNames", "unevaluatedItems", "unevaluatedProperties"}
)
"""Keywords whose schemas judge members and items without giving them a type."""
