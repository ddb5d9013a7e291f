"""Models, route descriptors, handler stubs and TypeScript types from contract files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from observable_socket_codegen.config import ConfigError
    from observable_socket_codegen.diagnostics import ContractError, Diagnostic
    from observable_socket_codegen.project.generation import Result, generate
    from observable_socket_codegen.project.output import ForeignFileError

__all__ = ["ConfigError", "ContractError", "Diagnostic", "ForeignFileError", "Result", "generate"]

_HOMES = {
    "ConfigError": "config",
    "ContractError": "diagnostics",
    "Diagnostic": "diagnostics",
    "ForeignFileError": "project.output",
    "Result": "project.generation",
    "generate": "project.generation",
}


def __getattr__(name: str) -> Any:
    """Import on demand: the package can be imported where its extra is not installed."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
