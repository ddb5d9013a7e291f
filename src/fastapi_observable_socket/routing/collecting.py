"""Keeps the garbage collector from looking through requests that are being answered.

It starts once some thousand more objects were made than have gone, and a payload of 100 KB consists
of as many. It finds nothing in them, takes a fifth of the time that the whole answer takes, and
then counts as old what is gone a moment later.
"""

from __future__ import annotations

import gc
from threading import Lock

_CHARACTERS_OF_OBJECT = 16
"""For every so many characters of a request the collector waits for one object more.

That is twice what typical payloads need, all that their models consist of included.
"""

_Thresholds = tuple[int, int, int]


class LargeAnswers:
    """The large requests that this process is answering, one in each thread at most.

    What a handler makes besides is counted as ever, and thresholds that it sets are left alone.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running = 0
        self._usual: _Thresholds = (0, 0, 0)
        self._raised: _Thresholds = (0, 0, 0)

    def begin(self, characters: int) -> None:
        """Lets the collector not count what a text of so many characters is made into.

        Nothing may wait between this and `end`: what others make meanwhile would not count either.
        """
        with self._lock:
            self._running += 1
            if self._running == 1:
                self._usual = first, second, third = gc.get_threshold()
                more = characters // _CHARACTERS_OF_OBJECT if first else 0  # 0: it never collects
                self._raised = (first + more, second, third)
                gc.set_threshold(*self._raised)

    def end(self) -> None:
        """Lets the collector count as before, if no other request is being answered."""
        with self._lock:
            self._running -= 1
            if self._running == 0 and gc.get_threshold() == self._raised:
                gc.set_threshold(*self._usual)


large_answers = LargeAnswers()
"""Those of this process; it has one collector."""
