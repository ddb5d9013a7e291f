"""Proves that one schema accepts all that another one does, or says what stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from observable_socket_codegen.inclusion.arrays import compare_arrays
from observable_socket_codegen.inclusion.clauses import (
    KINDS,
    Arrays,
    Clause,
    Numbers,
    Objects,
    Strings,
    Values,
    schema_of,
)
from observable_socket_codegen.inclusion.conditions import compare_conditions
from observable_socket_codegen.inclusion.failures import KEYWORDS, Failure
from observable_socket_codegen.inclusion.few import few_values
from observable_socket_codegen.inclusion.normal import Normalizer
from observable_socket_codegen.inclusion.objects import compare_objects
from observable_socket_codegen.inclusion.samples import Sampler, numbers, strings
from observable_socket_codegen.inclusion.scalars import compare_numbers, compare_strings
from observable_socket_codegen.inclusion.splits import parts
from observable_socket_codegen.inclusion.universe import Conj, Key, Universe
from observable_socket_codegen.ir import Json
from observable_socket_codegen.words import kind, shown

_DEEPEST = 60
_MOST_STEPS = 4_000
"""Clauses that one comparison may look at before it gives up."""

_MOST_SPLITS = 3


class Prover:
    """Compares schemas.

    A pair that is met again while it is being compared is taken for proven: a value that shows
    the contrary would have to be found on the way, and values are of finite depth.

    Attributes:
        as_written: Whether members of open objects count only where somebody declared them.
    """

    def __init__(self, universe: Universe, *, as_written: bool = False) -> None:
        self.universe = universe
        self.normalizer = Normalizer(universe)
        self.sampler = Sampler(universe, self.normalizer)
        self.as_written = as_written
        self._assumed: set[tuple[Key, Key]] = set()
        # by whether failures were to be shown by values
        self._failed: dict[bool, dict[tuple[Key, Key], list[Failure]]] = {True: {}, False: {}}
        self._depth = 0
        self._left = _MOST_STEPS

    def prove(self, first: Conj, second: Conj) -> list[Failure]:
        """Return why values of the first side may not fit the second one; nothing if all do."""
        if self._depth == 0:
            self._left = _MOST_STEPS
        if self.universe.same(first, second):
            return []
        pair = self.universe.key(first), self.universe.key(second)
        if pair in self._assumed or pair[0] == pair[1]:
            return []
        known = self._failed[self.sampler.silent]
        if pair not in known:
            before = set(self._assumed)
            self._assumed.add(pair)
            self._depth += 1
            failures = self._failures(first, second)
            self._depth -= 1
            if not failures:
                return []
            self._assumed = before
            known[pair] = failures
        return known[pair]

    def _failures(self, first: Conj, second: Conj) -> list[Failure]:
        self._left -= 1
        if self._depth > _DEEPEST or self._left < 0:
            return [Failure("condition", "values of a schema that is too large to be compared")]
        targets = self.normalizer.clauses(second)
        found: list[Failure] = []
        for clause in self.normalizer.clauses(first):
            found.extend(self._against(clause, targets, second))
        sent, taken = self.universe.accepts, self.universe.accepts
        shown_by = [
            replace(
                failure,
                values=tuple(v for v in failure.values if sent(first, v) and not taken(second, v))[
                    :6
                ],
            )
            for failure in found
        ]
        if shown_by and not any(failure.values for failure in shown_by):
            values = (v for v in self.sampler.values(first) if not taken(second, v))
            shown_by[0] = replace(shown_by[0], values=tuple(values)[:6])
        return [
            failure if failure.path else replace(failure, accepting=first, refusing=second)
            for failure in shown_by
        ]

    def _against(
        self, clause: Clause, targets: tuple[Clause, ...], second: Conj, split: int = 0
    ) -> list[Failure]:
        """Return why a clause may not be within a union."""
        values = few_values(self, clause)
        alike = [target for target in targets if type(target) is type(clause)]
        if values is not None:
            failures = list(self._listed(values, second))
            # bounds say more than the values that they leave
            if not alike or not failures or isinstance(clause, Values):
                return failures
        if not alike:
            shows = tuple(self.sampler.of(clause))[:8]
            if _lists(targets, shows):
                return [Failure("enum", "other values than the listed ones", shows)]
            return [Failure("type", f"values of type {_type(clause)}", shows)]
        options: list[list[Failure]] = []
        for target in alike:
            options.append(list(self._within(clause, target)))
            if not options[-1]:
                return []
        self._left -= len(alike)
        if split < _MOST_SPLITS and len(alike) > 1 and self._left > 0:
            for pieces in parts(self.normalizer, self.universe, clause, alike):
                if self._all_against(pieces, targets, second, split + 1):
                    return []
        return self._likeliest(options, clause, second)

    def _all_against(
        self, pieces: list[Clause], targets: tuple[Clause, ...], second: Conj, split: int
    ) -> bool:
        """Whether all pieces of a clause are within a union."""
        silent, self.sampler.silent = self.sampler.silent, True
        try:
            return not any(self._against(piece, targets, second, split) for piece in pieces)
        finally:
            self.sampler.silent = silent

    def _likeliest(
        self, options: list[list[Failure]], clause: Clause, second: Conj
    ) -> list[Failure]:
        """Return the failures that the validator would name, those of fewest words first."""
        if len(options) == 1:
            return options[0]
        own, accepts = schema_of(clause), self.universe.accepts

        def shows(failure: Failure) -> list[Json]:
            values = failure.values
            return [v for v in values if accepts(own, v) and not accepts(second, v)][:1]

        showing = [[failure for failure in option if shows(failure)] for option in options]
        some = next((shows(option[0])[0] for option in showing if option), None)
        keywords = set(self.universe.broken(second, some))

        def unlikely(option: list[Failure]) -> tuple[bool, int, int]:
            named = any(keywords & set(KEYWORDS[failure.aspect]) for failure in option)
            # a member of another value is most often the tag of another branch
            tags = sum(failure.aspect == "enum" and len(failure.path) == 1 for failure in option)
            return not named, tags, len(option)

        # what nothing shows is only what some other branch would have asked for
        return min([option for option in showing if option] or options, key=unlikely)

    def _within(self, clause: Clause, target: Clause) -> Iterator[Failure]:
        match clause, target:
            case Numbers(), Numbers():
                bounds = numbers(clause, (target.low, target.high))
                yield from self._shown(compare_numbers(clause, target), target, bounds)
            case Strings(), Strings():
                longer = None if target.longest is None else target.longest + 1
                texts = strings(clause, (target.shortest - 1, longer))
                yield from self._shown(compare_strings(clause, target), target, texts)
            case Arrays(), Arrays():
                yield from compare_arrays(self, clause, target)
            case Objects(), Objects():
                yield from compare_objects(self, clause, target)
            case _:
                pass
        yield from compare_conditions(self, clause, target)

    def _shown(
        self, failures: Iterable[Failure], target: Clause, candidates: Iterable[Json]
    ) -> Iterator[Failure]:
        """Add to each failure values that show it."""
        found = list(failures)
        if not found:
            return
        made = [value for value in candidates if value is not None]
        for failure in found:
            yield replace(failure, values=(*failure.values, *_telling(failure, target, made)))

    def _listed(self, values: tuple[Json, ...], second: Conj) -> Iterator[Failure]:
        for value in values:
            if self.universe.accepts(second, value):
                continue
            keywords = set(self.universe.broken(second, value))
            aspects = [a for a, names in KEYWORDS.items() if keywords & set(names)]
            aspect = aspects[0] if aspects else "condition"
            if aspect == "type" or (value is None and aspect == "condition"):
                what = "null" if value is None else kind(value)
                yield Failure("type", what, (value,))
            else:
                yield Failure(aspect, f"the value {shown(value)}", (value,))


def _telling(failure: Failure, target: Clause, values: Sequence[Json]) -> Iterator[Json]:
    """Yield the values that a failure is about, as far as that is easy to tell."""
    match failure.aspect, target:
        case "length", Strings():
            texts = [v for v in values if isinstance(v, str)]
            if "shorter" in failure.subject:
                yield from (v for v in texts if len(v) < target.shortest)
            elif target.longest is not None:
                yield from (v for v in texts if len(v) > (target.longest or 0))
        case "range", Numbers():
            figures = [v for v in values if isinstance(v, int | float)]
            if "less" in failure.subject and target.low is not None:
                yield from (v for v in figures if v <= target.low)
            elif target.high is not None:
                yield from (v for v in figures if v >= (target.high or 0))
        case "type", Numbers():
            yield from (v for v in values if isinstance(v, float) and not v.is_integer())
        case _:
            yield from values


def _lists(targets: tuple[Clause, ...], values: tuple[Json, ...]) -> bool:
    """Whether clauses list values of the same kind as some others."""
    kinds = {kind(value) for value in values}
    return any(
        kind(listed) in kinds
        for target in targets
        if isinstance(target, Values)
        for listed in target.values
    )


def _type(clause: Clause) -> str:
    if isinstance(clause, Numbers) and clause.integer:
        return "integer"
    return KINDS[type(clause)]
