"""Serves any JSON Schemas: each becomes the payload of a route that answers with what it got.

Everything on the way is real: the generator reads contract files and writes a package, the package
is imported, and a `SocketRouter` serves it.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi_observable_socket import SocketRouter
from fastapi_observable_socket.testing import SocketClient
from observable_socket_codegen.compiling.pipeline import compile_contract, emit
from observable_socket_codegen.diagnostics import ContractError, Diagnostic, errors
from observable_socket_codegen.reading.load import load

LOGGER = "fastapi_observable_socket"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a served route said to one instance.

    Attributes:
        status: 200 where the schema accepts, 400 where it does not; anything else is a defect.
        payload: What came back: the instance, built as a typed value and written again.
        reports: What was logged meanwhile, such as a model that refuses what its schema accepts.
    """

    status: int
    payload: Any
    reports: tuple[str, ...]


@dataclass(slots=True)
class Served:
    """Schemas with a server.

    Attributes:
        refused: What the generator has against the schemas that it does not take, by name.
        package: The generated package; none if no schema was left.
    """

    refused: dict[str, list[Diagnostic]] = field(default_factory=dict[str, list[Diagnostic]])
    package: Any = None

    def part(self, name: str) -> Any:
        """Return the generated descriptor of a schema as request payload."""
        return getattr(self.package.routes, f"cases_{name}").payload

    async def outcomes(self, name: str, texts: Iterable[str]) -> list[Outcome]:
        """Send JSON texts as payloads of a schema's route, one after the other."""
        records = _Records()
        logging.getLogger(LOGGER).addHandler(records)
        try:
            async with SocketClient(self.router(), patience=60) as client:
                return [await _outcome(client, name, text, records) for text in texts]
        finally:
            logging.getLogger(LOGGER).removeHandler(records)

    def router(self) -> SocketRouter:
        """Return the router that answers every route with its payload."""
        if self._router is None:
            self._router = SocketRouter(self.package.contract)
            for route in self.package.contract.routes:
                self._router.on(route)(_echo(route.payload.type))
        return self._router

    _router: SocketRouter | None = None


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())

    def taken(self) -> tuple[str, ...]:
        found, self.found = self.found, []
        return tuple(found)


async def _outcome(client: SocketClient, name: str, text: str, records: _Records) -> Outcome:
    client.send_text(f'{{"uuid": 0, "route": "cases/{name}", "payload": {text}}}')
    frame = await client.receive()
    return Outcome(frame["status"], frame["payload"], records.taken())


def _echo(type_: Any) -> Callable[..., Any]:
    async def echo(payload: Any) -> Any:
        return payload

    echo.__annotations__ = {"payload": type_, "return": type_}
    return echo


def serve(
    schemas: Mapping[str, Any],
    folder: Path,
    types: Mapping[str, Any] | None = None,
    *,
    of_replies: bool = False,
) -> Served:
    """Generate a package for schemas and import it.

    Args:
        schemas: JSON Schemas by name; names are lower case with digits.
        folder: An empty folder; it has to stay while the package is in use.
        types: Schemas of shared files by their path below ``types``.
        of_replies: Whether the schemas are those of replies alone: then requests may carry
            anything, and handlers return it as plain data.
    """
    served = Served()
    for path, schema in (types or {}).items():
        _write(folder / "schema" / "types" / path, schema)
    for name, schema in schemas.items():
        _write(
            folder / "schema" / "routes" / "cases" / f"{name}.json",
            _route(name, schema, of_replies),
        )
    while not served.package and len(served.refused) < len(schemas):
        try:
            compiled = compile_contract(load(folder / "schema", folder))
        except ContractError as error:
            _drop(errors(error.diagnostics), folder, served.refused)
        else:
            package = f"served_{folder.name}".replace("-", "_")
            for path, text in emit(compiled.contract, package, None).items():
                _write_text(folder / path, text)
            served.package = _imported(package, folder)
    return served


def _route(name: str, schema: Any, of_replies: bool) -> dict[str, Any]:
    reply = schema if of_replies else {"$ref": "#/request/payload"}
    return {
        "route": f"cases/{name}",
        "kind": "call",
        "summary": "Answers with its payload",
        "request": {"payload": True if of_replies else schema},
        "replies": {"200": {"payload": reply}},
    }


def _drop(found: Sequence[Diagnostic], folder: Path, refused: dict[str, list[Diagnostic]]) -> None:
    for one in found:
        refused.setdefault(Path(one.file).stem, []).append(one)
        (folder / one.file).unlink(missing_ok=True)


def _imported(package: str, folder: Path) -> Any:
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        importlib.import_module(f"{package}.routes")
    finally:
        sys.path.remove(str(folder))
    return sys.modules[package]


def _write(path: Path, data: Any) -> None:
    _write_text(path, json.dumps(data, indent=1))


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def json_equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(json_equal(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(json_equal, one, other))
    if isinstance(one, Collection) != isinstance(other, Collection):
        return False
    return bool(one == other)
