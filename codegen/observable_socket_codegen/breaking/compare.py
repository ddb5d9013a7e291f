"""Compares two versions of a contract, route by route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from observable_socket_codegen.breaking.annotations import AnnotationComparison
from observable_socket_codegen.breaking.changes import CHANGES
from observable_socket_codegen.breaking.exchange import (
    PROTOCOL_STATUSES,
    Part,
    has,
    parts,
    reply_parts,
    statuses,
)
from observable_socket_codegen.breaking.payloads import PayloadComparison
from observable_socket_codegen.breaking.policies import compare_histories, compare_policies
from observable_socket_codegen.checking.understanding import Understood, data_of
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import FIRST_ERROR
from observable_socket_codegen.reading.documents import Document, child
from observable_socket_codegen.reading.sites import Site

Found = Iterator[tuple[str, Diagnostic]]
"""Findings, each with the path of its file in the schema folder."""


def compare(old: Understood, new: Understood) -> Found:
    """Yield every change between two versions, breaking or not."""
    before, after = _by_route(old), _by_route(new)
    comparison = _Comparison(old, new)
    for route, document in before.items():
        if route not in after:
            yield _removed(document, [d for r, d in after.items() if r not in before])
        else:
            yield from comparison.route(document, after[route])
    for route, document in after.items():
        if route not in before:
            yield _found(document, "/route", "route-added", f"the route `{route}` is new")


class _Comparison:
    """Compares routes that are in both versions."""

    def __init__(self, old: Understood, new: Understood) -> None:
        self._payloads = PayloadComparison(old, new)
        self._annotations = AnnotationComparison(old, new)

    def route(self, old: Document, new: Document) -> Found:
        before, after = data_of(old), data_of(new)
        if before["kind"] != after["kind"]:
            message = f"`{after['route']}` is a `{after['kind']}` now, not a `{before['kind']}`"
            yield _found(new, "/kind", "kind-changed", message)
            return
        if after.get("deprecated") and not before.get("deprecated"):
            message = f"the route `{after['route']}` is deprecated now"
            yield _found(new, "/deprecated", "deprecated", message)
        for part in parts(new):
            yield from self._part(part, old, new)
        yield from self._replies(old, new)
        for diagnostic in (*compare_policies(old, new), *compare_histories(old, new)):
            yield new.path, _advised(diagnostic)

    def _part(self, part: Part, old: Document, new: Document) -> Found:
        yield from self._payloads.compare(part, old, new)
        if has(old, part.pointer) and has(new, part.pointer):
            sites = Site(old.path, part.pointer), Site(new.path, part.pointer)
            for path, diagnostic in self._annotations.compare(*sites):
                yield path, _advised(diagnostic)

    def _replies(self, old: Document, new: Document) -> Found:
        before, after = statuses(old), statuses(new)
        asked = data_of(new)["kind"] == "ask"
        for status in sorted({*before, *after}):
            if status in before and status in after:
                for part in reply_parts(new, status):
                    yield from self._part(part, old, new)
            elif status in after:
                yield from self._status_added(old, new, status, asked=asked)
            else:
                yield _status_removed(new, status, asked=asked)

    def _status_added(self, old: Document, new: Document, status: int, *, asked: bool) -> Found:
        rule = "status-added" if status < FIRST_ERROR else "error-status-added"
        if asked:
            rule = "answer-status-added"
        elif status in PROTOCOL_STATUSES:
            rule = "protocol-status-added"
            for part in reply_parts(new, status):
                yield from self._payloads.compare(part, old, new)
        who = "clients may" if asked else "the server may"
        message = f"{who} answer `{data_of(new)['route']}` with status {status} now"
        yield _found(new, child("/replies", status), rule, message)


def _status_removed(document: Document, status: int, *, asked: bool) -> tuple[str, Diagnostic]:
    route = data_of(document)["route"]
    if asked:
        message = f"old clients may answer `{route}` with status {status}, which is not known now"
        return _found(document, "/replies", "answer-status-removed", message)
    message = f"`{route}` is not answered with status {status} any more"
    return _found(document, "/replies", "status-removed", message)


def _removed(document: Document, added: list[Document]) -> tuple[str, Diagnostic]:
    data = data_of(document)
    rule = "deprecated-route-removed" if data.get("deprecated") else "route-removed"
    message = f"the route `{data['route']}` is gone; clients that call it are answered 404"
    if data["kind"] in ("push", "ask"):
        message = f"the route `{data['route']}` is gone; clients wait for it in vain"
    path, diagnostic = _found(document, "/route", rule, message)
    again = next((data_of(d)["route"] for d in added if _alike(data, data_of(d))), None)
    if again is None:
        return path, diagnostic
    advice = f"it seems to be called `{again}` now; keep the old name beside it, deprecated"
    return path, document.problem("/route", rule, message, advice)


def _alike(first: Mapping[str, object], second: Mapping[str, object]) -> bool:
    """Whether two routes carry the same, in the same words."""
    members = ("kind", "request", "replies", "item", "payload", "headers")
    return all(first.get(member) == second.get(member) for member in members)


def _by_route(version: Understood) -> dict[str, Document]:
    return {str(data_of(d)["route"]): d for d in version.sources.routes}


def _found(document: Document, pointer: str, rule: str, message: str) -> tuple[str, Diagnostic]:
    problem = document.problem(pointer, rule, message, CHANGES[rule].why, at_key=True)
    return document.path, problem


def _advised(diagnostic: Diagnostic) -> Diagnostic:
    """Return a finding with the advice of its rule."""
    return Diagnostic(
        diagnostic.file,
        diagnostic.line,
        diagnostic.column,
        diagnostic.pointer,
        diagnostic.rule,
        diagnostic.message,
        CHANGES[diagnostic.rule].why,
    )
