"""Contracts for tests of the generator, without a disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from observable_socket_codegen import ir
from observable_socket_codegen.compiling.compiled import Compiled
from observable_socket_codegen.compiling.pipeline import compile_contract
from observable_socket_codegen.diagnostics import ContractError, Diagnostic
from observable_socket_codegen.reading.documents import Document
from observable_socket_codegen.reading.json_text import read_json
from observable_socket_codegen.reading.load import Sources


def sources(files: Mapping[str, Any]) -> Sources:
    """Return contract files given as data, by path within the schema folder."""
    documents: dict[str, Document] = {}
    for path, data in files.items():
        reading = read_json(json.dumps(data, indent=2))
        documents[path] = Document(path, f"schema/{path}", reading.data, reading.places)
    return Sources("schema", documents)


def call(route: str, payload: Any = None, **members: Any) -> dict[str, Any]:
    """Return a contract file of kind ``call``; a payload of ``None`` is none."""
    request = {} if payload is None else {"request": {"payload": payload}}
    return {"route": route, "kind": "call", **request, "replies": {"200": {}}, **members}


def compiled(files: Mapping[str, Any]) -> Compiled:
    """Return a contract made of files given as data."""
    return compile_contract(sources(files))


def problems(files: Mapping[str, Any]) -> list[Diagnostic]:
    """Return what is wrong with files given as data, errors only."""
    with pytest.raises(ContractError) as raised:
        compiled(files)
    return [found for found in raised.value.diagnostics if found.severity == "error"]


def declaration(schema: Any, name: str = "TPayload", **types: Any) -> ir.Declaration:
    """Return what becomes of a request payload, or of another schema of its contract.

    Args:
        schema: The request payload of the route ``t``.
        name: The declaration to return.
        types: Shared schemas by the names of their files.
    """
    shared = {f"types/{file}.json": data for file, data in types.items()}
    contract = compiled({"routes/t.json": call("t", schema), **shared}).contract
    return next(declared for declared in contract.declarations if declared.name == name)
