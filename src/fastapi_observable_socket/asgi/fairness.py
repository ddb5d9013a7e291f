"""How long one connection may keep the event loop busy before others are served."""

from __future__ import annotations

import asyncio

from .tasks import STARTS_AT_ONCE

SLICE_SECONDS = 0.004
"""How many seconds of work one connection gets in a row."""

TASK_SECONDS = SLICE_SECONDS / (64 if STARTS_AT_ONCE else 8)
"""What a frame is charged in addition to the time it took, if requests are running after it.

What their tasks do later is not measured. Where tasks do not start at once, neither is what they do
first, so that each is charged more.
"""

LONG_SECONDS = 0.02
"""A connection that overdraws its slice by this much or more is paused, for as long as it overdrew
it: that is how long it has kept others waiting."""

MAX_PAUSE_SECONDS = 0.2
"""The longest such pause."""


class TimeSlice:
    """What is left of the time that one connection may be worked for in a row."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = SLICE_SECONDS

    @property
    def is_over(self) -> bool:
        """Whether others have to be served now."""
        return self._left < 0

    def spend(self, seconds: float) -> bool:
        """Charges the work for one frame; returns whether the slice is over."""
        self._left -= seconds
        return self._left < 0

    async def let_others_run(self) -> None:
        """Waits while others are served, and begins a new slice."""
        overdrawn, self._left = -self._left, SLICE_SECONDS
        await asyncio.sleep(0 if overdrawn < LONG_SECONDS else min(overdrawn, MAX_PAUSE_SECONDS))
