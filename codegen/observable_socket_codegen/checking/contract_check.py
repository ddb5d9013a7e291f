"""Checks a contract file against ``contract.schema.json``, all but the schemas in it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.reading.documents import Document, child, tokens
from observable_socket_codegen.reading.sites import Root
from observable_socket_codegen.words import kind, listed, meant, shown

if TYPE_CHECKING:
    import jsonschema

_FOREIGN = {
    "method": "route",
    "parameters": "request",
    "params": "request",
    "path": "route",
    "reply": "replies",
    "response": "replies",
    "responses": "replies",
    "schema": "payload",
    "body": "payload",
}
"""Names that other contract formats have for members of ours."""

_TYPE_WORDS = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


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
    shell = _without_schemas(document.data, schemas)
    if _judge().is_valid(shell):
        return
    validator: Any = _validator()  # whose types are unknown in parts
    for error in validator.iter_errors(shell):
        yield from _findings(document, error)


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
def _schema() -> dict[str, Any]:
    file = files("observable_socket_codegen").joinpath("_generated/contract.schema.json")
    schema: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return schema


@cache
def _judge() -> jsonschema_rs.Draft202012Validator:
    """The fast validator: it says quickly whether there is anything to explain."""
    return jsonschema_rs.Draft202012Validator(_schema())


@cache
def _validator() -> jsonschema.Draft202012Validator:
    """The slow validator: its errors carry the schema that failed."""
    # imported here, because it is slow to import too, and most contracts are without mistakes
    import jsonschema

    return jsonschema.Draft202012Validator(_schema())


def _findings(document: Document, error: jsonschema.ValidationError) -> Iterator[Diagnostic]:
    pointer = ""
    for token in error.absolute_path:
        pointer = child(pointer, token)
    match error.validator:
        case "additionalProperties":
            yield from _unknown_members(document, pointer, error)
        case "required":
            yield from _missing_members(document, pointer, error)
        case "enum":
            yield _not_among(document, pointer, error)
        case "not" if error.validator_value == {}:
            yield _out_of_place(document, pointer, error)
        case _:
            yield _wrong_value(document, pointer, error)


def _unknown_members(
    document: Document, pointer: str, error: jsonschema.ValidationError
) -> Iterator[Diagnostic]:
    schema: Any = error.schema
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    holder = f"`{tokens(pointer)[-1]}`" if pointer else "a contract file"
    for member in map(str, _instance(error)):
        if member in known or any(re.search(pattern, member) for pattern in patterns):
            continue
        choice = _choice(member, known)
        if choice:
            advice = f"did you mean `{choice}`? Members of your own begin with `x-`"
        else:
            advice = schema.get("errorMessage", f"it may have {listed(known)} and `x-...`")
        yield document.problem(
            child(pointer, member),
            "unknown-member",
            f"{holder} has no member `{member}`",
            advice,
            at_key=True,
        )


def _missing_members(
    document: Document, pointer: str, error: jsonschema.ValidationError
) -> Iterator[Diagnostic]:
    wanted: Any = error.validator_value
    holder = f"`{tokens(pointer)[-1]}`" if pointer else "the contract file"
    present = list(_instance(error))
    for member in wanted:
        # a misspelt member is reported as such, not as a missing one too
        if member in present or any(_choice(other, [member]) for other in present):
            continue
        message = f"{holder} needs the member `{member}`"
        yield document.problem(pointer, "missing-member", message, f"add `{member}`")


def _not_among(document: Document, pointer: str, error: jsonschema.ValidationError) -> Diagnostic:
    choices: Any = error.validator_value
    value = _instance(error)
    choice = meant(value, choices) if isinstance(value, str) else None
    return document.problem(
        pointer,
        "contract",
        f"`{tokens(pointer)[-1]}` cannot be {shown(value)}",
        f"did you mean `{choice}`?" if choice else f"it is one of {listed(choices)}",
    )


def _out_of_place(
    document: Document, pointer: str, error: jsonschema.ValidationError
) -> Diagnostic:
    message = f"`{tokens(pointer)[-1]}` cannot stand here"
    advice = _member(error.schema, "errorMessage")
    return document.problem(pointer, "contract", message, advice, at_key=True)


def _wrong_value(document: Document, pointer: str, error: jsonschema.ValidationError) -> Diagnostic:
    name = f"`{tokens(pointer)[-1]}`"
    value = _instance(error)
    words = _member(error.schema, "errorMessage")
    advice = words or _member(error.schema, "description")
    if error.validator == "type":
        expected = _TYPE_WORDS[str(error.validator_value)]
        message = f"{name} must be {expected}, not {shown(value)}"
    elif "propertyNames" in error.absolute_schema_path:
        message = f"{name} cannot have the member `{value}`"
        advice = "statuses from 100 to 599 can; 206 is for the items of a stream, see `item`"
        pointer = child(pointer, value)
    elif words and isinstance(value, dict):
        message, advice = f"{name} is not complete", words
    elif words:
        message = f"{name} cannot be {shown(value)}"
    else:
        message = f"{name} is not right: {error.message}"
    return document.problem(pointer, "contract", message, advice, at_key=isinstance(value, dict))


def _member(schema: Any, name: str) -> str:
    """Return a text that a schema carries for its readers."""
    return str(schema.get(name, ""))


def _choice(member: str, known: list[str]) -> str | None:
    foreign = _FOREIGN.get(member)
    return foreign if foreign in known else meant(member, known)


def _instance(error: jsonschema.ValidationError) -> Any:
    return error.instance
