"""Compares the languages of regular expressions, and finds texts that belong to them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from observable_socket_codegen.regular.machines import Machine, State, inverse, machine
from observable_socket_codegen.regular.regex import LAST, UnsupportedError

_MOST = 20_000
"""States that a comparison may look at."""

_LONGEST = 120
"""Characters of a text that is looked for by its length."""

_NICE = "a0A-_ .@/bx1"

Product: TypeAlias = tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A text that the one language has and the other one has not."""

    text: str


def difference(
    patterns: frozenset[str],
    pattern: str,
    shortest: int = 0,
    longest: int | None = None,
    *,
    unlike: frozenset[str] = frozenset(),
    negated: bool = False,
) -> Counterexample | bool:
    """Compare the texts that fit several patterns with those that fit another one.

    Args:
        patterns: What the texts fit, all at once.
        pattern: What they may fit as well.
        shortest: How long the texts are at least, in code points.
        longest: How long they are at most.
        unlike: What the texts do not fit.
        negated: Whether it is asked if none of them fits the other pattern.

    Returns:
        A text that does not fit; true if all of them fit; false if that cannot be told.
    """
    try:
        machines = [
            *(machine(text) for text in sorted(patterns)),
            *(inverse(text) for text in sorted(unlike)),
            inverse(pattern) if negated else machine(pattern),
        ]
    except UnsupportedError:
        return False
    walk = _Walk(machines, shortest, longest)
    try:
        for text, states in walk.texts():
            *those, last = states
            if all(m.accepts(s) for m, s in zip(machines, those, strict=False)) and not machines[
                -1
            ].accepts(last):
                return Counterexample(text)
    except UnsupportedError:
        return False
    return True


def words(
    patterns: frozenset[str], lengths: Iterable[int] = (), unlike: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield some texts that fit several patterns: the shortest one, and one of each length.

    Args:
        patterns: What the texts fit, all at once.
        lengths: Numbers of characters.
        unlike: What the texts do not fit.
    """
    try:
        machines = [
            *(machine(text) for text in sorted(patterns)),
            *(inverse(text) for text in sorted(unlike)),
        ]
    except UnsupportedError:
        return
    for shortest, longest in ((0, None), *((n, n) for n in lengths if n <= _LONGEST)):
        try:
            for text, states in _Walk(machines, shortest, longest).texts():
                if all(m.accepts(s) for m, s in zip(machines, states, strict=True)):
                    yield text
                    break
        except UnsupportedError:
            continue


class _Walk:
    """Walks through several automata side by side, along the shortest texts first."""

    def __init__(self, machines: Sequence[Machine], shortest: int, longest: int | None) -> None:
        self._machines = machines
        self._shortest = shortest
        self._longest = longest
        # longer texts differ in nothing that is looked at
        self._counted = max(shortest, 0 if longest is None else longest + 1)
        self._signs = _representatives(tuple(machines))

    def texts(self) -> Iterator[tuple[str, Product]]:
        """Yield texts of the lengths asked for, each with the states that it leads to.

        Raises:
            UnsupportedError: There are too many.
        """
        start: Product = tuple(machine.start for machine in self._machines)
        seen = {(start, 0)}
        waiting = deque([("", start)])
        while waiting:
            text, states = waiting.popleft()
            if self._shortest <= len(text):
                yield text, states
            if self._longest is not None and len(text) >= self._longest:
                continue
            for sign in self._signs:
                after = tuple(m.step(s, sign) for m, s in zip(self._machines, states, strict=True))
                step = (after, min(len(text) + 1, self._counted))
                # where no first automaton can accept any more, nothing is to be found
                if step not in seen and (len(after) == 1 or not self._is_hopeless(after)):
                    seen.add(step)
                    waiting.append((text + chr(sign), after))
            if len(seen) > _MOST:
                raise UnsupportedError("too many states")

    def _is_hopeless(self, states: Product) -> bool:
        first = zip(self._machines[:-1], states, strict=False)
        return any(each.is_dead(state) for each, state in first)


@lru_cache(maxsize=256)
def _representatives(machines: tuple[Machine, ...]) -> tuple[int, ...]:
    """Return one character for each set of characters that no automaton tells apart."""
    borders = {0, LAST + 1, 0xD800, 0xE000}
    for each in machines:
        for low, high in each.ranges:
            borders |= {low, high + 1}
    ordered = sorted(border for border in borders if border >= 0)
    found: list[int] = []
    for low, after in pairwise(ordered):
        if not 0xD800 <= low < 0xE000:
            nice = (ord(sign) for sign in _NICE if low <= ord(sign) < after)
            found.append(next(nice, low))
    return tuple(sorted(found, key=lambda sign: (not 32 < sign < 127, sign)))
