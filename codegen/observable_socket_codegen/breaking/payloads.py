"""Compares what one side sends with what the other side takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from observable_socket_codegen.breaking.changes import CHANGES
from observable_socket_codegen.breaking.exchange import Part, has
from observable_socket_codegen.checking.understanding import Understood
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.inclusion.failures import OTHERS, Failure
from observable_socket_codegen.inclusion.prover import Prover
from observable_socket_codegen.inclusion.universe import (
    Conj,
    Origin,
    Schema,
    Universe,
)
from observable_socket_codegen.reading.documents import Document, child, parent
from observable_socket_codegen.reading.sites import Site

OLD, NEW = "old", "new"

TYPED = "values of type "

WHERE = ": in "
"""Stands in a message between what happens and in which part of which route."""


class PayloadComparison:
    """Compares the schemas of two versions."""

    def __init__(self, old: Understood, new: Understood) -> None:
        self._versions = {OLD: old, NEW: new}
        self._universe = Universe({OLD: old.resolution, NEW: new.resolution})
        # first as those understand it who keep to what is declared, then to the letter
        self._plain = Prover(self._universe, as_written=True)
        self._strict = Prover(self._universe)

    def compare(self, part: Part, old: Document, new: Document) -> Iterator[tuple[str, Diagnostic]]:
        """Yield what changed in a part of a route, with the path of the file that it is in."""
        by_client = part.sender == "client"
        before = self._schema(part, OLD, old, sent=by_client)
        after = self._schema(part, NEW, new, sent=not by_client)
        first, second = (before, after) if by_client else (after, before)
        if self._universe.same((first,), (second,)):
            return
        failures, prefix = self._plain.prove((first,), (second,)), ""
        if not failures:
            failures, prefix = self._strict.prove((first,), (second,)), "undeclared"
        report = _Report(self._universe, self._versions[NEW], part, new)
        found = _outermost(failures) if prefix else failures
        for failure in _types_together(_each_once(found)):
            yield report.of(failure, prefix)
        if not failures and (has(old, part.pointer) or has(new, part.pointer)):
            equal = not self._strict.prove((second,), (first,))
            yield report.compatible(equal=equal)

    def _schema(self, part: Part, version: str, document: Document, *, sent: bool) -> Schema:
        if not has(document, part.pointer):
            return self._universe.piece(part.sent if sent else part.taken)
        return self._universe.schema(version, Site(document.path, part.pointer))


class _Report:
    """Puts into words what happens to one part of a route."""

    def __init__(self, universe: Universe, new: Understood, part: Part, document: Document) -> None:
        self._universe = universe
        self._new = new
        self._part = part
        self._document = document
        self._route: Any = document.data

    def of(self, failure: Failure, prefix: str) -> tuple[str, Diagnostic]:
        """Return a finding about values that one side sends and the other refuses."""
        by_client = self._part.sender == "client"
        direction = "narrowed" if by_client else "widened"
        aspect = (prefix or failure.aspect) if failure.values else "unproven"
        rule = CHANGES[f"{direction}-{aspect}"]
        doubt = "" if failure.values else ", as far as could be told"
        what = (
            f"old clients may send {failure.subject}, and that is refused now{doubt}"
            if by_client
            else f"clients may get {failure.subject} now, and old ones do not expect that{doubt}"
        )
        message = f"{what}{WHERE}{self._where}{_path(failure)}"
        document, pointer, at_key = self._location(failure, by_client)
        example = json.dumps(failure.values[0], ensure_ascii=False) if failure.values else ""
        position = document.position(pointer, at_key=at_key)
        return document.path, Diagnostic(
            document.file, *position, pointer, rule.name, message, rule.why, "error", example
        )

    def compatible(self, *, equal: bool) -> tuple[str, Diagnostic]:
        """Return a note about a change that breaks nobody."""
        more = (
            "accepts more than before"
            if self._part.sender == "client"
            else "says more exactly what is sent"
        )
        what = "says the same in other words" if equal else more
        message = f"the schema of {self._where} {what}"
        return self._document.path, self._document.problem(
            self._nearest(), "compatible-change", message, at_key=True
        )

    @property
    def _where(self) -> str:
        return f"{self._part.words} of `{self._route['route']}`"

    def _nearest(self) -> str:
        """Return the pointer to the part, or to what is nearest to where it would be."""
        pointer = self._part.pointer
        while pointer and not has(self._document, pointer):
            pointer = parent(pointer)
        return pointer

    def _location(self, failure: Failure, by_client: bool) -> tuple[Document, str, bool]:
        """Return where in the new version the difference stands."""
        conj = failure.refusing if by_client else failure.accepting
        found = _origin(self._universe, conj, failure.keywords)
        if found is None or found[0].version != NEW:
            return self._document, self._nearest(), True
        origin, keyword = found
        pointer = child(origin.site.pointer, keyword) if keyword else origin.site.pointer
        return self._new.document(origin.site.path), pointer, bool(keyword)


def _origin(universe: Universe, conj: Conj, keywords: Iterable[str]) -> tuple[Origin, str] | None:
    """Return the schema in place that has one of some keywords, or else any that has a place."""
    nearest: tuple[Origin, str] | None = None
    waiting, seen = list(conj), set[int]()
    while waiting:
        schema = waiting.pop(0)
        if not isinstance(schema, dict) or id(schema) in seen:
            continue
        seen.add(id(schema))
        origin = universe.origins.get(id(schema))
        if origin is not None:
            for keyword in keywords:
                if keyword in schema:
                    return origin, keyword
            nearest = nearest or (origin, "")
        if "$ref" in schema:
            waiting.append(universe.target(schema))
        for keyword in ("allOf", "anyOf", "oneOf"):
            waiting.extend(schema.get(keyword, ()))
    return nearest


def _path(failure: Failure) -> str:
    if not failure.path:
        return ""
    path = "".join(child("", token) for token in failure.path)
    return f" at `{path}`".replace(f"/{OTHERS}", "/...")


def _each_once(failures: Iterable[Failure]) -> Iterator[Failure]:
    """Yield failures that differ in words, the certain ones before doubts about the same place."""
    seen: set[tuple[tuple[str | int, ...], str]] = set()
    for failure in sorted(failures, key=lambda f: not f.values):
        key = failure.path, failure.subject
        if key not in seen:
            seen.add(key)
            yield failure


def _types_together(failures: Iterable[Failure]) -> Iterator[Failure]:
    """Yield failures, those in one place that are about types only as one of them."""
    groups: dict[object, list[Failure]] = {}
    for failure in failures:
        kind = failure.subject.removeprefix(TYPED).removeprefix("a ")
        alone = failure.aspect != "type" or " " in kind
        key: object = id(failure) if alone else (failure.path, bool(failure.values))
        groups.setdefault(key, []).append(failure)
    for group in groups.values():
        *kinds, last = sorted(f.subject.removeprefix(TYPED).removeprefix("a ") for f in group)
        words = f"{TYPED}{', '.join(kinds)} or {last}"
        yield replace(group[0], subject=words) if kinds else group[0]


def _outermost(failures: Iterable[Failure]) -> list[Failure]:
    """Return the failures that lie within no other one."""
    found = list(failures)
    paths = {failure.path for failure in found}
    return [f for f in found if not any(f.path[:n] in paths for n in range(len(f.path)))]
