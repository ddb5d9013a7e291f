"""Contracts in the intermediate representation, put together by hand for tests of emitters."""

from __future__ import annotations

from observable_socket_codegen import ir

ANY = ir.AnyType()
NEVER = ir.NeverType()
NULL = ir.ScalarType("null")
BOOLEAN = ir.ScalarType("boolean")
INTEGER = ir.ScalarType("integer")
NUMBER = ir.ScalarType("number")
STRING = ir.ScalarType("string")
DATE_TIME = ir.ScalarType("string", "date-time")

NOWHERE = ir.Source("schema/types/example.json", "")


def member(
    name: str, type_: ir.Type, *, required: bool = True, doc: ir.Doc | None = None
) -> ir.Property:
    """Return a property without a default."""
    return ir.Property(name, type_, required=required, doc=doc or ir.Doc())


def optional(name: str, type_: ir.Type) -> ir.Property:
    """Return a property that may be left out."""
    return member(name, type_, required=False)


def defaulted(name: str, type_: ir.Type, default: ir.Json) -> ir.Property:
    """Return a property that may be left out, which then stands for ``default``."""
    return ir.Property(name, type_, required=False, has_default=True, default=default)


def closed(*properties: ir.Property) -> ir.ObjectType:
    """Return an object without other members."""
    return ir.ObjectType(properties, None)


def opened(*properties: ir.Property, extra: ir.Type = ANY) -> ir.ObjectType:
    """Return an object that may have other members."""
    return ir.ObjectType(properties, extra)


def declare(name: str, type_: ir.Type, doc: ir.Doc | None = None) -> ir.Declaration:
    """Return a declaration; emitters of types do not look at the schema."""
    return ir.Declaration(name, type_, {}, doc or ir.Doc(), NOWHERE)


def call(
    path: str,
    *,
    payload: str | None = None,
    headers: str | None = None,
    replies: tuple[ir.Reply, ...] = (),
    **changes: object,
) -> ir.Route:
    """Return a route of kind ``call``; ``changes`` are further fields of `ir.Route`."""
    stem = "".join(word.title() for word in path.replace("-", "/").split("/"))
    group, _, method = path.rpartition("/")
    fields: dict[str, object] = {
        "path": path,
        "kind": "call",
        "identifier": path.replace("/", "_").replace("-", "_"),
        "stem": stem,
        "result": f"{stem}Result",
        "group": group.title() or "Root",
        "method": method,
        "summary": "",
        "description": "",
        "tags": (),
        "deprecated": False,
        "payload": payload,
        "headers": headers,
        "replies": replies,
        "item": None,
        "policy": ir.Policy(),
        "examples": (),
        "source": ir.Source(f"schema/routes/{path}.json", ""),
    }
    return ir.Route(**(fields | changes))  # type: ignore[arg-type]  # fields as a dictionary


def contract(
    *declarations: ir.Declaration, routes: tuple[ir.Route, ...] = (), banner: str = ""
) -> ir.Contract:
    """Return a contract in the order that the generator would give it."""
    return ir.Contract(
        digest="sha256:" + "0" * 64,
        routes=tuple(sorted(routes, key=lambda route: route.path)),
        declarations=tuple(sorted(declarations, key=lambda declared: declared.name)),
        banner=banner,
    )
