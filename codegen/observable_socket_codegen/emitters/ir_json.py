"""The intermediate representation itself, as JSON: what every other emitter reads."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from observable_socket_codegen import ir


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write a contract down as JSON; every node has its class as ``node``."""
    text = json.dumps(contract, indent=2, ensure_ascii=False, default=_node)
    return {path: f"{text}\n"}


def _node(value: Any) -> dict[str, Any]:
    members = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {"node": type(value).__name__, **members}
