"""Checks the values that a contract shows: examples, and defaults of members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from observable_socket_codegen import ir
from observable_socket_codegen.checking.resolve import Resolution
from observable_socket_codegen.compiling.hoist import Hoister
from observable_socket_codegen.compiling.judge import Judge, Misfit
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.reading.documents import Document, child, lookup
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Site


def check_exchanges(document: Document, route: ir.Route, judge: Judge) -> Iterator[Diagnostic]:
    """Yield what is wrong with the examples of a route."""
    replies = {reply.status: reply for reply in route.replies}
    for index, example in enumerate(route.examples):
        pointer = child("/examples", index)
        yield from _compared(
            document, child(pointer, "payload"), judge, route.payload, example.payload
        )
        yield from _compared(
            document, child(pointer, "headers"), judge, route.headers, dict(example.headers)
        )
        reply = replies.get(example.status)
        place = child(pointer, "reply")
        if reply is not None and reply.payload is not None and not _has_reply(document, index):
            yield document.problem(
                pointer,
                "example",
                f"the example has no `reply`, but reply {example.status} has a payload",
                "add `reply`, or the `status` of a reply without payload",
            )
        elif reply is not None and reply.payload is not None:
            yield from _compared(document, place, judge, reply.payload, example.reply)
        elif reply is None and example.status < ir.FIRST_ERROR:
            yield document.problem(
                child(pointer, "status"),
                "example",
                f"the route has no reply of status {example.status}",
                "declare it in `replies`, or give the example another status",
            )
        elif example.status < ir.FIRST_ERROR and example.reply is not None:
            yield document.problem(
                place,
                "example",
                f"a reply of status {example.status} has no payload",
                f"give the reply {example.status} a `payload`, or leave `reply` out",
            )


def _has_reply(document: Document, index: int) -> bool:
    examples: Any = lookup(document.data, "/examples")
    return "reply" in examples[index]


def check_annotations(
    sources: Sources, resolution: Resolution, hoister: Hoister, judge: Judge
) -> tuple[list[Diagnostic], frozenset[Site]]:
    """Hold examples and defaults of schemas against the schemas that have them.

    Returns:
        The findings, and the schemas whose default they do not accept themselves. Such a default
        is legal, so it is only warned of, but it is no value for a typed member.
    """
    findings: list[Diagnostic] = []
    ignored: set[Site] = set()
    for site, schema in resolution.schemas.items():
        if not isinstance(schema, dict) or schema.keys().isdisjoint({"default", "examples"}):
            continue
        document = sources.documents[site.path]
        copied = hoister.copied(site)
        examples = schema.get("examples")
        for index, value in enumerate(examples if isinstance(examples, list) else ()):
            place = child(child(site.pointer, "examples"), index)
            findings.extend(_misfitting(document, place, judge.by_schema(copied, value)))
        misfit = next(judge.by_schema(copied, schema.get("default")), None)
        if "default" in schema and misfit is not None:
            ignored.add(site)
            findings.append(_bad_default(document, site, misfit))
    return findings, frozenset(ignored)


def _compared(
    document: Document, pointer: str, judge: Judge, name: str | None, value: ir.Json
) -> Iterator[Diagnostic]:
    if name is not None:
        yield from _misfitting(document, pointer, judge.by_name(name, value))


def _misfitting(
    document: Document, pointer: str, misfits: Iterable[Misfit]
) -> Iterator[Diagnostic]:
    for misfit in misfits:
        yield document.problem(
            pointer + misfit.pointer,
            "example",
            f"the example does not fit its schema: {misfit.message}",
            "change the example, or the schema",
        )


def _bad_default(document: Document, site: Site, misfit: Misfit) -> Diagnostic:
    return document.problem(
        child(site.pointer, "default") + misfit.pointer,
        "default",
        f"the default does not fit its own schema: {misfit.message}",
        "change it; until then the member has no default",
        severity="warning",
    )
