"""Types as the server sends them: with the defaults that it puts into replies.

What is decided here is written into the plan that the run-time follows and into the types of
clients, so that neither can promise what the other does not keep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from observable_socket_codegen import ir, structure
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling.defaults import Defaults
from observable_socket_codegen.compiling.lower import Lowering
from observable_socket_codegen.compiling.names import Names
from observable_socket_codegen.compiling.sureness import Sureness
from observable_socket_codegen.json_schema.kinds import OBJECT, Kinds
from observable_socket_codegen.reading.sites import Site


class Filling(Lowering):
    """Types of schemas with defaults put in wherever that is certain to do no harm."""

    def __init__(self, resolution: Resolution, names: Names, defaults: Defaults) -> None:
        super().__init__(resolution, names, defaults)
        self._plain = Lowering(resolution, names, defaults)
        self._sureness = Sureness(resolution, defaults)

    def declared(self) -> Iterator[tuple[str, Site, ir.Type]]:
        """Yield every named type that has defaults, with its name and its place."""
        for site, name in self._names.declared.items():
            yield from self._declared(name, site, self._names.contexts[site])
        for site, name in self._names.parts.items():
            yield from self._declared(name, site, OBJECT)

    def _declared(
        self, name: str, site: Site, context: Kinds
    ) -> Iterator[tuple[str, Site, ir.Type]]:
        if self._defaults.below(site) and self._sureness.of(site):
            yield name, site, self.body(site, context)

    def _value(self, site: Site) -> ir.Type:
        if self._sureness.of(site):
            return super()._value(site)
        return self._plain.type_of(site)

    def _reference(self, name: str) -> ir.RefType:
        return ir.RefType(name, filled=True)

    def _property(self, name: str, site: Site, required: bool) -> ir.Property:
        found = super()._property(name, site, required)
        return replace(found, filled=found.has_default)


def filled_types(types: Mapping[str, ir.Type], plain: Mapping[str, ir.Type]) -> dict[str, ir.Type]:
    """Return those types that really differ from the plain ones.

    Args:
        types: Types with defaults put in, discriminators found.
        plain: Every type without.
    """
    while True:
        differing = _differing(types)
        types = {name: _settled(types[name], differing) for name in types if name in differing}
        clear = {name: type_ for name, type_ in types.items() if _is_clear(type_, plain)}
        if len(clear) == len(types):
            return clear
        types = clear


def _differing(types: Mapping[str, ir.Type]) -> frozenset[str]:
    """Return the names of types that have something to be put in, or refer to such a type."""
    referring: dict[str, list[str]] = {}
    waiting: list[str] = []
    for name, type_ in types.items():
        if _puts_in(type_):
            waiting.append(name)
        for reference in _references(type_):
            referring.setdefault(reference, []).append(name)
    found = set(waiting)
    while waiting:
        for name in referring.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


def _settled(type_: ir.Type, differing: Collection[str]) -> ir.Type:
    match type_:
        case ir.RefType(name=name, filled=True):
            return ir.RefType(name, filled=name in differing)
        case _:
            return structure.mapped(type_, lambda inner: _settled(inner, differing))


def _puts_in(type_: ir.Type) -> bool:
    if isinstance(type_, ir.ObjectType) and any(one.filled for one in type_.properties):
        return True
    return any(map(_puts_in, structure.nested(type_)))


def _references(type_: ir.Type) -> Iterator[str]:
    if isinstance(type_, ir.RefType) and type_.filled:
        yield type_.name
    for inner in structure.nested(type_):
        yield from _references(inner)


def _is_clear(type_: ir.Type, types: Mapping[str, ir.Type]) -> bool:
    """Whether each union in which something is put in shows which of its types a value has."""
    if isinstance(type_, ir.UnionType) and (_puts_in(type_) or any(_references(type_))):
        found = [structure.containers(member, types) for member in type_.members]
        if sum("array" in one for one in found) > 1:
            return False
        if sum("object" in one for one in found) > 1 and not type_.discriminator:
            return False
    return all(_is_clear(inner, types) for inner in structure.nested(type_))
