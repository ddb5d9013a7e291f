"""An event loop's sense of time, for tests in which time passes when they say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Clock:
    """Calls back as an event loop would, when told that time has passed.

    Attributes:
        now: Seconds.
        due: What is to be called, and when.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.due: list[tuple[float, Callable[..., None], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[..., None], *values: Any) -> None:
        self.due.append((when, callback, values))

    def call_soon(self, callback: Callable[..., None], *values: Any) -> None:
        self.call_at(self.now, callback, *values)

    def advance(self, seconds: float) -> None:
        """Lets time pass."""
        end = self.now + seconds
        while due := [one for one in self.due if one[0] <= end]:
            first = min(due, key=lambda one: one[0])
            self.due.remove(first)
            self.now = first[0]
            first[1](*first[2])
        self.now = end
