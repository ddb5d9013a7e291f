"""Rules about regular expressions."""

from __future__ import annotations

from collections.abc import Iterator

from observable_socket_codegen.lint.checks import Check, Found
from observable_socket_codegen.lint.view import View
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site
from observable_socket_codegen.regular.ambiguity import is_ambiguous
from observable_socket_codegen.regular.regex import (
    BEGIN,
    END,
    Choice,
    Node,
    One,
    Repeat,
    Sequence,
    UnsupportedError,
    parse,
)
from observable_socket_codegen.rules import Rule
from observable_socket_codegen.words import shown


def _unanchored(view: View) -> Found:
    for site, pattern, _ in _patterns(view):
        missing = [sign for sign, there in zip("^$", _anchors(pattern), strict=True) if not there]
        if missing:
            signs = " and ".join(f"`{sign}`" for sign in missing)
            message = (
                f"{shown(pattern)} lets anything stand around what it matches: {signs} is missing"
            )
            advice = "anchor it at both ends; where anything may follow, say so: `.*$`"
            yield view.problem(site, "unanchored-pattern", message, advice, keyword="pattern")


def _slow(view: View) -> Found:
    for site, pattern, pointer in (*_patterns(view), *_names(view)):
        if _is_slow(pattern):
            message = f"{shown(pattern)} can match a text in exponentially many ways"
            advice = (
                "let nothing be repeated that is repeated within, or separate the repetitions: "
                "`^(a+)+$` is `^a+$`"
            )
            document = view.contract.document(site.path)
            yield (
                site.path,
                document.problem(pointer, "slow-pattern", message, advice, at_key=True),
            )


def _patterns(view: View) -> Iterator[tuple[Site, str, str]]:
    """Yield the patterns of strings, each with its schema and its own place."""
    for site in sorted(view.reached):
        pattern = view.schema(site).get("pattern")
        if isinstance(pattern, str):
            yield site, pattern, child(site.pointer, "pattern")


def _names(view: View) -> Iterator[tuple[Site, str, str]]:
    """Yield the patterns of names of members, likewise."""
    for site in sorted(view.reached):
        patterns = view.schema(site).get("patternProperties")
        for pattern in patterns if isinstance(patterns, dict) else ():
            yield site, pattern, child(child(site.pointer, "patternProperties"), pattern)


def _is_slow(pattern: str) -> bool:
    try:
        return is_ambiguous(parse(pattern))
    except UnsupportedError:
        return False


def _anchors(pattern: str) -> tuple[bool, bool]:
    """Return whether a pattern is held at the beginning, and at the end."""
    try:
        node = parse(pattern)
    except UnsupportedError:
        return pattern.startswith(("^", "(?")), pattern.endswith(("$", ")"))
    return _held(node, BEGIN), _held(node, END)


def _held(node: Node, anchor: int) -> bool:
    match node:
        case One(ranges=((low, _), *_)):
            return low == anchor
        case Sequence(parts=parts):
            return bool(parts) and _held(parts[0 if anchor == BEGIN else -1], anchor)
        case Choice(parts=parts):
            return all(_held(part, anchor) for part in parts)
        case Repeat(part=part, fewest=fewest):
            return fewest > 0 and _held(part, anchor)
        case _:
            return False


CHECKS = (
    Check(
        Rule(
            "unanchored-pattern",
            "warning",
            "A `pattern` does not begin with `^` or does not end with `$`.",
            "JSON Schema looks for a match anywhere in the text.",
        ),
        _unanchored,
    ),
    Check(
        Rule(
            "slow-pattern",
            "error",
            "A `pattern` can match one text in exponentially many ways.",
            "Engines that try them all, browsers' among them, hang on a text of 40 characters.",
        ),
        _slow,
    ),
)
