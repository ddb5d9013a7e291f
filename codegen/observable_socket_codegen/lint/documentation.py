"""Rules about what readers of generated documentation and code are told."""

from __future__ import annotations

from observable_socket_codegen.checking.understanding import data_of
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.lint.checks import Check, Found
from observable_socket_codegen.lint.view import View
from observable_socket_codegen.reading.documents import Document, child
from observable_socket_codegen.rules import Rule


def _undescribed_routes(view: View) -> Found:
    for document in view.routes:
        if not data_of(document).get("summary"):
            yield _at(document, "", "undescribed-route", "the route has no `summary`", "add one")


def _undescribed_replies(view: View) -> Found:
    for document in view.routes:
        for status, reply in data_of(document).get("replies", {}).items():
            if status.isdigit() and not reply.get("description"):
                message = f"nobody is told when status {status} is sent"
                pointer = child("/replies", status)
                yield _at(document, pointer, "undescribed-reply", message, "add a `description`")


def _undescribed_members(view: View) -> Found:
    for position in view.all_positions:
        is_object = isinstance(view.contract.resolution.schemas[position.site], dict)
        # what only says more of a member is described where the member is declared
        if not position.name or not is_object or position.declared is not None:
            continue
        if not _text(view.first(position.site, "description")):
            message = f"nobody is told what `{position.name}` means"
            advice = "add a `description`, here or to the schema that it refers to"
            yield view.problem(position.site, "undescribed-member", message, advice)


def _undescribed_types(view: View) -> Found:
    for document in view.contract.sources.types:
        if isinstance(document.data, dict) and not document.data.get("description"):
            message = "nobody is told what this shared type is"
            yield _at(document, "", "undescribed-type", message, "add a `description`")


def _missing_examples(view: View) -> Found:
    for document in view.routes:
        if not data_of(document).get("examples"):
            message = "the route shows no example"
            advice = "add `examples`: documentation shows them, the mock answers with them"
            yield _at(document, "", "missing-example", message, advice)


def _unexplained_deprecation(view: View) -> Found:
    for document in view.routes:
        data = data_of(document)
        if data.get("deprecated") and not data.get("description"):
            message = "nobody is told what to use instead of this route"
            advice = "say so in `description`"
            yield _at(document, "/deprecated", "unexplained-deprecation", message, advice)
    for site in sorted(view.reached):
        schema = view.schema(site)
        if schema.get("deprecated") is True and not _text(schema.get("description")):
            message = f"nobody is told what to use instead of `{view.name_of(site)}`"
            advice = "say so in `description`, beside `deprecated`"
            yield view.problem(
                site, "unexplained-deprecation", message, advice, keyword="deprecated"
            )


def _at(
    document: Document, pointer: str, rule: str, message: str, advice: str
) -> tuple[str, Diagnostic]:
    return document.path, document.problem(pointer, rule, message, advice, at_key=True)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


CHECKS = (
    Check(
        Rule(
            "undescribed-route",
            "warning",
            "A route has no `summary`.",
            "It heads the route in documentation and in the docstring of its handler.",
        ),
        _undescribed_routes,
    ),
    Check(
        Rule(
            "undescribed-reply",
            "warning",
            "A reply has no `description`.",
            "Callers have to know when they get which status.",
        ),
        _undescribed_replies,
    ),
    Check(
        Rule(
            "undescribed-member",
            "warning",
            "A member of an object has no `description`, nor has the schema that it refers to.",
            "It becomes the docstring in Python and the JSDoc in TypeScript.",
        ),
        _undescribed_members,
    ),
    Check(
        Rule(
            "undescribed-type",
            "warning",
            "A file of shared schemas has no `description`.",
            "It becomes the docstring of the class.",
        ),
        _undescribed_types,
    ),
    Check(
        Rule(
            "missing-example",
            "warning",
            "A route has no `examples`.",
            "They are checked, shown in documentation and used by the mock.",
        ),
        _missing_examples,
    ),
    Check(
        Rule(
            "unexplained-deprecation",
            "warning",
            "Something is `deprecated` without a `description`.",
            "Whoever still uses it has to know what to use instead.",
        ),
        _unexplained_deprecation,
    ),
)
