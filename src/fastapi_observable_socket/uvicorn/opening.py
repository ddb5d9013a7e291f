"""The opening handshake in the terms of ASGI: the scope, and the messages that answer it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from starlette.types import Message, Scope
from uvicorn.protocols.utils import (
    get_client_addr,
    get_local_addr,
    get_path_with_query_string,
    get_remote_addr,
    is_ssl,
)

from .handshake import OpeningRequest, RawHeaders, build_accept, build_refusal, with_defaults

if TYPE_CHECKING:
    from uvicorn.config import Config

logger = logging.getLogger("uvicorn.error")


def build_scope(
    request: OpeningRequest, transport: asyncio.Transport, config: Config, app_state: dict[str, Any]
) -> Scope:
    """Returns the scope of a connection.

    Args:
        request: The request of the client.
        transport: The transport that it came on.
        config: The configuration of the server.
        app_state: The state that the lifespan of the application has filled.
    """
    path, _, query = request.target.partition("?")
    root_path = config.root_path
    return {
        "type": "websocket",
        "asgi": {"version": config.asgi_version, "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "wss" if is_ssl(transport) else "ws",
        "server": get_local_addr(transport),
        "client": get_remote_addr(transport),
        "root_path": root_path,
        "path": root_path + unquote(path),
        "raw_path": (root_path + path).encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": request.headers,
        "subprotocols": request.subprotocols,
        "state": app_state.copy(),
        "extensions": {"websocket.http.response": {}},
    }


def accept_response(request: OpeningRequest, message: Message, defaults: RawHeaders) -> bytes:
    """Returns the HTTP response for a ``websocket.accept``.

    Args:
        request: The request that is granted.
        message: The message.
        defaults: Headers of every response of the server.

    Raises:
        ValueError: A header could be taken for more than one header.
    """
    headers: RawHeaders = list(message.get("headers") or ())
    if subprotocol := message.get("subprotocol"):
        headers.append((b"sec-websocket-protocol", subprotocol.encode("ascii")))
    return build_accept(request, defaults, headers)


def refusal_head(message: Message, defaults: RawHeaders) -> tuple[int, RawHeaders]:
    """Returns status and headers for a ``websocket.http.response.start``.

    Args:
        message: The message.
        defaults: Headers of every response of the server.

    Raises:
        RuntimeError: No handshake can be refused with this status.
        ValueError: A header could be taken for more than one header.
    """
    status = message["status"]
    if not 200 <= status < 600:
        raise RuntimeError(f"a handshake cannot be refused with {status}")
    headers = with_defaults(list(message.get("headers") or ()), defaults)
    build_refusal(status, headers, b"")  # whatever is wrong with it is reported here
    return status, headers


def log_answer(scope: Scope, answer: str) -> None:
    """Logs how a handshake was answered, as uvicorn's own classes do."""
    request = cast("Any", scope)  # to uvicorn it is a dictionary of its own type
    client, path = get_client_addr(request), get_path_with_query_string(request)
    logger.info('%s - "WebSocket %s" %s', client, path, answer)
