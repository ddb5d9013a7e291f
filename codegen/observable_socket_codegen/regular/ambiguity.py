"""Finds expressions that engines which try every way take exponential time for."""

from __future__ import annotations

from observable_socket_codegen.regular.regex import (
    Choice,
    Node,
    One,
    Ranges,
    Repeat,
    Sequence,
    UnsupportedError,
)

_MOST = 80
"""Characters of an expression that is looked at; each pair of them is."""

_COPIES = 2
"""A part repeated more often than that behaves like one repeated that often."""


def is_ambiguous(node: Node) -> bool:
    """Whether a text can be read in exponentially many ways.

    That is so if from some character of the expression two different ways over one and the same
    text lead back to it: each repetition of the text doubles the number of ways.

    Raises:
        UnsupportedError: The expression is too large.
    """
    places = _Places()
    places.add(node)
    return any(_leads_back_twice(places, place) for place in range(len(places.ranges)))


def _leads_back_twice(places: _Places, start: int) -> bool:
    """Whether two different ways lead from a place to itself over the same text."""
    seen = {(start, start, False)}
    waiting = [(start, start, False)]
    while waiting:
        one, other, apart = waiting.pop()
        for first in places.after[one]:
            for second in places.after[other]:
                if not _overlap(places.ranges[first], places.ranges[second]):
                    continue
                # two ways differ if they part, or take different turns to the same place
                differ = apart or first != second
                differ = differ or places.ways[one, first] > 1
                if first == second == start and differ:
                    return True
                step = first, second, differ
                if step not in seen:
                    seen.add(step)
                    waiting.append(step)
    return False


class _Places:
    """The characters of an expression, and which may follow which.

    Attributes:
        ranges: What each matches.
        after: What may follow each.
        ways: In how many ways the one can follow the other.
    """

    def __init__(self) -> None:
        self.ranges: list[Ranges] = []
        self.after: list[set[int]] = []
        self.ways: dict[tuple[int, int], int] = {}

    def add(self, node: Node) -> tuple[frozenset[int], frozenset[int], bool]:
        """Take in a part; return where it begins, where it ends, whether it may be empty."""
        match node:
            case One(ranges=((low, _), *_)) if low < 0:
                return frozenset(), frozenset(), True
            case One(ranges=ranges):
                return self._one(ranges)
            case Sequence(parts=parts):
                return self._sequence(parts)
            case Choice(parts=parts):
                found = [self.add(part) for part in parts]
                firsts = frozenset(place for first, _, _ in found for place in first)
                lasts = frozenset(place for _, last, _ in found for place in last)
                return firsts, lasts, any(empty for _, _, empty in found)
            case Repeat():
                return self._repeat(node)

    def _one(self, ranges: Ranges) -> tuple[frozenset[int], frozenset[int], bool]:
        if len(self.ranges) >= _MOST:
            raise UnsupportedError("too large")
        self.ranges.append(ranges)
        self.after.append(set())
        place = frozenset({len(self.ranges) - 1})
        return place, place, False

    def _sequence(self, parts: tuple[Node, ...]) -> tuple[frozenset[int], frozenset[int], bool]:
        firsts: frozenset[int] = frozenset()
        lasts: frozenset[int] = frozenset()
        empty = True
        for part in parts:
            first, last, may_be_empty = self.add(part)
            self._join(lasts, first)
            firsts = firsts | first if empty else firsts
            lasts = lasts | last if may_be_empty else last
            empty = empty and may_be_empty
        return firsts, lasts, empty

    def _repeat(self, node: Repeat) -> tuple[frozenset[int], frozenset[int], bool]:
        if node.most is None:
            first, last, empty = self.add(node.part)
            self._join(last, first)
            return first, last, empty or node.fewest == 0
        copies = [node.part] * min(node.most, _COPIES)
        first, last, empty = self._sequence(tuple(copies))
        return first, last, empty or node.fewest < len(copies)

    def _join(self, lasts: frozenset[int], firsts: frozenset[int]) -> None:
        for last in lasts:
            for first in firsts:
                self.after[last].add(first)
                self.ways[last, first] = self.ways.get((last, first), 0) + 1


def _overlap(first: Ranges, second: Ranges) -> bool:
    return any(low <= high_ and low_ <= high for low, high in first for low_, high_ in second)
