"""Says once what a change of a shared schema does to many routes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from observable_socket_codegen.breaking.payloads import WHERE
from observable_socket_codegen.diagnostics import Diagnostic


def gathered(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield findings; of those that say the same of one place the first, and how many there are."""
    groups: dict[Diagnostic, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        what = diagnostic.message.rpartition(WHERE)[0] or diagnostic.message
        groups.setdefault(replace(diagnostic, message=what, example=""), []).append(diagnostic)
    for group in groups.values():
        first = min(group, key=lambda diagnostic: (len(diagnostic.message), diagnostic))
        more = len(group) - 1
        if more:
            words = f"{first.message}, and in {more} other place{'' if more == 1 else 's'}"
            first = replace(first, message=words)
        yield first
