from __future__ import annotations

import pytest
from tests.support.protocol_peer import KEY, UPGRADE, USUAL, VERSION

from fastapi_observable_socket.uvicorn.handshake import (
    MAX_HEAD_BYTES,
    MAX_HEADERS,
    MAX_LINE_BYTES,
    HandshakeRefusedError,
    build_accept,
    build_refusal,
    build_response,
    read_handshake,
    with_defaults,
)

HOST = ("Host", "test")


def head(*headers: tuple[str, str], line: str = "GET /ws?a=b HTTP/1.1") -> bytes:
    lines = [line, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def refusal(request: bytes) -> HandshakeRefusedError:
    with pytest.raises(HandshakeRefusedError) as refused:
        read_handshake(request)
    return refused.value


def test_a_good_request_is_read_as_it_was_sent() -> None:
    offer = ("Sec-WebSocket-Protocol", "a, b")
    handshake = read_handshake(head(*USUAL, ("X-Latin", " caf\u00e9 "), offer))
    assert handshake.target == "/ws?a=b"
    assert handshake.headers[0] == (b"host", b"test")
    assert (b"x-latin", b"caf\xe9") in handshake.headers
    assert handshake.subprotocols == ["a", "b"]
    assert dict(handshake.accept) == {
        b"upgrade": b"websocket",
        b"connection": b"Upgrade",
        b"sec-websocket-accept": b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    }


@pytest.mark.parametrize(
    "upgrade",
    [
        (("Connection", "keep-alive, UPGRADE"), ("Upgrade", "WebSocket")),
        (("Connection", "keep-alive"), ("Connection", "upgrade"), ("Upgrade", "websocket")),
    ],
)
def test_what_browsers_and_proxies_make_of_upgrade_is_understood(
    upgrade: tuple[tuple[str, str], ...],
) -> None:
    read_handshake(head(HOST, *upgrade, KEY, VERSION))


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (head(*USUAL, line="POST /ws HTTP/1.1"), 405),
        (head(*USUAL, line="GET /ws HTTP/1.0"), 400),
        (head(*USUAL, line="GET /\u00e9 HTTP/1.1"), 400),
        (head(*UPGRADE, KEY, VERSION), 400),
        (head(*USUAL, HOST), 400),
        (head(HOST, UPGRADE[0], KEY, VERSION), 426),
        (head(HOST, UPGRADE[1], KEY, VERSION), 426),
        (head(HOST, *UPGRADE, VERSION), 400),
        (head(HOST, *UPGRADE, KEY, KEY, VERSION), 400),
        (head(HOST, *UPGRADE, (KEY[0], "????"), VERSION), 400),
        (head(HOST, *UPGRADE, KEY), 400),
        (head(HOST, *UPGRADE, KEY, (VERSION[0], "12")), 426),
        (head(*USUAL, ("Transfer-Encoding", "chunked")), 400),
        (head(*USUAL, ("Content-Length", "1")), 400),
        (head(*USUAL, ("X", "1\x00")), 400),
        (head(*USUAL, ("X Y", "1")), 400),
        (head(*USUAL, line="GET /" + "a" * MAX_LINE_BYTES + " HTTP/1.1"), 414),
        (head(*USUAL, ("X", "a" * MAX_LINE_BYTES)), 431),
        (head(*USUAL, *[("X", "a" * 1000)] * (MAX_HEAD_BYTES // 1000 + 1)), 431),
        (head(*USUAL, *[("X", "a")] * MAX_HEADERS), 431),
    ],
)
def test_a_bad_request_is_refused(request_head: bytes, status: int) -> None:
    assert refusal(request_head).status == status


def test_a_refusal_says_what_would_be_right() -> None:
    assert refusal(head(*USUAL, line="POST / HTTP/1.1")).headers == [(b"allow", b"GET")]
    wrong_version = refusal(head(HOST, *UPGRADE, KEY, (VERSION[0], "12")))
    assert wrong_version.headers == [(b"sec-websocket-version", b"13")]
    assert refusal(head(HOST, KEY, VERSION)).headers == [(b"upgrade", b"websocket")]


def test_defaults_do_not_come_twice() -> None:
    defaults = [(b"date", b"now"), (b"server", b"uvicorn")]
    assert with_defaults([(b"Server", b"mine")], defaults) == [
        (b"date", b"now"),
        (b"Server", b"mine"),
    ]


def test_an_accept_carries_what_grants_the_request_and_the_chosen_headers() -> None:
    response = build_accept(read_handshake(head(*USUAL)), [(b"date", b"now")], [(b"x", b"1")])
    lines = response.split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 101 Switching Protocols"
    assert b"date: now" in lines
    assert lines[-3:] == [b"x: 1", b"", b""]


def test_where_a_refusal_ends_is_not_for_the_application_to_say() -> None:
    headers = [(b"Transfer-Encoding", b"chunked"), (b"content-length", b"99"), (b"x", b"1")]
    whole = build_refusal(401, headers, b"no")
    assert whole == (
        b"HTTP/1.1 401 Unauthorized\r\nx: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno"
    )
    assert b"content-length" not in build_refusal(401, headers, b"no", is_whole=False)
    assert b"content-length" not in build_refusal(204, [], b"")


def test_a_status_without_a_name_is_possible() -> None:
    assert build_response(599, []).startswith(b"HTTP/1.1 599 \r\n")


@pytest.mark.parametrize(
    "header", [(b"bad name", b"1"), (b"x", b"1\r\ny: 2"), (b"x", b"\x00"), (b"", b"1")]
)
def test_a_header_that_could_be_read_as_two_is_refused(header: tuple[bytes, bytes]) -> None:
    with pytest.raises(ValueError, match="bad header"):
        build_response(200, [header])
