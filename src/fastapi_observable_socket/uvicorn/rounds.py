"""A clock for very many: what is due at about the same time shares one timer of the event loop."""

from __future__ import annotations

import asyncio
import math
from functools import lru_cache
from typing import Final, Protocol, TypeAlias

SECONDS: Final = 1 / 16
"""How far apart two rounds are, and so how late one may come.

A timer takes 600 bytes, a place in a round a tenth of that. But the longer a round, the more is due
in one turn of the event loop.
"""


class Member(Protocol):
    """What is due at some time."""

    def call(self) -> None:
        """Do what is due."""
        ...


Round: TypeAlias = dict[Member, None]
"""Who is due at one time; take yourself out if you are not any more."""


class Rounds:
    """Calls its members, each in the first round after its time has come.

    Args:
        loop: Whose time it is.
    """

    __slots__ = ("_loop", "_rounds")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._rounds: dict[int, Round] = {}

    def join(self, member: Member, seconds: float) -> Round:
        """Let a member be called after some seconds; return the round that it takes part in."""
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
            if members:  # one has failed; that is no concern of the others
                self._loop.call_soon(self._go_through, members)


@lru_cache(maxsize=1)
def rounds_of(loop: asyncio.AbstractEventLoop) -> Rounds:
    """Return the rounds of an event loop."""
    return Rounds(loop)
