"""Says what is wrong where a contract file is not as ``contract.schema.json`` has it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.json_schema.keywords import KEYWORDS
from observable_socket_codegen.reading.documents import Document, child, tokens
from observable_socket_codegen.words import listed, meant, shown

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
    "definitions": "$defs",
    "components": "$defs",
    "rpc": "call",
    "query": "call",
    "mutation": "call",
    "subscription": "topic",
    "event": "push",
    "notification": "push",
}
"""Names that other contract formats have for members and kinds of ours."""

SCHEMA_WORDS = KEYWORDS.keys() - {"$schema", "$defs", "description", "deprecated", "examples"}
"""Members that schemas have and contract files have not."""

_SUCH_AS = {
    "route": '"route": "articles/get"',
    "kind": '"kind": "call"',
    "replies": '"replies": {"200": {"payload": {"type": "string"}}}',
    "payload": '"payload": {"type": "string"}',
    "item": '"item": {"type": "string"}',
    "request": '"request": {"payload": {"type": "string"}}',
}
"""What members look like that a contract file needs."""

_COMPARED = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "greater than",
    "exclusiveMaximum": "less than",
}

_TYPE_WORDS = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


@cache
def contract_schema() -> dict[str, Any]:
    """Return the schema of contract files."""
    file = files("observable_socket_codegen").joinpath("_generated/contract.schema.json")
    schema: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return schema


def findings(document: Document, error: jsonschema.ValidationError) -> Iterator[Diagnostic]:
    """Yield an error of the validator as what somebody who wrote a contract needs to know."""
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
    holder = _called(pointer) if pointer else "a contract file"
    unknown = [
        member
        for member in map(str, _instance(error))
        if member not in known and not any(re.search(pattern, member) for pattern in patterns)
    ]
    schema_words = [m for m in unknown if m in SCHEMA_WORDS and "payload" in known and pointer]
    if schema_words:
        yield document.problem(
            child(pointer, schema_words[0]),
            "unknown-member",
            f"{holder} is not a schema itself, so it has no {listed(schema_words)}",
            'put the schema into `payload`: {"payload": {...}}',
            at_key=True,
        )
    for member in unknown:
        if member in schema_words:
            continue
        choice = _choice(member, known)
        if "errorMessage" in schema:
            advice = schema["errorMessage"]
        elif choice:
            advice = f"did you mean `{choice}`? Members of your own begin with `x-`"
        else:
            advice = f"it may have {listed(known)} and `x-...`"
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
    holder = _called(pointer) if pointer else "the contract file"
    present = list(_instance(error))
    for member in wanted:
        # a misspelt member is reported as such, not as a missing one too
        if member in present or any(_choice(other, [member]) for other in present):
            continue
        message = f"{holder} needs the member `{member}`"
        advice = f"add {_SUCH_AS[member]}" if member in _SUCH_AS else f"add `{member}`"
        yield document.problem(pointer, "missing-member", message, advice)


def _not_among(document: Document, pointer: str, error: jsonschema.ValidationError) -> Diagnostic:
    choices: Any = error.validator_value
    value = _instance(error)
    choice = _choice(value, choices) if isinstance(value, str) else None
    return document.problem(
        pointer,
        "contract",
        f"{_called(pointer)} cannot be {shown(value)}",
        f"did you mean `{choice}`?" if choice else f"it is one of {listed(choices)}",
    )


def _out_of_place(
    document: Document, pointer: str, error: jsonschema.ValidationError
) -> Diagnostic:
    message = f"{_called(pointer)} cannot stand here"
    advice = _member(error.schema, "errorMessage")
    return document.problem(pointer, "contract", message, advice, at_key=True)


def _wrong_value(document: Document, pointer: str, error: jsonschema.ValidationError) -> Diagnostic:
    name = _called(pointer)
    value = _instance(error)
    words = _member(error.schema, "errorMessage")
    advice = words or _member(error.schema, "description") or f"change {name}"
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
        if pointer == "/route":
            advice = f"{_route_advice(value)}{words}"
    elif between := _COMPARED.get(str(error.validator)):
        message = f"{name} must be {between} {error.validator_value}, not {value}"
    elif error.validator == "uniqueItems":
        message = f"{name} has the same item twice"
    else:
        message = f"{name} is not right: {error.message}"
    return document.problem(pointer, "contract", message, advice, at_key=isinstance(value, dict))


def _called(pointer: str) -> str:
    """Return what a value is called: by its name, or by its place in an array."""
    *_, holder, last = ("", *tokens(pointer))
    if holder == "replies":
        return f"reply `{last}`"
    return f"item {last} of `{holder}`" if last.isdigit() else f"`{last}`"


def _route_advice(route: str) -> str:
    """Return what a wrong route is perhaps meant for, to be followed by what routes are made of."""
    if re.search(r"[{}<>*:]", route):
        return "Routes have no parameters, they are members of the payload. "
    folded = unicodedata.normalize("NFKD", route).encode("ascii", "ignore").decode()
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", folded).lower().replace("\\", "/")
    segments = (re.sub(r"[^a-z0-9._-]+", "-", s).strip("-_.") for s in words.split("/"))
    choice = "/".join(segment for segment in segments if segment)
    known = contract_schema()["properties"]["route"]
    right = re.fullmatch(known["pattern"], choice) and len(choice) <= known["maxLength"]
    return f"did you mean `{choice}`? " if right else ""


def _member(schema: Any, name: str) -> str:
    """Return a text that a schema carries for its readers."""
    return str(schema.get(name, ""))


def _choice(member: str, known: list[str]) -> str | None:
    foreign = _FOREIGN.get(member)
    return foreign if foreign in known else meant(member, known)


def _instance(error: jsonschema.ValidationError) -> Any:
    return error.instance
