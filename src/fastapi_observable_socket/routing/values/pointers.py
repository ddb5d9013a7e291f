"""JSON pointers to what is wrong with a request (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MAX_CHARACTERS: Final = 500
"""How long a pointer gets: names in it may be the peer's, and an answer has many pointers."""


def pointer(root: str, path: Iterable[str | int]) -> str:
    """Writes a pointer from a root, or as many of its first steps as are not too long."""
    for step in path:
        longer = f"{root}/{_escape(step)}"
        if len(longer) > MAX_CHARACTERS:
            break
        root = longer
    return root


def _escape(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
