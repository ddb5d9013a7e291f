"""One line in the log for one failure.

A traceback takes many lines, prints control characters as they are, and may quote what a client
sent. So it is written only where somebody asks for it, by setting the logger to level DEBUG; the
line says what failed, why, and where in the application's code.
"""

from __future__ import annotations

import logging
from pathlib import Path
from traceback import walk_tb
from typing import cast

from pydantic import ValidationError

logger = logging.getLogger("fastapi_observable_socket")

MAX_CHARACTERS = 500
"""How much of an exception's own words a line quotes."""

MAX_FRAMES = 4
"""How many of the calls that led to an exception a line names."""

MAX_ERRORS = 3
"""How many of the errors within one exception a line names."""

_HERE = str(Path(__file__).parent)


def log_failure(what: str, error: BaseException) -> None:
    """Logs that something failed; ``what`` is printable text that names it."""
    traceback = error if logger.isEnabledFor(logging.DEBUG) else None
    logger.error("%s: %s", what, log_text(error), exc_info=traceback)


def log_text(error: BaseException) -> str:
    """Returns what a log line says of an exception, control characters escaped.

    Of a pydantic error, whose words quote the value that was refused, places and codes are given.
    """
    text = _printable(words_of(error))
    where = _places(error)
    return f"{text} (at {where})" if where else text


def words_of(error: BaseException) -> str:
    """Returns the type of an exception and, where they quote no values, its own words."""
    name = type(error).__name__
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False, include_input=False)
        wrong = [f"{'.'.join(map(str, one['loc']))} {one['type']}" for one in found[:MAX_ERRORS]]
        return f"{name}: {'; '.join(wrong)}"
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        return f"{name} of {'; '.join(map(words_of, group.exceptions[:MAX_ERRORS]))}"
    try:
        return f"{name}: {error}"
    except Exception:  # noqa: BLE001 - an exception whose own words fail is still to be logged
        return name


def _printable(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        text = f"{text[:MAX_CHARACTERS]}..."
    return text if text.isprintable() else ascii(text)[1:-1]


def _places(error: BaseException) -> str:
    """Names the innermost calls that led to an exception, leaving out our own."""
    calls = [
        f"{Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.startswith(_HERE)
    ]
    return " > ".join(calls[-MAX_FRAMES:])
