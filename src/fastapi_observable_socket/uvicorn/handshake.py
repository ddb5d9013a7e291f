"""The opening handshake as bytes: reads and checks the request, builds the response.

RFC 6455, section 4.2. What makes a request one for a WebSocket is decided by ``websockets``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeAlias

from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]

MAX_LINE_BYTES: Final = 8 * 1024
"""How many bytes the request line may have, and each header line."""

MAX_HEAD_BYTES: Final = 16 * 1024
"""How many bytes the request may have, all its headers included."""

MAX_HEADERS: Final = 128
"""How many headers the request may have: as many as uvicorn's default class takes."""

END: Final = b"\r\n\r\n"

_USUAL_NAMES: Final = (
    b"accept-encoding accept-language cache-control connection cookie host origin pragma"
    b" sec-websocket-extensions sec-websocket-key sec-websocket-protocol sec-websocket-version"
    b" upgrade user-agent"
).split()
_USUAL_VALUES: Final = (b"13", b"Upgrade", b"keep-alive, Upgrade", b"no-cache", b"websocket")
_SHARED: Final = {text: text for text in (*_USUAL_NAMES, *_USUAL_VALUES)}
"""What most requests have in their headers: all connections share one copy."""

_OURS_WHEN_REFUSING: Final = frozenset({b"connection", b"content-length", b"transfer-encoding"})
_token = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+").fullmatch
_value = re.compile(rb"[\t\x20-\x7e\x80-\xff]*").fullmatch


class HandshakeRefusedError(Exception):
    """The handshake cannot be answered with 101.

    Attributes:
        status: The HTTP status to answer with.
        headers: Headers that go with it.
    """

    def __init__(self, status: int, message: str, headers: RawHeaders | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or []


@dataclass(frozen=True, slots=True)
class OpeningRequest:
    """A valid request to open a WebSocket.

    Attributes:
        target: Path and query as they were sent.
        headers: All headers; names in lower case, values as they were sent.
        accept: The headers that a response of 101 must have.
    """

    target: str
    headers: RawHeaders
    accept: RawHeaders = field(repr=False)

    @property
    def subprotocols(self) -> list[str]:
        """What the client offers, in its order of preference."""
        offers = (v for name, v in self.headers if name == b"sec-websocket-protocol")
        return [token.strip() for offer in offers for token in offer.decode("latin-1").split(",")]


def read_handshake(head: bytes) -> OpeningRequest:
    """Reads a request whose syntax the HTTP side of the server has checked already.

    Args:
        head: The request, from the request line to the empty line.

    Raises:
        HandshakeRefusedError: The request is too large, or not one for a WebSocket.
    """
    request_line, *lines = head.removesuffix(END).split(b"\r\n")
    _check_size(head, request_line, lines)
    method, _, rest = request_line.partition(b" ")
    target, _, version = rest.rpartition(b" ")
    headers = [_read_header(line) for line in lines]
    if method != b"GET":
        raise HandshakeRefusedError(405, "a WebSocket begins with GET", [(b"allow", b"GET")])
    if version != b"HTTP/1.1" or not target.isascii() or _count(headers, b"host") != 1:
        raise HandshakeRefusedError(400, "not a request of HTTP/1.1")
    if not {value for name, value in headers if name == b"sec-websocket-version"} <= {b"13"}:
        supported = [(b"sec-websocket-version", b"13")]
        raise HandshakeRefusedError(426, "version 13 is supported", supported)
    if _has_body(headers):
        raise HandshakeRefusedError(400, "a request for a WebSocket has no body")
    path = target.decode("ascii")
    return OpeningRequest(path, headers, _accept_headers(path, headers))


def build_response(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"") -> bytes:
    """Returns an HTTP response.

    Raises:
        ValueError: A header could be taken for more than one header.
    """
    lines = [b"HTTP/1.1 %d %s" % (status, _phrase(status))]
    for name, value in headers:
        if not _token(name) or not _value(value):
            raise ValueError(f"bad header: {name!r}: {value!r}")
        lines.append(b"%s: %s" % (name, value))
    return b"\r\n".join(lines) + END + body


def build_accept(request: OpeningRequest, defaults: RawHeaders, chosen: RawHeaders) -> bytes:
    """Returns the response that opens the WebSocket.

    Args:
        request: The request that is granted.
        defaults: Headers of every response, left out where ``chosen`` has the same.
        chosen: Headers of the application.

    Raises:
        ValueError: A header could be taken for more than one header.
    """
    return build_response(101, [*request.accept, *with_defaults(chosen, defaults)])


def build_refusal(
    status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, is_whole: bool = True
) -> bytes:
    """Returns a response that refuses the WebSocket; the connection ends after it.

    Args:
        status: The HTTP status.
        headers: Headers; those that say where the body ends are ours.
        body: The body, or how it begins.
        is_whole: Whether that is all of it. If not, it ends where the connection ends.

    Raises:
        ValueError: A header could be taken for more than one header.
    """
    kept = [(name, value) for name, value in headers if name.lower() not in _OURS_WHEN_REFUSING]
    has_length = is_whole and status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
    length = [(b"content-length", b"%d" % len(body))] if has_length else []
    return build_response(status, [*kept, *length, (b"connection", b"close")], body)


def with_defaults(headers: RawHeaders, defaults: RawHeaders) -> RawHeaders:
    """Returns headers with those defaults in front of them that they do not have themselves."""
    given = {name.lower() for name, _ in headers}
    return [*(default for default in defaults if default[0].lower() not in given), *headers]


def _check_size(head: bytes, request_line: bytes, lines: list[bytes]) -> None:
    if len(request_line) > MAX_LINE_BYTES:
        raise HandshakeRefusedError(414, "the address is too long")
    if (
        len(head) > MAX_HEAD_BYTES
        or len(lines) > MAX_HEADERS
        or max(map(len, lines)) > MAX_LINE_BYTES
    ):
        raise HandshakeRefusedError(431, "the headers are too large")


def _read_header(line: bytes) -> tuple[bytes, bytes]:
    name, colon, value = line.partition(b":")
    value = value.strip(b" \t")
    if not colon or not _token(name) or not _value(value):
        raise HandshakeRefusedError(400, "a header cannot be read")
    name = name.lower()
    return _SHARED.get(name, name), _SHARED.get(value, value)


def _count(headers: RawHeaders, wanted: bytes) -> int:
    return sum(name == wanted for name, _ in headers)


def _has_body(headers: RawHeaders) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in headers
    )


def _accept_headers(target: str, headers: RawHeaders) -> RawHeaders:
    """Returns the headers of the 101; ``websockets`` decides whether there may be one."""
    fields = Headers([(name.decode("ascii"), value.decode("latin-1")) for name, value in headers])
    response = ServerProtocol().accept(Request(target, fields))
    answer = [
        (name.lower().encode("ascii"), value.encode("latin-1"))
        for name, value in response.headers.raw_items()
    ]
    if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
        wanted = [pair for pair in answer if pair[0] == b"upgrade"]
        message = bytes(response.body or b"").decode().strip()
        raise HandshakeRefusedError(response.status_code, message, wanted)
    return [pair for pair in answer if pair[0] != b"date"]


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode("ascii")
    except ValueError:
        return b""
