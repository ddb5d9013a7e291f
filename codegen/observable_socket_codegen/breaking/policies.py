"""Compares how routes are run: policies, history, what happens to slow subscribers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from observable_socket_codegen.checking.understanding import data_of
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.reading.documents import Document

_ORDER = ("latest", "serial", "parallel")
"""Ways to run requests, the tightest first."""

_UNITS = {"timeout": " seconds", "max_payload": " bytes", "items": " items", "seconds": " seconds"}


def compare_policies(old: Document, new: Document) -> Iterator[Diagnostic]:
    """Yield what a route allows its clients less, or more, than before."""
    before, after = data_of(old).get("policy", {}), data_of(new).get("policy", {})
    for name in ("timeout", "max_payload"):
        sign = _compared(before.get(name), after.get(name))
        if sign:
            yield _policy(new, name, sign, _bounds(name, before, after))
    order = [_ORDER.index(policy.get("concurrency", "parallel")) for policy in (before, after)]
    if order[0] != order[1]:
        words = f"`{_ORDER[order[1]]}` instead of `{_ORDER[order[0]]}`"
        yield _policy(new, "concurrency", order[1] - order[0], words)
    sign = _compared_rates(before.get("rate"), after.get("rate"))
    if sign:
        words = f"{_words(after.get('rate'))} instead of {_words(before.get('rate'))}"
        yield _policy(new, "rate", sign, words)
    repeated = [bool(policy.get("idempotent")) for policy in (before, after)]
    if repeated[0] != repeated[1]:
        words = "may be repeated" if repeated[1] else "may not be repeated any more"
        yield _policy(new, "idempotent", 1 if repeated[1] else -1, words)


def compare_histories(old: Document, new: Document) -> Iterator[Diagnostic]:
    """Yield what a topic keeps less of than before, and another treatment of slow subscribers."""
    before, after = data_of(old).get("history"), data_of(new).get("history")
    if before is not None:
        later: Mapping[str, Any] = after or {"items": 0, "seconds": 0}
        for name in ("items", "seconds"):
            if _compared(before.get(name), later.get(name)) < 0:
                message = f"history keeps {_bounds(name, before, later)}"
                yield new.problem("/history", "history-shortened", message, at_key=True)
    first, second = data_of(old).get("overflow"), data_of(new).get("overflow")
    if first != second and (first is not None or second is not None):
        message = (
            f"slow subscribers: `{second or 'the default'}` instead of `{first or 'the default'}`"
        )
        yield new.problem("/overflow", "overflow-changed", message, at_key=True)


def _policy(document: Document, name: str, sign: float, words: str) -> Diagnostic:
    rule = "policy-tightened" if sign < 0 else "policy-loosened"
    route = data_of(document)["route"]
    return document.problem(f"/policy/{name}", rule, f"`{name}` of `{route}`: {words}", at_key=True)


def _compared(before: float | None, after: float | None) -> float:
    """Return less than 0 if a bound became tighter; no bound is the loosest."""
    first = float("inf") if before is None else before
    second = float("inf") if after is None else after
    return (second > first) - (second < first)


def _compared_rates(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> float:
    """Return less than 0 if fewer requests may come at once, or over a long time."""
    if before is None or after is None:
        return (after is None) - (before is None)
    at_once = _compared(before["requests"], after["requests"])
    in_the_long_run = _compared(
        before["requests"] / before["seconds"], after["requests"] / after["seconds"]
    )
    return min(at_once, in_the_long_run) or max(at_once, in_the_long_run)


def _words(rate: Mapping[str, Any] | None) -> str:
    return f"{rate['requests']} in {rate['seconds']} seconds" if rate else "any rate"


def _bounds(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    first, second = (
        f"{bounds[name]}{_UNITS[name]}" if name in bounds else "no bound"
        for bounds in (before, after)
    )
    return f"{second} instead of {first}"
