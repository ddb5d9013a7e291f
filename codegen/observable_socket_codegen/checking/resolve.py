"""Finds what each ``$ref`` leads to, and references that lead round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from observable_socket_codegen.checking.dynamic_scope import Ways
from observable_socket_codegen.checking.schema_index import LostReferenceError, SchemaIndex
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import IN_PLACE, subschemas
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Root, Site


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the references lead to.

    Attributes:
        schemas: Every schema by its place.
        targets: By the place of a schema that has ``$ref``, the place that it leads to.
    """

    schemas: Mapping[Site, Json]
    targets: Mapping[Site, Site]

    def members(self, site: Site) -> Mapping[str, Json]:
        """Return the keywords of a schema; none for a boolean one."""
        schema = self.schemas[site]
        return schema if isinstance(schema, dict) else {}


def resolve(sources: Sources, roots: list[Root]) -> tuple[Resolution, list[Diagnostic]]:
    """Resolve every reference of every schema."""
    index = SchemaIndex(sources, roots)
    problems = list(index.problems)
    targets: dict[Site, Site] = {}
    dynamic: dict[Site, str] = {}
    for site, schema in index.schemas.items():
        keyword, reference = _reference(schema)
        if reference is None:
            continue
        try:
            target = index.find(reference, site)
        except LostReferenceError as lost:
            document = sources.documents[site.path]
            pointer = child(site.pointer, keyword)
            problems.append(document.problem(pointer, lost.rule, lost.message, lost.advice))
            continue
        if target is not None:
            targets[site] = target
            if keyword == "$dynamicRef":
                dynamic[site] = reference.partition("#")[2]
    problems.extend(_follow_dynamic(sources, index, targets, dynamic, roots))
    resolution = Resolution(index.schemas, targets)
    problems.extend(_endless(sources, resolution))
    return resolution, problems


def _reference(schema: Json) -> tuple[str, str | None]:
    """Return the reference of a schema, with its keyword."""
    for keyword in ("$ref", "$dynamicRef"):
        reference = schema.get(keyword) if isinstance(schema, dict) else None
        if isinstance(reference, str):
            return keyword, reference
    return "", None


def _follow_dynamic(
    sources: Sources,
    index: SchemaIndex,
    targets: dict[Site, Site],
    dynamic: Mapping[Site, str],
    roots: list[Root],
) -> Iterator[Diagnostic]:
    """Find what dynamic references mean; report those that mean something else on another way."""
    # where the target has no dynamic name, it is as static as `$ref`
    names = {s: name for s, name in dynamic.items() if index.dynamic_name(targets[s]) == name}
    if not names:
        return
    ways = Ways(index, targets, names)
    ways.go(root.site for root in roots if root.carries and root.site in index.schemas)
    for site, found in ways.leads.items():
        targets[site], *others = sorted(found)
        if others:
            places = [sources.documents[one.path].place(one.pointer) for one in sorted(found)]
            yield sources.documents[site.path].problem(
                child(site.pointer, "$dynamicRef"),
                "dynamic-ref",
                f"this reference leads to {' or to '.join(places)}, depending on the way to it",
                "write the schema out for each case, and refer to it by `$ref`",
            )


def _endless(sources: Sources, resolution: Resolution) -> Iterator[Diagnostic]:
    """Find references that need themselves to be decided, on one and the same value."""
    done: set[Site] = set()
    for start in resolution.targets:
        path: list[Site] = []
        yield from _follow(sources, resolution, start, path, done)


def _follow(
    sources: Sources, resolution: Resolution, site: Site, path: list[Site], done: set[Site]
) -> Iterator[Diagnostic]:
    if site in done:
        return
    path.append(site)
    for step in _same_value(resolution, site):
        if step in path:
            circle = path[path.index(step) :]
            culprit = next(link for link in circle if link in resolution.targets)
            document = sources.documents[culprit.path]
            yield document.problem(
                child(culprit.pointer, _reference(resolution.schemas[culprit])[0]),
                "endless-ref",
                "this reference leads back to itself without looking at any member or item",
                "a recursive schema refers to itself from `properties`, `items` and the like",
            )
        else:
            yield from _follow(sources, resolution, step, path, done)
    path.pop()
    done.add(site)


def _same_value(resolution: Resolution, site: Site) -> Iterator[Site]:
    """Yield the schemas that judge the same value as a schema does."""
    if site in resolution.targets:
        yield resolution.targets[site]
    for nested in subschemas(resolution.schemas[site], site.pointer):
        if nested.keyword in IN_PLACE:
            yield Site(site.path, nested.pointer)
