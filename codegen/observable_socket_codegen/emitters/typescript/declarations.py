"""Declarations: one exported type each, with its comment."""

from __future__ import annotations

from collections.abc import Mapping

from observable_socket_codegen import ir
from observable_socket_codegen.emitters.typescript import tags, text, types


def declaration(
    declared: ir.Declaration, names: Mapping[str, str], cut: frozenset[str] = frozenset()
) -> str:
    """Return the source text of a declaration.

    Args:
        declared: What to write down.
        names: The TypeScript name of each declaration.
        cut: References that would make it define itself, see `names.circular_references`.
    """
    name = names[declared.name]
    speller = types.Speller(names, cut=cut)
    documentation = text.comment(
        [declared.doc.description, source(declared.source)],
        tags.of_declaration(declared),
        indent="",
    )
    if isinstance(declared.type, ir.ObjectType):
        members = speller.members(declared.type)
        return f"{documentation}export interface {name} {{\n{members}}}\n"
    alias = speller.statement(f"export type {name} = ", speller.spell(declared.type))
    return documentation + alias


def source(place: ir.Source) -> str:
    """Return the line of a comment that says where something comes from."""
    fragment = f"#{place.pointer}" if place.pointer else ""
    return f"Source: {place.file}{fragment}"
