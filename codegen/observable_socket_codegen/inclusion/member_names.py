"""The names of members that no schema names: which patterns they match, as far as one can tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from observable_socket_codegen.inclusion.clauses import Layer, Objects, Strings, Values
from observable_socket_codegen.inclusion.normal import Normalizer
from observable_socket_codegen.inclusion.universe import Schema, Universe
from observable_socket_codegen.regular.languages import Counterexample, difference

_NEVER = r"[^\s\S]"
"""Matches nothing."""

_MANY = 10
"""Names beyond which it does not matter that they are looked at elsewhere."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names that match some patterns, and others not.

    Attributes:
        texts: What else is known of them.
        declared: Names that are looked at elsewhere.
    """

    universe: Universe
    texts: Strings
    declared: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no such name."""
        return self._difference(_NEVER) is True

    def may_apply(self, layer: Layer) -> Iterator[Schema]:
        """Yield what a layer may ask of a member with such a name."""
        matches_some = False
        for pattern, schema in layer.patterns.items():
            if self._difference(pattern, negated=True) is True:
                continue
            yield schema
            matches_some = matches_some or self._difference(pattern) is True
        if not matches_some:
            yield layer.others

    def outside(self, layer: Layer) -> Iterator[str]:
        """Yield such names that do not match the patterns of a layer."""
        for pattern in layer.patterns:
            found = self._difference(pattern)
            if isinstance(found, Counterexample):
                yield found.text

    def _difference(self, pattern: str, *, negated: bool = False) -> Counterexample | bool:
        if not negated and pattern in self.texts.patterns:
            return True
        if negated and pattern in self.texts.unlike:
            return True
        test = (self.universe.piece({"pattern": pattern}),)
        near = [name for name in self.declared if self.universe.accepts(test, name)]
        known = {_exactly(name) for name in near} if negated and len(near) <= _MANY else set[str]()
        return difference(
            self.texts.patterns,
            pattern,
            self.texts.shortest,
            self.texts.longest,
            unlike=self.texts.unlike | known,
            negated=negated,
        )


def listed_names(normalizer: Normalizer, clause: Objects) -> list[str] | None:
    """Return the names that members may have, if `propertyNames` lists them."""
    if not clause.names:
        return None
    found = normalizer.clauses((*_texts(normalizer), *clause.names))
    if not all(isinstance(names, Values) for names in found):
        return None
    return [str(n) for names in found if isinstance(names, Values) for n in names.values]


def names_of(
    normalizer: Normalizer, clause: Objects, matched: set[str], missed: set[str]
) -> Strings:
    """Return what is known of names that match some patterns, and others not."""
    found = normalizer.clauses((*_texts(normalizer), *clause.names)) if clause.names else ()
    base = found[0] if len(found) == 1 and isinstance(found[0], Strings) else Strings()
    return Strings(
        base.shortest,
        base.longest,
        base.patterns | matched,
        unlike=base.unlike | missed,
    )


def _texts(normalizer: Normalizer) -> tuple[Schema]:
    return (normalizer.universe.piece({"type": "string"}),)


def _exactly(name: str) -> str:
    """Return a pattern that one text only matches."""
    return f"^{''.join(s if s.isalnum() else _escaped(s) for s in name)}$"


def _escaped(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else sign
