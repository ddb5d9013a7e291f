"""What the generator itself has to know of the wire, as a module of its own ``_generated``."""

from __future__ import annotations

from collections.abc import Mapping

from observable_socket_codegen import ir
from observable_socket_codegen.protocol import python, typescript
from observable_socket_codegen.protocol.ir import Protocol
from observable_socket_codegen.templating import render


def emit(protocol: Protocol) -> str:
    """Return the text of ``wire.py``."""
    payloads = [protocol.envelopes[name] for name in ("ErrorPayload", "FieldError")]
    text = render(
        "protocol_wire.py.jinja",
        implicit=[status for status in protocol.statuses if status.implicit],
        error_payload=_whole(protocol.error["ErrorPayload"], protocol.error),
        interfaces="\n".join(map(typescript.interface, payloads)).rstrip(),
    )
    return python.format_module(text, "wire.py")


def _whole(schema: ir.Json, definitions: Mapping[str, ir.Json]) -> ir.Json:
    """Return a schema with what it refers to in place of the references, without prose."""
    if isinstance(schema, list):
        return [_whole(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return _whole(definitions[reference.rpartition("/")[2]], definitions)
    said = {name: value for name, value in schema.items() if name not in ("title", "description")}
    return {name: _whole(value, definitions) for name, value in said.items()}
