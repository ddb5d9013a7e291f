"""Keeps the garbage collector from looking through requests that are being answered.

It starts once some thousand more objects were made than have gone, and a payload of 100 KB consists
of as many. It finds nothing in them, takes a fifth of the time that the whole answer takes, and
then counts as old what is gone a moment later.
"""

from __future__ import annotations

import gc

_CHARACTERS_OF_OBJECT = 16
"""Typical payloads have half as many objects, counting all that their models consist of."""

Thresholds = tuple[int, int, int]


def leave_out(characters: int) -> Thresholds:
    """Lets the collector not count what a text is made into, until `count_again`.

    It still counts what a handler makes besides. Nothing may wait in between.

    Returns:
        What `count_again` needs.
    """
    thresholds = gc.get_threshold()
    first, second, third = thresholds
    if first:  # 0 means that there is no collecting
        gc.set_threshold(first + characters // _CHARACTERS_OF_OBJECT, second, third)
    return thresholds


def count_again(thresholds: Thresholds) -> None:
    """Lets the collector count as before."""
    gc.set_threshold(*thresholds)
