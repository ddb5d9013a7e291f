"""Puts together what is known about each named type."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from observable_socket_codegen import ir
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling.defaults import Defaults
from observable_socket_codegen.compiling.discriminators import discriminated
from observable_socket_codegen.compiling.exactness import Proofs
from observable_socket_codegen.compiling.filling import Filling, filled_types
from observable_socket_codegen.compiling.forms import collisions, forms
from observable_socket_codegen.compiling.lower import Lowering
from observable_socket_codegen.compiling.names import Names
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Site


def declarations(
    sources: Sources,
    resolution: Resolution,
    names: Names,
    definitions: Mapping[str, ir.Json],
    routes: Sequence[ir.Route],
    ignored_defaults: Collection[Site],
) -> tuple[tuple[ir.Declaration, ...], list[Diagnostic]]:
    """Return every declaration by name, and what is wrong with names and defaults.

    Args:
        sources: What was read.
        resolution: The schemas in it.
        names: What they are called.
        definitions: The schemas by name, ready for the run-time.
        routes: What uses them.
        ignored_defaults: Schemas whose default they do not accept themselves.
    """
    defaults = Defaults(resolution, ignored_defaults)
    lowering = Lowering(resolution, names, defaults)
    found = {name: (site, type_) for name, site, type_ in lowering.declared()}
    sites = {name: site for name, (site, _) in found.items()}
    bare = {name: type_ for name, (_, type_) in found.items()}
    types = discriminated(bare, bare)
    put_in = {name: type_ for name, _, type_ in Filling(resolution, names, defaults).declared()}
    filled = forms(sites, types, filled_types(discriminated(put_in, types), types), routes)
    proofs = Proofs(definitions)
    declared = (
        ir.Declaration(
            name=name,
            type=types[name],
            schema=definitions[name],
            doc=lowering.doc(site),
            source=ir.Source(sources.documents[site.path].file, site.pointer),
            exact=not proofs.doubts(name),
            defaults=defaults.below(site),
            filled=filled.get(name),
        )
        for name, site in sorted(sites.items())
    )
    problems = [*collisions(sources, sites, filled), *_endless(sources, defaults)]
    return tuple(declared), problems


def _endless(sources: Sources, defaults: Defaults) -> Iterator[Diagnostic]:
    for site in sorted(defaults.endless):
        yield sources.documents[site.path].problem(
            child(site.pointer, "default"),
            "default",
            "the default leaves out what this is the default of, and so on without an end",
            "name the member in the default, or leave the default out; until then there is none",
            severity="warning",
        )
