"""Rules about what clients may send without bound, and numbers that browsers round."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor

from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.kinds import ALL, OBJECT
from observable_socket_codegen.lint.checks import Check, Found
from observable_socket_codegen.lint.view import View
from observable_socket_codegen.reading.sites import Site
from observable_socket_codegen.regular.languages import difference
from observable_socket_codegen.rules import Rule
from observable_socket_codegen.words import shown

SAFE = 2**53 - 1
"""The largest integer that JavaScript tells from its neighbours."""

X_INTEGER = "x-integer"

_SHORT_FORMATS = frozenset(
    {"date", "date-time", "email", "hostname", "idn-hostname", "ipv4", "ipv6", "time", "uuid"}
)
"""Formats that leave no room for long strings, or that nobody thinks of bounding."""

_LONGEST = 200
"""Characters that the texts of a pattern may have for it to count as a bound."""

_NUMBERS = frozenset({"integer"})


def _unbounded_strings(view: View) -> Found:
    for position in view.positions["client"]:
        if view.accepted(position.site) == ALL:
            continue
        for site in view.loose_at(position, frozenset({"string"}), _is_short):
            message = "clients may send a string of any length"
            advice = "add `maxLength`, or name the choices in `enum`"
            yield view.problem(site, "unbounded-string", message, advice)


def _unbounded_arrays(view: View) -> Found:
    for position in view.positions["client"]:
        if view.accepted(position.site) == ALL:
            continue
        for site in view.loose_at(position, frozenset({"array"}), _is_counted):
            message = "clients may send an array of any length"
            yield view.problem(site, "unbounded-array", message, "add `maxItems`")


def _unbounded_maps(view: View) -> Found:
    for position in view.positions["client"]:
        for site in view.in_place(position.site, alternatives=False):
            schema = view.schema(site)
            if isinstance(schema.get("additionalProperties"), dict) and not _is_small(schema):
                message = "clients may send an object with any number of members"
                advice = (
                    "add `maxProperties`, or restrict the names by an `enum` in `propertyNames`"
                )
                yield view.problem(
                    site, "unbounded-map", message, advice, keyword="additionalProperties"
                )


def _open_objects(view: View) -> Found:
    for position in view.positions["client"]:
        if view.is_headers(position.site) or view.accepted(position.site) == ALL:
            continue
        for site in view.loose_at(position, OBJECT, _is_decided):
            message = "clients may send members that the contract does not know, typos among them"
            advice = (
                'add "additionalProperties": false (beside `allOf`: "unevaluatedProperties"), '
                "or true if that is meant"
            )
            yield view.problem(site, "open-object", message, advice)


def _unsafe_integers(view: View) -> Found:
    for position in view.all_positions:
        if view.accepted(position.site) == ALL:
            continue
        for site in view.loose_at(position, _NUMBERS, _is_safe):
            yield view.problem(
                site,
                "unsafe-integer",
                "integers may be beyond 2^53, and browsers round those without a word",
                f"add `minimum` and `maximum` within {SAFE}, send the number as a string, "
                f'or accept it: "{X_INTEGER}": "number"',
            )
    for site in sorted(view.reached):
        yield from _unsafe_choices(view, site)
        choice = view.schema(site).get(X_INTEGER, "number")
        if choice != "number":
            message = f"`{X_INTEGER}` cannot be {shown(choice)}"
            advice = 'its only value is "number": large integers are rounded by browsers'
            yield view.problem(site, "unsafe-integer", message, advice, keyword=X_INTEGER)


def _unsafe_choices(view: View, site: Site) -> Found:
    schema = view.schema(site)
    for keyword in () if X_INTEGER in schema else ("const", "enum"):
        value = schema.get(keyword)
        for choice in value if isinstance(value, list) and keyword == "enum" else [value]:
            if isinstance(choice, int) and abs(choice) > SAFE:
                message = f"browsers round {choice}, which is beyond 2^53, without a word"
                advice = f'make it a string, or accept it: "{X_INTEGER}": "number"'
                yield view.problem(site, "unsafe-integer", message, advice, keyword=keyword)


def _is_short(schema: Mapping[str, Json]) -> bool:
    if "maxLength" in schema or schema.get("format") in _SHORT_FORMATS:
        return True
    pattern = schema.get("pattern")
    if not isinstance(pattern, str):
        return False
    return difference(frozenset({pattern}), f"^[\\s\\S]{{0,{_LONGEST}}}$") is True


def _is_counted(schema: Mapping[str, Json]) -> bool:
    return "maxItems" in schema or schema.get("items") is False


def _is_small(schema: Mapping[str, Json]) -> bool:
    names = schema.get("propertyNames")
    return "maxProperties" in schema or (isinstance(names, dict) and "enum" in names)


def _is_decided(schema: Mapping[str, Json]) -> bool:
    return not schema.keys().isdisjoint({"additionalProperties", "unevaluatedProperties"})


def _is_safe(schema: Mapping[str, Json]) -> bool:
    """Whether integers are within what browsers hold, or whether somebody decided otherwise.

    A plain ``number`` may be an integer too; but who writes ``number`` expects rounding.
    """
    if X_INTEGER in schema or schema.get("type") == "number":
        return True
    types = schema.get("type")
    if isinstance(types, list) and "number" in types:
        return True
    low = _bound(schema, "minimum", "exclusiveMinimum", 1)
    high = _bound(schema, "maximum", "exclusiveMaximum", -1)
    return low is not None and high is not None and low >= -SAFE and high <= SAFE


def _bound(schema: Mapping[str, Json], keyword: str, exclusive: str, step: int) -> int | None:
    """Return the last integer within a bound."""
    value = schema.get(keyword)
    if isinstance(value, int | float):
        return ceil(value) if step > 0 else floor(value)
    value = schema.get(exclusive)
    if isinstance(value, int | float):
        return floor(value) + 1 if step > 0 else ceil(value) - 1
    return None


CHECKS = (
    Check(
        Rule(
            "unbounded-string",
            "warning",
            "Clients may send a string of any length.",
            "`maxLength`, `enum`, a short format or a pattern of short texts bounds it.",
        ),
        _unbounded_strings,
    ),
    Check(
        Rule(
            "unbounded-array",
            "warning",
            "Clients may send an array of any length.",
            "`maxItems`, or `prefixItems` with a closed tail, bounds it.",
        ),
        _unbounded_arrays,
    ),
    Check(
        Rule(
            "unbounded-map",
            "warning",
            "Clients may send an object with any number of members of their choice.",
            "`maxProperties`, or an `enum` of names, bounds it.",
        ),
        _unbounded_maps,
    ),
    Check(
        Rule(
            "open-object",
            "warning",
            "An object that clients send does not say whether it may have further members.",
            "Closed, it tells typos; `true` says that further members are meant. "
            "Headers are open by nature.",
        ),
        _open_objects,
    ),
    Check(
        Rule(
            "unsafe-integer",
            "warning",
            "An integer may be beyond 2^53 - 1, which JavaScript rounds.",
            'Bounds, a string, or the choice `"x-integer": "number"`, which says: we know.',
        ),
        _unsafe_integers,
    ),
)
