"""Contracts in memory, and what is reported of two versions of one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from observable_socket_codegen.breaking.changes import CHANGES
from observable_socket_codegen.breaking.compare import compare
from observable_socket_codegen.checking.resolve import resolve
from observable_socket_codegen.checking.understanding import understand
from observable_socket_codegen.diagnostics import Diagnostic, ordered
from observable_socket_codegen.inclusion.prover import Prover
from observable_socket_codegen.inclusion.universe import Conj, Universe
from observable_socket_codegen.reading.documents import Document
from observable_socket_codegen.reading.json_text import read_json
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Site, roots
from observable_socket_codegen.rules import RuleSettings


def sources(files: dict[str, Any]) -> Sources:
    """Return files of a schema folder that was never on a disk."""
    documents: dict[str, Document] = {}
    for path, data in files.items():
        reading = read_json(json.dumps(data, indent=2))
        documents[path] = Document(path, f"schema/{path}", reading.data, reading.places)
    return Sources("schema", documents)


def changes(before: Sequence[Any], after: Sequence[Any]) -> list[Diagnostic]:
    """Return everything that is reported of two versions, each a list of contract files."""
    old, new = (
        understand(sources({f"routes/{route['route']}.json": route for route in version}))
        for version in (before, after)
    )
    return list(ordered(RuleSettings(CHANGES).applied(compare(old, new))))


def in_role(role: str, schema: Any) -> list[Any]:
    """Return a contract that has a schema in some role."""
    if role == "contract":
        return list(schema)
    reply = {"200": {"payload": {"type": "boolean"}}}
    route = {
        "request": {"kind": "call", "request": {"payload": schema}, "replies": reply},
        "request-headers": {"kind": "call", "request": {"headers": schema}, "replies": reply},
        "reply": {"kind": "call", "replies": {"200": {"payload": schema}}},
        "reply-headers": {"kind": "call", "replies": {"200": {"headers": schema}}},
        "item": {"kind": "stream", "item": schema},
        "topic-item": {"kind": "topic", "item": schema},
        "push": {"kind": "push", "payload": schema},
        "ask-request": {"kind": "ask", "request": {"payload": schema}, "replies": reply},
        "ask-reply": {"kind": "ask", "replies": {"200": {"payload": schema}}},
    }[role]
    return [{"route": "things/do", **route}]


class Pair:
    """Two schemas, as the prover sees them."""

    def __init__(self, old: Any, new: Any) -> None:
        resolutions = {"old": self._resolved(old), "new": self._resolved(new)}
        self.universe = Universe(resolutions)
        place = Site("types/it.json", "")
        self.old: Conj = (self.universe.schema("old", place),)
        self.new: Conj = (self.universe.schema("new", place),)

    @staticmethod
    def _resolved(schema: Any) -> Any:
        files = sources({"types/it.json": schema})
        resolution, problems = resolve(files, list(roots(files)))
        assert not problems
        return resolution

    def verdict(self) -> str:
        """Return whether the new schema accepts what the old one does: yes, no or unknown."""
        failures = Prover(self.universe).prove(self.old, self.new)
        if not failures:
            return "yes"
        return "no" if any(failure.values for failure in failures) else "unknown"
