"""Checks a contract file against ``contract.schema.json``, all but the schemas in it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import jsonschema_rs

from observable_socket_codegen.checking.contract_advice import (
    SCHEMA_WORDS,
    contract_schema,
    findings,
)
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.reading.documents import Document, child, tokens
from observable_socket_codegen.reading.sites import Root
from observable_socket_codegen.words import kind, shown

if TYPE_CHECKING:
    import jsonschema


def check_contract(document: Document, schemas: Iterable[Root]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a contract file, apart from the schemas in it.

    Args:
        document: The file.
        schemas: The outermost schemas of the file; they are checked by themselves.
    """
    if not isinstance(document.data, dict):
        yield document.problem(
            "",
            "contract",
            f"a contract file is an object, not {kind(document.data)}",
            'begin with {"route": "articles/get", "kind": "call", "replies": {"200": {}}}',
        )
        return
    schemas = tuple(schemas)
    yield from _pointless(document, document.data.get("$schema"), schemas)
    shell = _without_schemas(document.data, schemas)
    if _judge().is_valid(shell):
        return
    if _is_schema(document.data):
        yield document.problem(
            "",
            "contract",
            "this is a schema, not a route",
            "move the file to `types/`; a route has the members `route`, `kind` and `replies`",
        )
        return
    validator: Any = _validator()  # whose types are unknown in parts
    found: list[jsonschema.ValidationError] = list(validator.iter_errors(shell))
    mistyped = {tuple(error.absolute_path) for error in found if error.validator == "type"}
    for error in found:
        # what is of the wrong type cannot be right in any other way either
        if error.validator == "type" or tuple(error.absolute_path) not in mistyped:
            yield from findings(document, error)


def _pointless(document: Document, dialect: Json, schemas: Iterable[Root]) -> Iterator[Diagnostic]:
    """Find what is well-formed but cannot be meant."""
    if isinstance(dialect, str) and "//json-schema.org/" in dialect:
        yield document.problem(
            "/$schema",
            "contract",
            "`$schema` says that this is a schema, but it is a contract file",
            "name the path to contract.schema.json, or leave it out; schemas are of 2020-12",
            severity="warning",
        )
    for root in schemas:
        schema: Any = root.schema
        types: Any = (
            cast("dict[str, Any]", schema).get("type") if isinstance(schema, dict) else None
        )
        is_headers = root.suffix.endswith("Headers") and root.site.pointer.endswith("/headers")
        if is_headers and types is not None and "object" not in types:
            yield document.problem(
                child(root.site.pointer, "type"),
                "contract",
                f"headers are an object, never {shown(types)}",
                'write "type": "object"',
            )


def _is_schema(data: dict[str, Json]) -> bool:
    """Whether a file seems to hold a schema that routes share, and stands in the wrong folder."""
    return not data.keys() & {"route", "kind", "request", "replies"} and bool(
        data.keys() & SCHEMA_WORDS
    )


def _without_schemas(data: dict[str, Json], schemas: Iterable[Root]) -> dict[str, Any]:
    """Return a copy in which every schema is the schema ``true``."""
    shell: dict[str, Any] = dict(data)
    for root in schemas:
        holder = shell
        *path, last = tokens(root.site.pointer)
        for token in path:
            # copied on the way: copying everything would take longer than checking it
            holder[token] = copy.copy(holder[token])
            holder = holder[token]
        holder[last] = True
    return shell


@cache
def _judge() -> jsonschema_rs.Draft202012Validator:
    """The fast validator: it says quickly whether there is anything to explain."""
    return jsonschema_rs.Draft202012Validator(contract_schema())


@cache
def _validator() -> jsonschema.Draft202012Validator:
    """The slow validator: its errors carry the schema that failed."""
    # imported here, because it is slow to import too, and most contracts are without mistakes
    import jsonschema

    return jsonschema.Draft202012Validator(contract_schema())
