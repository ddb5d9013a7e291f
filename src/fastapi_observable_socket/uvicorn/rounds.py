"""Timers for very many objects: those due at about the same time share one of the event loop's."""

from __future__ import annotations

import asyncio
import math
from functools import lru_cache
from typing import Final, Protocol, TypeAlias

SECONDS: Final = 1 / 16
"""How many seconds lie between two rounds, and so how late a call may be.

A timer takes 600 bytes, a place in a round a tenth of that. But the further apart the rounds are,
the more calls there are in one turn of the event loop.
"""


class Member(Protocol):
    """What can be called in a round."""

    def call(self) -> None:
        """Does what is due."""
        ...


Round: TypeAlias = dict[Member, None]
"""The members due at one time; a member that no longer wants to be called takes itself out."""


class Rounds:
    """Calls its members, each in the first round after its time has come.

    Args:
        loop: The event loop whose clock they follow.
    """

    __slots__ = ("_loop", "_rounds")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._rounds: dict[int, Round] = {}

    def join(self, member: Member, seconds: float) -> Round:
        """Has a member called after so many seconds; returns the round that it is a member of."""
        number = math.ceil((self._loop.time() + seconds) / SECONDS)
        if (found := self._rounds.get(number)) is None:
            found = self._rounds[number] = {}
            self._loop.call_at(number * SECONDS, self._call, number)
        found[member] = None
        return found

    def _call(self, number: int) -> None:
        self._go_through(self._rounds.pop(number))

    def _go_through(self, members: Round) -> None:
        try:
            while members:
                members.popitem()[0].call()
        finally:
            if members:  # one of them has failed; the others are called all the same
                self._loop.call_soon(self._go_through, members)


@lru_cache(maxsize=1)
def rounds_of(loop: asyncio.AbstractEventLoop) -> Rounds:
    """Returns the rounds of an event loop."""
    return Rounds(loop)
