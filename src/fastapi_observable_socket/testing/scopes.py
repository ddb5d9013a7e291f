"""The ASGI scope of a handshake that no server has received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.types import Scope


def handshake_scope(url: str, headers: Mapping[str, str], state: Mapping[str, Any]) -> Scope:
    """Returns the scope that an application gets for a WebSocket.

    Args:
        url: The path, and a query string if there is one.
        headers: The headers of the handshake.
        state: What the lifespan of the application has filled.
    """
    parts = urlsplit(url)
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in {"host": "testserver", **headers}.items()
        ],
        "client": ("testclient", 50000),
        "server": ("testserver", 80),
        "subprotocols": [],
        "state": dict(state),
        "extensions": {},
    }
