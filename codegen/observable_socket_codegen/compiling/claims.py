"""Settles which of several places gets a name that all of them would have.

The place that its author named keeps it: a file before an entry of ``$defs``, that one before what
is named by its path alone, and the shorter path before the longer. Every other place is called by
more of its path, so that no name depends on the order of anything.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, Protocol, TypeVar

from observable_socket_codegen.reading.sites import Site

_SIGNS = 8
"""Hexadecimal digits of the last resort."""


class Style(Enum):
    """How much of its place a name says."""

    PLAIN = auto()
    SPELLED = auto()
    WORDED = auto()
    SPELLED_WORDED = auto()
    LONG = auto()
    MARKED = auto()


_NEXT = {
    Style.WORDED: Style.SPELLED_WORDED,
    Style.SPELLED: Style.SPELLED_WORDED,
    Style.SPELLED_WORDED: Style.LONG,
    Style.LONG: Style.MARKED,
}


class Key(NamedTuple):
    """What has a name: a schema, or the objects alone that it allows."""

    site: Site
    is_part: bool = False


class Rank(NamedTuple):
    """Who goes first: what was named by a person, then what is nearer to the outermost schema."""

    order: int
    depth: int


FILE, DEFINITION, PATH, PART = range(4)
"""The orders of ranks."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a schema may be called, depending on its place.

    Attributes:
        plain: By the words of its path.
        spelled: The same, with signs and capitals spelled out, so that ``a-b`` is not ``aB``.
        word: What its keyword adds.
        long: By its whole path, with the words of all keywords.
    """

    plain: str
    spelled: str
    word: str
    long: str

    def in_style(self, style: Style, site: Site) -> str:
        """Return the name in some style."""
        match style:
            case Style.PLAIN:
                return self.plain
            case Style.SPELLED:
                return self.spelled
            case Style.WORDED:
                return self.plain + self.word
            case Style.SPELLED_WORDED:
                return self.spelled + self.word
            case Style.LONG:
                return self.long
            case Style.MARKED:
                digest = hashlib.sha256(site.pointer.encode()).hexdigest()
                return f"{self.long}_{digest[:_SIGNS]}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A place that wants a name; ``same`` is the place that it only refers to, if it does."""

    name: str
    rank: Rank
    same: Site | None = None


Styles = Mapping[Key, Style]


class Walked(Protocol):
    """What a walk through schemas found."""

    @property
    def claims(self) -> Mapping[Key, Claim]:
        """Who wants which name."""
        ...


WalkedT = TypeVar("WalkedT", bound=Walked)


def settle(walk: Callable[[Styles], WalkedT], taken: Mapping[str, Site | None]) -> WalkedT:
    """Return a walk whose names all differ.

    Args:
        walk: Walks through the schemas, given the style of each name that is not plain.
        taken: Names that nobody here may have, but a schema that only refers to their owner.
    """
    styles: dict[Key, Style] = {}
    while True:
        walked = walk(styles)
        losers = dict(_losers(walked.claims, taken))
        nearest = [key for key in losers if not _below_another(key, losers)]
        raised = {key: _raised(styles.get(key, Style.PLAIN), losers[key]) for key in nearest}
        changed = {key: style for key, style in raised.items() if style is not None}
        if not changed:
            return walked
        styles |= changed


def merged(claims: Mapping[Key, Claim], taken: Mapping[str, Site | None]) -> frozenset[Key]:
    """Return the schemas that are but a reference to what has their name; it is theirs, too."""
    owners = {(claim.name, key.site) for key, claim in claims.items()}
    return frozenset(
        key
        for key, claim in claims.items()
        if claim.same is not None
        and (taken.get(claim.name) == claim.same or (claim.name, claim.same) in owners)
    )


def _losers(
    claims: Mapping[Key, Claim], taken: Mapping[str, Site | None]
) -> Iterator[tuple[Key, bool]]:
    """Yield who has to take another name, and whether it is outranked by somebody."""
    groups: dict[str, list[Key]] = defaultdict(list)
    same = merged(claims, taken)
    for key, claim in claims.items():
        if key not in same:
            groups[claim.name].append(key)
    for name, rivals in groups.items():
        best = min(claims[key].rank for key in rivals)
        winners = [key for key in rivals if claims[key].rank == best]
        is_free = name not in taken
        for key in rivals:
            outranked = not is_free or key not in winners
            if (outranked or len(winners) > 1) and claims[key].rank.order != FILE:
                yield key, outranked


def _below_another(key: Key, others: Mapping[Key, bool]) -> bool:
    """Whether a schema stands within another one of some, whose new name will become its own."""
    path, pointer = key.site
    parents = (pointer[:index] for index, sign in enumerate(pointer) if sign == "/")
    return any(Key(Site(path, parent)) in others for parent in parents)


def _raised(style: Style, outranked: bool) -> Style | None:
    if style is Style.PLAIN:
        return Style.WORDED if outranked else Style.SPELLED
    return _NEXT.get(style)
