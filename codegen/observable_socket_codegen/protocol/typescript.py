"""The protocol in TypeScript: one module without imports."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from observable_socket_codegen.protocol.ir import Envelope, Member, Protocol
from observable_socket_codegen.templating import render

LINE_LENGTH = 100

_TYPESCRIPT_TYPES = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}

# `Request` and `Response` are names of the browser's own.
_NAMES = {
    "Request": "RequestFrame",
    "Response": "ResponseFrame",
    "Push": "PushFrame",
    "Heartbeat": "HeartbeatFrame",
}


def emit(protocol: Protocol) -> str:
    """Return the text of the module."""
    return render(
        "protocol.ts.jinja",
        doc=_doc,
        version=protocol.version,
        reserved=protocol.reserved_routes,
        statuses=protocol.statuses,
        implicit=[status for status in protocol.statuses if status.implicit],
        close_codes=protocol.close_codes,
        limits=[
            {
                "name": limit.name,
                "default": json.dumps(limit.default).removesuffix(".0"),
                "description": limit.description,
            }
            for limit in protocol.limits
        ],
        error_codes=protocol.error_codes,
        envelopes=[_interface(envelope) for envelope in protocol.envelopes.values()],
    )


def interface(envelope: Envelope) -> str:
    """Return the declaration of one envelope."""
    return render("protocol_interface.ts.jinja", doc=_doc, envelope=_interface(envelope))


def _interface(envelope: Envelope) -> dict[str, Any]:
    """An interface with every name and type decided."""
    return {
        "name": _NAMES.get(envelope.title, envelope.title),
        "description": envelope.description,
        "members": [
            {
                "name": member.name if member.required else f"{member.name}?",
                "type": _type(member),
                "description": member.description,
            }
            for member in envelope.members
        ],
    }


def _type(member: Member) -> str:
    if member.values:
        return " | ".join(json.dumps(value) for value in member.values)
    if member.items:
        return f"readonly {member.items}[]"
    return " | ".join(_named(type_, member) for type_ in member.types) or "unknown"


def _named(type_: str, member: Member) -> str:
    if type_ == "object":
        return f"Readonly<Record<string, {_TYPESCRIPT_TYPES.get(member.extra, 'unknown')}>>"
    return _TYPESCRIPT_TYPES[type_]


def _doc(text: str, indent: int) -> str:
    """A JSDoc comment within the line length."""
    single = f"/** {text} */"
    if len(single) + indent <= LINE_LENGTH:
        return single
    margin = " " * indent
    lines = textwrap.wrap(text, LINE_LENGTH - indent - 3, break_on_hyphens=False)
    return "\n".join(["/**", *(f"{margin} * {line}" for line in lines), f"{margin} */"])
