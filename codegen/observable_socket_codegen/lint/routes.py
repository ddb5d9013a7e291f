"""Rules about routes, their names, and schemas that nothing uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from observable_socket_codegen.checking.understanding import data_of
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.json_schema.keywords import subschemas
from observable_socket_codegen.lint.checks import Check, Found
from observable_socket_codegen.lint.view import View
from observable_socket_codegen.reading.documents import Document
from observable_socket_codegen.reading.sites import Site
from observable_socket_codegen.rules import Rule

_STYLES: Mapping[str, re.Pattern[str]] = {
    "camelCase": re.compile(r"[a-z]+[0-9]*([A-Z][a-z0-9]*)+"),
    "snake_case": re.compile(r"[a-z0-9]+(_[a-z0-9]+)+"),
    "kebab-case": re.compile(r"[a-z0-9]+(-[a-z0-9]+)+"),
    "dot.case": re.compile(r"[a-z0-9]+(\.[a-z0-9]+)+"),
    "PascalCase": re.compile(r"([A-Z][a-z0-9]*)+"),
}


def _misplaced_files(view: View) -> Found:
    for document in view.routes:
        route = data_of(document)["route"]
        place = PurePosixPath(document.path).relative_to("routes").with_suffix("").as_posix()
        if place != route:
            message = f"the route `{route}` is in the file of `{place}`"
            advice = f"call the file routes/{route}{PurePosixPath(document.path).suffix}"
            yield _at(document, "/route", "misplaced-route", message, advice)


def _ungrouped_routes(view: View) -> Found:
    for document in view.routes:
        route = data_of(document)["route"]
        if "/" not in route:
            message = f"the route `{route}` belongs to no group"
            advice = f"name the thing, then what happens to it: things/{route}"
            yield _at(document, "/route", "ungrouped-route", message, advice)


def _route_styles(view: View) -> Found:
    names = {d.path: (d, str(data_of(d)["route"]).split("/")) for d in view.routes}
    usual = _usual([segment for _, segments in names.values() for segment in segments])
    for document, segments in names.values():
        for segment in segments:
            style = _style(segment)
            if style and style != usual:
                message = f"`{segment}` is {style}, but most names of routes are {usual}"
                yield _at(document, "/route", "route-style", message, "keep to one style")


def _member_styles(view: View) -> Found:
    members = [p for p in view.all_positions if p.name and not _in_headers(view, p.owner)]
    usual = _usual([position.name for position in members])
    for position in members:
        style = _style(position.name)
        if style and style != usual:
            message = f"`{position.name}` is {style}, but most names of members are {usual}"
            yield view.problem(position.site, "member-style", message, "keep to one style")


def _idempotent_routes(view: View) -> Found:
    for document in view.routes:
        data = data_of(document)
        if data["kind"] != "call" or not data.get("policy", {}).get("idempotent"):
            continue
        if "200" not in data["replies"]:
            message = "a call that may be repeated has no reply 200"
            advice = "201 says that each call makes something; declare 200, or drop `idempotent`"
            yield _at(document, "/policy/idempotent", "idempotent-reply", message, advice)


def _unused_types(view: View) -> Found:
    for document in view.contract.sources.types:
        if not any(site.path == document.path for site in view.reached):
            message = "no route uses this shared type"
            yield _at(document, "", "unused-type", message, "remove the file, or refer to it")


def _unused_definitions(view: View) -> Found:
    targets = set(view.contract.resolution.targets.values())
    for site in _definitions(view):
        within = (t for t in targets if t.path == site.path)
        if any(
            t.pointer == site.pointer or t.pointer.startswith(f"{site.pointer}/") for t in within
        ):
            continue
        message = f"nothing refers to `{view.name_of(site)}`"
        yield view.problem(site, "unused-definition", message, "remove it, or refer to it")


def _definitions(view: View) -> Iterator[Site]:
    """Yield every entry of `$defs`, of schemas and of contract files."""
    for root in view.contract.roots:
        if root.site.pointer.startswith("/$defs/"):
            yield root.site
    for site, schema in view.contract.resolution.schemas.items():
        for nested in subschemas(schema, site.pointer):
            if nested.keyword == "$defs":
                yield Site(site.path, nested.pointer)


def _style(name: str) -> str:
    """Return the style of a name; nothing for one word, which is of any style."""
    return next((style for style, form in _STYLES.items() if form.fullmatch(name)), "")


def _usual(names: list[str]) -> str:
    """Return the style of most names; of two as frequent ones the first in the alphabet."""
    counts = Counter(style for name in names if (style := _style(name)))
    return min(counts, key=lambda style: (-counts[style], style), default="")


def _in_headers(view: View, owner: Site | None) -> bool:
    return owner is not None and view.is_headers(owner)


def _at(
    document: Document, pointer: str, rule: str, message: str, advice: str
) -> tuple[str, Diagnostic]:
    return document.path, document.problem(pointer, rule, message, advice)


CHECKS = (
    Check(
        Rule(
            "misplaced-route",
            "warning",
            "The file of a route is not called like the route.",
            "`articles/get` is looked for in `routes/articles/get.json`.",
        ),
        _misplaced_files,
    ),
    Check(
        Rule(
            "ungrouped-route",
            "warning",
            "The name of a route has one segment only.",
            "Segments but the last are the group of the handler.",
        ),
        _ungrouped_routes,
    ),
    Check(
        Rule(
            "route-style",
            "warning",
            "A segment of a route is written in another style than most are.",
            "snake_case, kebab-case and dot.case in one contract are hard to remember.",
        ),
        _route_styles,
    ),
    Check(
        Rule(
            "member-style",
            "warning",
            "The name of a member is written in another style than most are.",
            "snake_case and camelCase in one contract are hard to remember. Headers are not meant.",
        ),
        _member_styles,
    ),
    Check(
        Rule(
            "idempotent-reply",
            "warning",
            "A call that may be repeated has no reply 200.",
            "201 and 202 say that each call makes or starts something.",
        ),
        _idempotent_routes,
    ),
    Check(
        Rule("unused-type", "warning", "No route uses a file of shared schemas.", "Remove it."),
        _unused_types,
    ),
    Check(
        Rule(
            "unused-definition", "warning", "Nothing refers to an entry of `$defs`.", "Remove it."
        ),
        _unused_definitions,
    ),
)
