"""Pages of documentation whose programs are run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Program:
    """One Python block and the blocks that show what it does.

    Attributes:
        code: The block.
        place: The name of the page, and the line where the block starts on it.
        shown: Language and text of the blocks up to the next program.
    """

    code: str
    place: str
    shown: list[tuple[str, str]] = field(default_factory=list)


def programs(page: Path) -> list[Program]:
    """Returns the programs of a page.

    Raises:
        AssertionError: A block of the page belongs to no program.
    """
    text = page.read_text(encoding="utf-8")
    found: list[Program] = []
    for block in _BLOCK.finditer(text):
        language, body = block.groups()
        if language == "python":
            line = text.count("\n", 0, block.start()) + 1
            found.append(Program(body, f"{page.name}:{line}"))
        else:
            assert found, f"{page.name} shows something before its first program"
            found[-1].shown.append((language, body))
    assert text.count("```") == 2 * sum(1 + len(one.shown) for one in found)
    return found


def run(program: Program) -> dict[str, Any]:
    """Runs a program and returns its names."""
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile(program.code, program.place, "exec"), names)
    return names
