"""Finite automata of regular expressions, as sets of states."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from observable_socket_codegen.regular.regex import (
    BEGIN,
    END,
    LAST,
    Choice,
    Node,
    One,
    Ranges,
    Repeat,
    Sequence,
    UnsupportedError,
    parse,
)

States: TypeAlias = frozenset[int]

_MOST = 3_000
"""States of one automaton."""


class Automaton:
    """Tells which texts an expression is found in.

    A text is read with a sign for its beginning and one for its end, which anchors stand for.

    Attributes:
        start: The states in front of the first character.
        ranges: The characters that are told apart.
    """

    def __init__(self, node: Node) -> None:
        self._free: list[list[int]] = []
        self._steps: list[list[tuple[Ranges, int]]] = []
        self._cache: dict[tuple[States, int], States] = {}
        self._done: dict[States, bool] = {}
        first, self._last = self._state(), self._state()
        everything: Ranges = ((BEGIN, LAST),)
        self._steps[first].append((everything, first))
        self._steps[self._last].append((everything, self._last))
        self._connect(node, first, self._last)
        self.ranges = {r for steps in self._steps for ranges, _ in steps for r in ranges}
        self.start = self.step(self._closed({first}), BEGIN)

    def step(self, states: States, sign: int) -> States:
        """Return the states behind a character."""
        key = states, sign
        if key not in self._cache:
            reached = {
                target
                for state in states
                for ranges, target in self._steps[state]
                if any(low <= sign <= high for low, high in ranges)
            }
            self._cache[key] = self._closed(reached)
        return self._cache[key]

    def accepts(self, states: States) -> bool:
        """Whether a text that ends here fits."""
        if states not in self._done:
            self._done[states] = self._last in self.step(states, END)
        return self._done[states]

    def _state(self) -> int:
        if len(self._free) >= _MOST:
            raise UnsupportedError("too many states")
        self._free.append([])
        self._steps.append([])
        return len(self._free) - 1

    def _connect(self, node: Node, start: int, end: int) -> None:
        match node:
            case One(ranges=ranges):
                self._steps[start].append((ranges, end))
            case Sequence(parts=parts):
                for part in parts:
                    after = self._state()
                    self._connect(part, start, after)
                    start = after
                self._free[start].append(end)
            case Choice(parts=parts):
                for part in parts:
                    self._connect(part, start, end)
            case Repeat():
                self._repeat(node, start, end)

    def _repeat(self, node: Repeat, start: int, end: int) -> None:
        for _ in range(node.fewest):
            start = self._after(node.part, start)
        if node.most is None:
            loop = self._state()
            self._free[start].append(loop)
            self._free[self._after(node.part, loop)].append(loop)
            start = loop
        for _ in range(0 if node.most is None else node.most - node.fewest):
            self._free[start].append(end)
            start = self._after(node.part, start)
        self._free[start].append(end)

    def _after(self, node: Node, start: int) -> int:
        after = self._state()
        self._connect(node, start, after)
        return after

    def _closed(self, states: set[int]) -> States:
        """Return states and all that are reached without reading anything."""
        found = set(states)
        waiting = list(states)
        while waiting:
            for target in self._free[waiting.pop()]:
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)


@lru_cache(maxsize=512)
def automaton(pattern: str) -> Automaton:
    """Return the automaton of an expression.

    Raises:
        UnsupportedError: It is not one of those that can be compared.
    """
    return Automaton(parse(pattern))
