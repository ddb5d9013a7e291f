"""The tables of PROTOCOL.md, from the data beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from observable_socket_codegen.protocol.ir import Protocol

_REGION = re.compile(r"(<!-- generated: ([\w.-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def emit(protocol: Protocol, text: str) -> str:
    """Return PROTOCOL.md with its marked regions filled in.

    Raises:
        KeyError: A region names a file that has no table.
    """
    tables = {
        "status.json": _table(
            ("status", "name", "meaning", "any route"),
            ((s.code, s.name, s.description, _yes(s.implicit)) for s in protocol.statuses),
        ),
        "error-codes.json": _table(
            ("code", "meaning"), ((f"`{e.code}`", e.description) for e in protocol.error_codes)
        ),
        "limits.json": _table(
            ("limit", "default", "meaning"),
            (
                (f"`{x.name}`", f"{int(x.default):,} {x.unit}", x.description)
                for x in protocol.limits
            ),
        ),
        "close-codes.json": _table(
            ("code", "name", "meaning", "sent", "retry"),
            (
                (c.code, c.name, c.description, _yes(c.sent), _yes(c.retry))
                for c in protocol.close_codes
            ),
        ),
    }
    return _REGION.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n{found[3]}", text)


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
