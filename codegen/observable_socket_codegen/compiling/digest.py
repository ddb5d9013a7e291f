"""The digest of a contract: equal for two contracts that mean the same on the wire."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from observable_socket_codegen import ir
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import ANNOTATIONS, KEYWORDS, Shape
from observable_socket_codegen.json_schema.references import references
from observable_socket_codegen.parts import Wire, WireSchema


def digest(routes: Mapping[str, Wire], schemas: Mapping[str, WireSchema]) -> str:
    """Return ``sha256:`` and 64 hex digits over what can be seen on the wire.

    Descriptions, examples, tags and policies are left out, and so are schemas that no route
    uses: a digest changes only with what may travel.

    Args:
        routes: The routes, by path.
        schemas: The schemas, by name.
    """
    used: set[str] = set()
    waiting = [name for wire in routes.values() for name in wire.uses]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += schemas[name].needs
    definitions = ",".join(f"{_text(name)}:{schemas[name].text}" for name in sorted(used))
    listed = ",".join(routes[path].text for path in sorted(routes))
    text = f'{{"definitions":{{{definitions}}},"routes":[{listed}]}}'
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def wire(route: ir.Route) -> Wire:
    """Return what of a route can be seen on the wire."""
    return Wire(_text(_wire(route)), tuple(_schemas(route)))


def wire_schema(schema: Json) -> WireSchema:
    """Return what of a schema can be seen on the wire."""
    return WireSchema(_text(_bare(schema)), tuple(references(schema)))


def _text(content: Json) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


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
