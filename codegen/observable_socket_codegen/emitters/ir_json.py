"""The intermediate representation itself, as JSON: what every other emitter reads."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, cast

from observable_socket_codegen import ir


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write a contract down as JSON; each node of a type has its class as ``node``."""
    text = json.dumps(_plain(contract), indent=2, ensure_ascii=False)
    return {path: f"{text}\n"}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        members = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        given = {name: _plain(member) for name, member in members.items()}
        return {"node": type(value).__name__, **given}
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[Any, ...]", value)]
    return value  # JSON from the contract
