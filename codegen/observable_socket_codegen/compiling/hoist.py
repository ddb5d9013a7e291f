"""Copies schemas into one flat dictionary, in which every named schema stands under its name.

Nothing else changes: a schema that is moved is replaced by ``{"$ref": "#/$defs/Name"}``, which
accepts the same values and evaluates the same members; patterns are written as the judge knows
them.
"""

from __future__ import annotations

from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling.names import Names
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import IDENTIFIERS, KEYWORDS, LINT_IGNORE, Shape
from observable_socket_codegen.json_schema.patterns import understood, understood_name
from observable_socket_codegen.json_schema.references import reference_to
from observable_socket_codegen.reading.documents import child
from observable_socket_codegen.reading.sites import Site


class Hoister:
    """Copies schemas, references rewritten."""

    def __init__(self, resolution: Resolution, names: Names) -> None:
        self._resolution = resolution
        self._names = names

    def definitions(self) -> dict[str, Json]:
        """Return every named schema by its name."""
        found = {name: self.copied(site) for site, name in self._names.declared.items()}
        for site, name in self._names.parts.items():
            copied = self.copied(site)
            found[name] = {**copied, "type": "object"} if isinstance(copied, dict) else copied
        return dict(sorted(found.items()))

    def copied(self, site: Site) -> Json:
        """Return a schema with references to the named schemas in place of those schemas."""
        schema = self._resolution.schemas[site]
        if not isinstance(schema, dict):
            return schema
        copy: dict[str, Json] = {}
        for keyword, value in schema.items():
            place = child(site.pointer, keyword)
            if keyword in IDENTIFIERS or keyword == LINT_IGNORE:
                continue
            if keyword in ("$ref", "$dynamicRef"):
                copy["$ref"] = reference_to(self._names.whole[self._resolution.targets[site]])
            else:
                copy[keyword] = self._value(keyword, value, Site(site.path, place))
        return copy

    def _value(self, keyword: str, value: Json, site: Site) -> Json:
        match KEYWORDS.get(keyword), value:
            case Shape.SCHEMA, _:
                return self._nested(site)
            case Shape.SCHEMA_LIST, list():
                return [
                    self._nested(Site(site.path, child(site.pointer, index)))
                    for index in range(len(value))
                ]
            case Shape.SCHEMA_MAP, dict():
                return {
                    understood_name(keyword, name): self._nested(
                        Site(site.path, child(site.pointer, name))
                    )
                    for name in value
                }
            case _, str() if keyword == "pattern":
                return understood(value)
            case _:
                return value

    def _nested(self, site: Site) -> Json:
        name = self._names.whole.get(site)
        return self.copied(site) if name is None else {"$ref": reference_to(name)}
