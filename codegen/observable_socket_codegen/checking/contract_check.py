"""Checks a contract file against ``contract.schema.json``, all but the schemas in it."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

import jsonschema_rs

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import KEYWORDS
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

_SCHEMA_WORDS = KEYWORDS.keys() - {"$schema", "$defs", "description", "deprecated", "examples"}
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
            yield from _findings(document, error)


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
        data.keys() & _SCHEMA_WORDS
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
    holder = _called(pointer) if pointer else "a contract file"
    unknown = [
        member
        for member in map(str, _instance(error))
        if member not in known and not any(re.search(pattern, member) for pattern in patterns)
    ]
    schema_words = [m for m in unknown if m in _SCHEMA_WORDS and "payload" in known and pointer]
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
    known = _schema()["properties"]["route"]
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
