"""Turns a contract file into a route, once its schemas have names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observable_socket_codegen import ir
from observable_socket_codegen.compiling.names import Names
from observable_socket_codegen.reading.documents import Document, child
from observable_socket_codegen.reading.sites import Site


def route_of(document: Document, names: Names) -> ir.Route:
    """Return what a checked contract file says."""
    data: Any = document.data
    called = names.routes[document.path]

    def schema(pointer: str) -> str | None:
        return names.whole.get(Site(document.path, pointer))

    holder = "" if data["kind"] == "push" else "/request"
    return ir.Route(
        path=data["route"],
        kind=data["kind"],
        identifier=called.identifier,
        stem=called.stem,
        result=names.results[document.path],
        group=called.group,
        method=called.method,
        summary=data.get("summary", ""),
        description=data.get("description", ""),
        tags=tuple(data.get("tags", ())),
        deprecated=data.get("deprecated", False),
        payload=schema(f"{holder}/payload"),
        headers=schema(f"{holder}/headers"),
        replies=tuple(
            ir.Reply(
                status=int(status),
                payload=schema(child(child("/replies", status), "payload")),
                headers=schema(child(child("/replies", status), "headers")),
                description=reply.get("description", ""),
            )
            for status, reply in data.get("replies", {}).items()
            if status.isdigit()
        ),
        item=schema("/item"),
        policy=_policy(data.get("policy", {})),
        examples=tuple(_example(data, example) for example in data.get("examples", ())),
        source=ir.Source(document.file, ""),
    )


def _policy(data: Mapping[str, Any]) -> ir.Policy:
    rate = data.get("rate")
    bound = data.get("max_payload")
    at_once = data.get("max_in_flight")
    return ir.Policy(
        concurrency=data.get("concurrency", "parallel"),
        timeout=data.get("timeout"),
        max_payload=None if bound is None else int(bound),
        rate=None if rate is None else ir.Rate(int(rate["requests"]), rate["seconds"]),
        idempotent=data.get("idempotent", False),
        max_in_flight=None if at_once is None else int(at_once),
        shield=data.get("shield", False),
    )


def _example(route: Mapping[str, Any], data: Mapping[str, Any]) -> ir.Example:
    return ir.Example(
        name=data.get("name", ""),
        payload=data.get("payload"),
        headers=data.get("headers", {}),
        status=int(data.get("status", _primary_status(route))),
        reply=data.get("reply"),
    )


def _primary_status(route: Mapping[str, Any]) -> int:
    """Return the status that a plain return value is sent with."""
    return next((int(s) for s in route.get("replies", {}) if s.startswith("2")), 200)
