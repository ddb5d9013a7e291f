"""Writes the protocol down in each language: ``python -m observable_socket_codegen.protocol``.

Reads ``schema/protocol``, hands it to the emitters and writes what they return. Without a change
to the protocol nothing is touched; ``--check`` writes nothing and exits 1 if a file is stale.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from observable_socket_codegen.protocol import markdown, python, typescript, wire
from observable_socket_codegen.protocol.ir import (
    CloseCode,
    Envelope,
    ErrorCode,
    Limit,
    Member,
    Protocol,
    ReservedRoute,
    Status,
)

ENVELOPE_FILES = (
    "request.schema.json",
    "response.schema.json",
    "push.schema.json",
    "heartbeat.schema.json",
    "hello.schema.json",
    "error.schema.json",
)

PYTHON_FOLDER = "src/fastapi_observable_socket/_generated"
TYPESCRIPT_FILE = "clients/typescript/src/protocol.ts"
WIRE_FILE = "codegen/observable_socket_codegen/_generated/wire.py"
TEXT_FILE = "schema/protocol/PROTOCOL.md"
CONTRACT_SCHEMA = "schema/protocol/contract.schema.json"
CONTRACT_SCHEMA_COPY = "codegen/observable_socket_codegen/_generated/contract.schema.json"

FORMATS = "src/fastapi_observable_socket/routing/values/formats.py"
COPIES = "codegen/observable_socket_codegen/_generated/__init__.py"
FORMATS_COPY = "codegen/observable_socket_codegen/_generated/formats.py"


def load(folder: Path) -> Protocol:
    """Read the protocol from its folder.

    Raises:
        OSError: A file is missing.
        ValueError: A file is not JSON.
    """
    envelopes: dict[str, Envelope] = {}
    for file in ENVELOPE_FILES:
        envelopes.update(_envelopes(_read(folder / file), file))
    protocol = _read(folder / "protocol.json")
    return Protocol(
        version=protocol["version"],
        statuses=tuple(Status(**s) for s in _read(folder / "status.json")["statuses"]),
        close_codes=tuple(CloseCode(**c) for c in _read(folder / "close-codes.json")["closeCodes"]),
        limits=tuple(Limit(**limit) for limit in _read(folder / "limits.json")["limits"]),
        error_codes=tuple(ErrorCode(**e) for e in _read(folder / "error-codes.json")["errorCodes"]),
        reserved_routes=tuple(ReservedRoute(**r) for r in protocol["reservedRoutes"]),
        envelopes=envelopes,
        hello=_definitions(_read(folder / "hello.schema.json")),
        error=_definitions(_read(folder / "error.schema.json")),
    )


def generate(protocol: Protocol) -> dict[str, str]:
    """Return the text of every generated file by its path from the project's root."""
    return {
        **{f"{PYTHON_FOLDER}/{name}": text for name, text in python.emit(protocol).items()},
        TYPESCRIPT_FILE: typescript.emit(protocol),
        WIRE_FILE: wire.emit(protocol),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring the generated files up to date, or with ``--check`` say which are not."""
    parser = argparse.ArgumentParser(
        prog="python -m observable_socket_codegen.protocol",
        description="Write the protocol of schema/protocol down in each language.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if stale")
    parser.add_argument("--root", type=Path, default=Path(), help="the project's root folder")
    options = parser.parse_args(arguments)
    root: Path = options.root
    protocol = load(root / "schema/protocol")
    files = generate(protocol)
    files[TEXT_FILE] = markdown.emit(protocol, (root / TEXT_FILE).read_text("utf-8"))
    # An installed generator has no schema folder beside it.
    files[CONTRACT_SCHEMA_COPY] = (root / CONTRACT_SCHEMA).read_text("utf-8")
    files[COPIES] = '"""Copies of what others own. Do not edit; run ``make generate``."""\n'
    # Values in contracts are held against formats as the run-time, which it does not import, does.
    files[FORMATS_COPY] = f"# Copied by `make generate` from {FORMATS}.\n" + (
        root / FORMATS
    ).read_text("utf-8")
    stale = [path for path, text in files.items() if _current(root / path) != text]
    for path in stale:
        if options.check:
            sys.stderr.write(f"{path}: not what schema/protocol says; run `make generate`\n")
        else:
            _write(root / path, files[path])
    return 1 if options.check and stale else 0


def _definitions(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas of a file by name, the file's own among them."""
    own = {name: value for name, value in schema.items() if name not in ("$schema", "$defs")}
    return {schema["title"]: own, **schema.get("$defs", {})}


def _envelopes(schema: Mapping[str, Any], file: str) -> dict[str, Envelope]:
    """The envelope that a schema file describes, and those among its ``$defs``."""
    found = {schema["title"]: _envelope(schema, file)}
    for name, inner in schema.get("$defs", {}).items():
        found[name] = _envelope(inner, f"{file}#/$defs/{name}")
    return found


def _envelope(schema: Mapping[str, Any], source: str) -> Envelope:
    required = schema.get("required", ())
    return Envelope(
        title=schema["title"],
        description=schema["description"],
        members=tuple(
            _member(name, member, required=name in required)
            for name, member in schema["properties"].items()
        ),
        source=source,
    )


def _member(name: str, schema: Mapping[str, Any], *, required: bool) -> Member:
    types = schema.get("type", ())
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return Member(
        name=name,
        types=(types,) if isinstance(types, str) else tuple(types),
        values=tuple(values),
        items=schema.get("items", {}).get("$ref", "").rpartition("/")[2],
        extra=schema.get("additionalProperties", {}).get("type", ""),
        aliases=tuple(schema.get("x-aliases", ())),
        required=required,
        default=schema.get("default"),
        has_default="default" in schema,
        description=schema["description"],
    )


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _current(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
