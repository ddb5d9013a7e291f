"""Finds the member that tells which type of a union an object is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from observable_socket_codegen import ir, structure


def discriminated(types: Mapping[str, ir.Type], every: Mapping[str, ir.Type]) -> dict[str, ir.Type]:
    """Return named types with the discriminator of every union in them filled in.

    Args:
        types: The types.
        every: All types that they may refer to.
    """
    return {name: _inside(type_, every) for name, type_ in types.items()}


def _inside(type_: ir.Type, types: Mapping[str, ir.Type]) -> ir.Type:
    found = structure.mapped(type_, lambda inner: _inside(inner, types))
    if isinstance(found, ir.UnionType):
        return replace(found, discriminator=_discriminator(found.members, types))
    return found


def _discriminator(members: Iterable[ir.Type], types: Mapping[str, ir.Type]) -> str:
    """Return the first member that all objects have, with another value in each of them."""
    objects = [one for one in members if "object" in structure.containers(one, types)]
    tags = [structure.tags(one, types) for one in objects]
    for name in tags[0] if tags else ():
        values = [value for tag in tags for value in tag.get(name, ())]
        if all(name in tag for tag in tags) and len(set(values)) == len(values):
            return name
    return ""
