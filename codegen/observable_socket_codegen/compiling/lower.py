"""Turns schemas into types.

A type accepts whatever the schema accepts, and more where no type says it: what ``not``, ``if``,
``contains`` and the like forbid is left to the judge, which has the schema itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

from observable_socket_codegen import algebra, ir
from observable_socket_codegen.checking.kind_finder import KindFinder
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling.defaults import Defaults, members, together
from observable_socket_codegen.compiling.names import Names
from observable_socket_codegen.json_schema.keyword_reading import (
    JsonType,
    alone,
    count,
    says_something,
    scalar,
    values,
    written,
)
from observable_socket_codegen.json_schema.kinds import ALL, OBJECT, Kinds
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site


class Lowering:
    """Types of schemas.

    Args:
        resolution: The schemas.
        names: What they are called.
        defaults: Which members have a default.
    """

    def __init__(self, resolution: Resolution, names: Names, defaults: Defaults) -> None:
        self._resolution = resolution
        self._names = names
        self._finder = KindFinder(resolution)
        self._defaults = defaults

    def declared(self) -> Iterator[tuple[str, Site, ir.Type]]:
        """Yield every named type with its name and its place."""
        for site, name in self._names.declared.items():
            yield name, site, self.body(site, self._names.contexts[site])
        for site, name in self._names.parts.items():
            yield name, site, self.body(site, OBJECT)

    def doc(self, site: Site) -> ir.Doc:
        """Return the annotations of a schema."""
        schema: Mapping[str, Any] = self._resolution.members(site)
        said = schema.get("description") or schema.get("title") or ""
        return ir.Doc(
            description="\n\n".join(filter(None, [said, _described(schema)])),
            deprecated=schema.get("deprecated", False),
            examples=tuple(schema.get("examples", ())),
        )

    def type_of(self, site: Site, context: Kinds = ALL) -> ir.Type:
        """Return the type of a schema, by name if it has one."""
        if site in self._names.whole:
            return self._reference(self._names.whole[site])
        return self.body(site, context)

    def _value(self, site: Site) -> ir.Type:
        """Return the type of a member or an item by its schema."""
        return self.type_of(site)

    def _reference(self, name: str) -> ir.RefType:
        return ir.RefType(name)

    def body(self, site: Site, context: Kinds) -> ir.Type:
        """Return the type of a schema, written out."""
        kinds = context & self._finder.of(site)
        if not kinds:
            return ir.NeverType()
        if site in self._names.parts and kinds > OBJECT:
            objects = self._reference(self._names.parts[site])
            return algebra.union([objects, self.body(site, kinds - OBJECT)])
        if kinds == OBJECT and (closed := self._closed(site)):
            return closed
        own = self._own(site, kinds)
        if isinstance(own, ir.LiteralType):
            return own  # no other type says it more exactly
        others = list(self._in_place(site, kinds))
        if _is_bare(own) and any(found <= kinds for _, found in others):
            own = ir.AnyType()  # the others say at least as much
        return algebra.intersection([own, *(type_ for type_, _ in others)])

    def _closed(self, site: Site) -> ir.ObjectType | None:
        """Return an object that is closed around all that its schema refers to; else nothing.

        Only as one type can it be closed in languages where an open type may be extended.
        """
        schema = self._resolution.members(site)
        if schema.get("unevaluatedProperties") is not False or alone(schema):
            return None
        parts = list(together(self._resolution, site))
        if any(not _NOT_MERGED.isdisjoint(self._resolution.members(part)) for part in parts):
            return None
        if any("unevaluatedProperties" in self._resolution.members(one) for one in parts[1:]):
            return None
        return replace(reduce(algebra.merged, map(self._object, parts)), extra=None)

    def _in_place(self, site: Site, kinds: Kinds) -> Iterator[tuple[ir.Type, Kinds]]:
        """Yield the types that a value must have as well, each with the kinds that it allows."""
        schema = self._resolution.members(site)
        if site in self._resolution.targets:
            target = self._resolution.targets[site]
            yield self._reference(self._names.whole[target]), self._finder.of(target)
        for member in members(site, schema, "allOf"):
            yield self.type_of(member, kinds), self._reach(member, kinds)
        for keyword in ("anyOf", "oneOf"):
            alternatives = list(members(site, schema, keyword))
            if alternatives:
                types = [self.type_of(alternative, kinds) for alternative in alternatives]
                reached = (self._reach(alternative, kinds) for alternative in alternatives)
                yield algebra.union(types), frozenset[str]().union(*reached)

    def _reach(self, site: Site, kinds: Kinds) -> Kinds:
        """Return the kinds of the type that a schema has where only some kinds reach it."""
        refers = site in self._resolution.targets
        if refers or self._names.contexts.get(site, kinds) == ALL:
            return self._finder.of(site)
        return self._finder.of(site) & kinds

    def _own(self, site: Site, kinds: Kinds) -> ir.Type:
        """Return what the keywords of a schema say without those that hold further schemas."""
        schema = self._resolution.members(site)
        if "const" in schema or "enum" in schema:
            return ir.LiteralType(tuple(values(schema, kinds)))
        if kinds == ALL or not says_something(schema, kinds):
            return ir.AnyType()
        return algebra.union(self._of_kind(kind, site) for kind in written(schema, kinds))

    def _of_kind(self, kind: JsonType, site: Site) -> ir.Type:
        match kind:
            case "object":
                return self._object(site)
            case "array":
                return self._array(site)
            case _:
                return scalar(kind, self._resolution.members(site))

    def _object(self, site: Site) -> ir.ObjectType:
        schema: Mapping[str, Any] = self._resolution.members(site)
        required = schema.get("required", ())
        extra = self._extra(site, schema)
        holder = child(site.pointer, "properties")
        properties = [
            self._property(name, Site(site.path, child(holder, name)), name in required)
            for name in schema.get("properties", {})
        ]
        named = {member.name for member in properties}
        properties.extend(
            ir.Property(name, ir.AnyType() if extra is None else extra, required=True)
            for name in required
            if name not in named
        )
        return ir.ObjectType(tuple(properties), extra)

    def _property(self, name: str, site: Site, required: bool) -> ir.Property:
        default = None if required else self._defaults.of(site)
        return ir.Property(
            name=name,
            type=self._value(site),
            required=required,
            has_default=default is not None,
            default=default[0] if default else None,
            doc=self.doc(site),
        )

    def _extra(self, site: Site, schema: Mapping[str, Any]) -> ir.Type | None:
        """Return the type of the members that an object has besides the named ones."""
        others = schema.get("additionalProperties")
        if others is None and schema.get("unevaluatedProperties") is False and alone(schema):
            others = False
        types = [self._value(member) for member in members(site, schema, "patternProperties")]
        if others is not False:
            place = Site(site.path, child(site.pointer, "additionalProperties"))
            types.append(ir.AnyType() if others is None else self._value(place))
        return algebra.union(types) if types else None

    def _array(self, site: Site) -> ir.Type:
        schema: Mapping[str, Any] = self._resolution.members(site)
        low, high = count(schema, "minItems"), count(schema, "maxItems")
        prefix = [self._value(item) for item in members(site, schema, "prefixItems")]
        rest: ir.Type | None = ir.AnyType()
        if "items" in schema:
            rest = self._value(Site(site.path, child(site.pointer, "items")))
        elif schema.get("unevaluatedItems") is False and prefix and alone(schema):
            rest = None
        if isinstance(rest, ir.NeverType) or (high is not None and high <= len(prefix)):
            rest = None
        if prefix:
            return ir.TupleType(tuple(prefix), min(low or 0, len(prefix)), rest)
        return ir.ArrayType(
            rest or ir.NeverType(), low, high, unique_items=schema.get("uniqueItems", False)
        )


def _described(schema: Mapping[str, Any]) -> str:
    """Return a list of the values that a schema has one by one, if it says what they mean."""
    for keyword in ("oneOf", "anyOf"):
        values = schema.get(keyword, ())
        if any("description" in one for one in values if isinstance(one, dict) and "const" in one):
            return "\n".join(
                f"- `{json.dumps(one['const'], ensure_ascii=False)}`: {one['description']}"
                for one in values
                if isinstance(one, dict) and {"const", "description"} <= one.keys()
            )
    return ""


_NOT_MERGED = frozenset(
    {
        *("additionalProperties", "anyOf", "const", "dependentSchemas", "enum", "if", "oneOf"),
        "patternProperties",
    }
)
"""Keywords that evaluate members other than those they name, or only under a condition."""


def _is_bare(type_: ir.Type) -> bool:
    """Whether a type names JSON types and says hardly more about them."""
    match type_:
        case ir.UnionType(members=members):
            return all(map(_is_bare, members))
        case ir.ScalarType(format=""):
            return True
        case ir.ArrayType(items=ir.AnyType()):
            return True
        case ir.ObjectType(properties=(), extra=ir.AnyType()):
            return True
        case _:
            return False
