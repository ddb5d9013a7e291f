"""Rules about schemas that make poor types, or that no value fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, cast

from observable_socket_codegen.inclusion.normal import Normalizer
from observable_socket_codegen.inclusion.universe import Universe, canonical
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import FORMATS
from observable_socket_codegen.json_schema.kinds import ALL, OBJECT, of_value
from observable_socket_codegen.lint.checks import Check, Found
from observable_socket_codegen.lint.view import Position, View
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site
from observable_socket_codegen.rules import Rule
from observable_socket_codegen.words import listed, shown


def _untyped(view: View) -> Found:
    for position in view.all_positions:
        if not position.keyword or view.contract.resolution.schemas[position.site] is True:
            continue
        declared = position.declared
        if view.accepted(position.site) == ALL and (
            declared is None or view.accepted(declared) == ALL
        ):
            what = f"`{position.name}`" if position.name else "this"
            message = f"{what} may be of any type, so the front end gets `unknown`"
            advice = "add a `type`; if any value is meant, write `true` in place of the schema"
            yield view.problem(position.site, "untyped", message, advice)
    for position in view.all_positions:
        if _has_any_items(view, position):
            message = "the items may be of any type, so the front end gets `unknown[]`"
            advice = 'add `items`; if any value is meant, write "items": true'
            yield view.problem(position.site, "untyped", message, advice)


def _has_any_items(view: View, position: Position) -> bool:
    """Whether a place is for arrays whose items nothing is said about."""
    kinds = view.accepted(position.site)
    if "array" not in kinds or kinds == ALL or position.declared is not None:
        return False
    places = [*view.in_place(position.site)]
    about = {keyword for place in places for keyword in view.schema(place)}
    return not about & {"items", "prefixItems", "unevaluatedItems", "enum", "const"}


def _mixed_enums(view: View) -> Found:
    for site, values in _enums(view):
        kinds = {of_value(value) for value in values} - {"null"}
        if len(kinds) > 1:
            message = f"the choices are of several types: {listed(sorted(kinds))}"
            yield view.problem(
                site, "mixed-enum", message, "keep to one type, or use `anyOf`", keyword="enum"
            )


def _repeated_enum_values(view: View) -> Found:
    for site, values in _enums(view):
        texts = [canonical(value) for value in values]
        for index, text in enumerate(texts):
            if text in texts[:index]:
                yield view.problem(
                    site,
                    "repeated-choice",
                    f"the choice {shown(values[index])} is there twice",
                    "remove one",
                    keyword="enum",
                )


def _optional_nullables(view: View) -> Found:
    for position in view.all_positions:
        kinds = view.accepted(position.site)
        if not position.name or position.owner is None or "null" not in kinds or kinds == ALL:
            continue
        required = view.schema(position.owner).get("required")
        if isinstance(required, list) and position.name in required:
            continue
        message = f"`{position.name}` may be left out and may be null; do both mean the same?"
        advice = "make it required, or do not allow null; if both are needed, say why"
        yield view.problem(position.site, "optional-nullable", message, advice)


def _untagged_unions(view: View) -> Found:
    for site in sorted(view.reached):
        for keyword in ("oneOf", "anyOf"):
            branches = view.schema(site).get(keyword)
            if not isinstance(branches, list):
                continue
            places = [
                Site(site.path, child(child(site.pointer, keyword), n))
                for n in range(len(branches))
            ]
            objects = [place for place in places if view.accepted(place) == OBJECT]
            if len(objects) > 1 and not _tags(view, objects):
                message = f"nothing tells the {len(objects)} objects apart but trying each of them"
                advice = (
                    "give each a required member with a `const` of its own, such as "
                    '"kind": {"const": "article"}'
                )
                yield view.problem(site, "untagged-union", message, advice, keyword=keyword)


def _required_defaults(view: View) -> Found:
    for position in view.all_positions:
        if not position.name or position.owner is None:
            continue
        required = view.schema(position.owner).get("required")
        is_required = isinstance(required, list) and position.name in required
        if is_required and "default" in view.schema(position.site):
            message = f"`{position.name}` is required, so its default is never used"
            advice = "take it out of `required`, or remove the `default`"
            yield view.problem(
                position.site, "required-default", message, advice, keyword="default"
            )


def _impossible(view: View) -> Found:
    universe = Universe({"new": view.contract.resolution})
    normalizer = Normalizer(universe)
    for position in view.all_positions:
        if view.contract.resolution.schemas[position.site] is False:
            continue
        if normalizer.is_empty((universe.schema("new", position.site),)):
            message = "no value fits this schema"
            advice = "look for bounds that cross, and for `type`, `enum` and `allOf` that disagree"
            yield view.problem(position.site, "impossible", message, advice)


def _unknown_formats(view: View) -> Found:
    for site in sorted(view.reached):
        name = view.schema(site).get("format")
        if isinstance(name, str) and name not in FORMATS:
            message = f"`{name}` is not a format of JSON Schema, so nothing checks it"
            advice = "add a `pattern`; for documentation alone, call it `x-format`"
            yield view.problem(site, "unknown-format", message, advice, keyword="format")


def _enums(view: View) -> Iterator[tuple[Site, list[Json]]]:
    for site in sorted(view.reached):
        values = view.schema(site).get("enum")
        if isinstance(values, list):
            yield site, values


def _tags(view: View, objects: list[Site]) -> bool:
    """Whether a member of every object has values that it has in no other one."""
    tags = [_constants(view, place) for place in objects]
    return any(
        not any(one[name] & other[name] for one, other in combinations(tags, 2))
        for name in tags[0]
        if all(name in tag for tag in tags)
    )


def _constants(view: View, site: Site) -> dict[str, set[str]]:
    """Return the required members of an object that have listed values only."""
    properties: dict[str, Any] = {}
    required: set[str] = set()
    for place in view.in_place(site, alternatives=False):
        schema = cast("Mapping[str, Any]", view.schema(place))
        properties |= schema.get("properties", {})
        required |= set(schema.get("required", ()))
    listed_values = {name: _listed(member) for name, member in properties.items()}
    return {
        name: {canonical(value) for value in values}
        for name, values in listed_values.items()
        if values and name in required
    }


def _listed(schema: Mapping[str, Json] | bool) -> list[Json]:
    if isinstance(schema, bool):
        return []
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return values if isinstance(values, list) else []


CHECKS = (
    Check(
        Rule(
            "untyped",
            "warning",
            "A member or an item may be of any type, since its schema says nothing about it.",
            "Python gets `Any` and TypeScript `unknown`. The schema `true` says that it is meant.",
        ),
        _untyped,
    ),
    Check(
        Rule(
            "mixed-enum",
            "warning",
            "The values of an `enum` are of different types.",
            "Few languages have such an enum. `null` beside another type is fine.",
        ),
        _mixed_enums,
    ),
    Check(
        Rule("repeated-choice", "warning", "An `enum` has a value twice.", "It is a slip."),
        _repeated_enum_values,
    ),
    Check(
        Rule(
            "optional-nullable",
            "warning",
            "A member may be left out and may be null as well.",
            "Handlers have to treat two kinds of nothing.",
        ),
        _optional_nullables,
    ),
    Check(
        Rule(
            "untagged-union",
            "warning",
            "Objects in `oneOf` or `anyOf` share no member that tells which of them it is.",
            "With one, TypeScript narrows, and errors name the branch that was meant.",
        ),
        _untagged_unions,
    ),
    Check(
        Rule(
            "required-default",
            "warning",
            "A required member has a `default`.",
            "It is never used.",
        ),
        _required_defaults,
    ),
    Check(
        Rule(
            "impossible",
            "error",
            "No value fits a schema that is not `false`.",
            "Bounds cross, or keywords disagree.",
        ),
        _impossible,
    ),
    Check(
        Rule(
            "unknown-format",
            "warning",
            "A `format` is none of JSON Schema's.",
            "Nothing checks it, on neither side.",
        ),
        _unknown_formats,
    ),
)
