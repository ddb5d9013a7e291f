"""The digest of a contract: equal for two contracts that mean the same on the wire."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from observable_socket_codegen import ir
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import ANNOTATIONS, KEYWORDS, Shape
from observable_socket_codegen.json_schema.references import closure, reference_to


def digest(routes: Sequence[ir.Route], definitions: Mapping[str, Json]) -> str:
    """Return ``sha256:`` and 64 hex digits over what can be seen on the wire.

    Descriptions, examples, tags and policies are left out, and so are schemas that no route
    uses: a digest changes only with what may travel.
    """
    seen: list[Json] = [_wire(route) for route in sorted(routes, key=lambda route: route.path)]
    used: list[Json] = [
        {"$ref": reference_to(name)} for route in routes for name in _schemas(route)
    ]
    needed = closure(definitions, {"allOf": used})
    content: Json = {
        "routes": seen,
        "definitions": {name: _bare(schema) for name, schema in needed.items()},
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _wire(route: ir.Route) -> Json:
    return {
        "route": route.path,
        "kind": route.kind,
        "payload": route.payload,
        "headers": route.headers,
        "item": route.item,
        "replies": {
            str(reply.status): {"payload": reply.payload, "headers": reply.headers}
            for reply in route.replies
        },
    }


def _schemas(route: ir.Route) -> list[str]:
    """Return the names of the schemas that a route uses."""
    names = [route.payload, route.headers, route.item]
    for reply in route.replies:
        names += [reply.payload, reply.headers]
    return [name for name in names if name is not None]


def _bare(schema: Json) -> Json:
    """Return a schema without what it says to its readers."""
    if not isinstance(schema, dict):
        return schema
    bare: dict[str, Json] = {}
    for keyword, value in schema.items():
        if keyword in ANNOTATIONS or keyword not in KEYWORDS:
            continue
        match KEYWORDS[keyword], value:
            case Shape.SCHEMA, _:
                bare[keyword] = _bare(value)
            case Shape.SCHEMA_LIST, list():
                bare[keyword] = [_bare(item) for item in value]
            case Shape.SCHEMA_MAP, dict():
                bare[keyword] = {name: _bare(member) for name, member in value.items()}
            case _:
                bare[keyword] = value
    return bare
