"""How much one connection may have worked out in a row, so that others are not kept waiting."""

from __future__ import annotations

import asyncio

from .tasks import STARTS_AT_ONCE

TURN_SECONDS = 0.004
"""How long one connection is worked for before others have their turn."""

TASK_SECONDS = TURN_SECONDS / (64 if STARTS_AT_ONCE else 8)
"""What a frame counts for beside the time that it took, if requests are running after it.

What their tasks do later is not measured; where tasks do not start at once, neither is what they do
first.
"""

LONG_SECONDS = 0.02
"""Whoever overdraws a turn by this or more is paused for as long as it has kept others waiting."""

MOST_PAUSE_SECONDS = 0.2
"""The longest such pause."""


class Turn:
    """The work for one connection in a row."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = TURN_SECONDS

    @property
    def is_over(self) -> bool:
        """Whether it is the turn of others."""
        return self._left < 0

    def spend(self, seconds: float) -> bool:
        """Takes note of a frame and what it took; returns whether it is the turn of others."""
        self._left -= seconds
        return self._left < 0

    async def pass_on(self) -> None:
        """Lets others have their turn."""
        overdrawn, self._left = -self._left, TURN_SECONDS
        await asyncio.sleep(0 if overdrawn < LONG_SECONDS else min(overdrawn, MOST_PAUSE_SECONDS))
