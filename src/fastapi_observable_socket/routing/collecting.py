"""Keeps the garbage collector away from large requests while they are being answered.

The collector starts whenever some thousands of objects more have been made than freed, and a
payload of 100 KB consists of that many. It would find nothing among them, take a fifth of the time
of the whole answer, and then count as old what is freed a moment later.
"""

from __future__ import annotations

import gc
from threading import Lock

_CHARACTERS_OF_OBJECT = 4
"""For every so many characters of a request, the collector may start one object later.

That is room for twice as many objects as lists of small models consist of, a model being three.
"""

_Thresholds = tuple[int, int, int]


class LargeAnswers:
    """The large requests that this process is answering, at most one in each thread.

    Whatever else a handler makes is counted as usual, and thresholds that it sets are left alone.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running = 0
        self._usual: _Thresholds = (0, 0, 0)
        self._raised: _Thresholds = (0, 0, 0)

    def begin(self, characters: int) -> None:
        """Makes the collector start later, by as many objects as a text of that length becomes.

        Nothing may be awaited between this and `end`: what others make would not count either.
        """
        with self._lock:
            self._running += 1
            if self._running == 1:
                self._usual = first, second, third = gc.get_threshold()
                more = characters // _CHARACTERS_OF_OBJECT if first else 0  # 0: it never collects
                self._raised = (first + more, second, third)
                gc.set_threshold(*self._raised)

    def end(self) -> None:
        """Makes the collector start as before, unless other large requests are being answered."""
        with self._lock:
            self._running -= 1
            if self._running == 0 and gc.get_threshold() == self._raised:
                gc.set_threshold(*self._usual)


large_answers = LargeAnswers()
"""Those of this process; it has one collector."""
