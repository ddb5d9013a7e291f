"""Our protocol class under real uvicorn: any ASGI application, and any peer."""

from __future__ import annotations

import json
import signal
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from tests.support.protocol_peer import KEY, UPGRADE, USUAL, VERSION, ProtocolPeer, frame
from tests.support.servers import Server, serve
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

APP = "tests.support.protocol_app:app"
OWN = ("--ws", "fastapi_observable_socket.uvicorn:ObservableProtocol")
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


@pytest.fixture
def query() -> str:
    """Marks the connections of one test."""
    return uuid4().hex


def own(*options: str) -> list[str]:
    return [*OWN, *options]


@pytest.fixture(
    scope="module",
    params=[("uvloop", "httptools"), ("asyncio", "h11")],
    ids=lambda pair: "-".join(pair),
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    loop, http = request.param
    size = ("--ws-max-size", "1000000")
    with serve(APP, options=own("--loop", loop, "--http", http, *size)) as running:
        yield running


def opened(server: Server, path: str, **options: Any) -> ClientConnection:
    connection: ClientConnection = connect(server.ws(path), proxy=None, max_size=None, **options)
    return connection


def closed(connection: ClientConnection) -> tuple[int | None, str | None]:
    """Read until the connection is closed; return the close frame of the server."""
    with suppress(ConnectionClosed):
        deque(connection, maxlen=0)
    return connection.protocol.close_code, connection.protocol.close_reason


def ends(server: Server, query: str) -> list[dict[str, Any]]:
    """Return what the application noted at the end of the connections with that query."""
    with opened(server, f"/ends?{query}") as connection:
        noted: list[dict[str, Any]] = json.loads(connection.recv())
        return noted


# -- any application


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 900_000])
def test_messages_of_any_size_come_back(server: Server, size: int) -> None:
    with opened(server, "/echo") as connection:
        for message in ("x" * size, b"\x00" * size):
            connection.send(message)
            assert connection.recv() == message


def test_many_messages_sent_at_once_come_back_in_order(server: Server) -> None:
    with ProtocolPeer(server).open("/echo") as peer:
        peer.send(b"".join(frame(TEXT, str(number).encode()) for number in range(1000)))
        assert [peer.read_frame()[1] for _ in range(1000)] == [
            str(number).encode() for number in range(1000)
        ]


def test_a_message_in_fragments_comes_back_whole_and_a_ping_between_is_answered(
    server: Server,
) -> None:
    with ProtocolPeer(server).open("/echo") as peer:
        peer.send(frame(TEXT, b"a", fin=False) + frame(PING, b"p") + frame(0, b"b"))
        assert sorted([peer.read_frame(), peer.read_frame()]) == [(TEXT, b"ab"), (PONG, b"p")]


def test_the_scope_says_what_the_client_asked_for(server: Server) -> None:
    target = "/%C3%A9t%C3%A9?a=%20b&c"
    headers = [*USUAL, ("X-Twice", "1"), ("X-Twice", "caf\u00e9")]
    offers = [("Sec-WebSocket-Protocol", "one, two"), ("Sec-WebSocket-Protocol", "three")]
    with ProtocolPeer(server) as peer:
        assert peer.request(target, [*headers, *offers]).status == 101
        scope = json.loads(peer.read_frame()[1])
        host, port = peer.socket.getsockname()
    assert scope["type"] == "websocket"
    assert scope["asgi"]["spec_version"] == "2.4"
    assert (scope["scheme"], scope["http_version"]) == ("ws", "1.1")
    assert (scope["path"], scope["raw_path"]) == ("/\u00e9t\u00e9", "/%C3%A9t%C3%A9")
    assert (scope["query_string"], scope["root_path"]) == ("a=%20b&c", "")
    assert (scope["client"], scope["server"]) == ([host, port], ["127.0.0.1", server.port])
    assert scope["subprotocols"] == ["one", "two", "three"]
    assert scope["state"] == {"born": "at start-up"}
    assert scope["headers"][-4:-2] == [["x-twice", "1"], ["x-twice", "caf\u00e9"]]
    assert ["host", "test"] in scope["headers"]
    assert scope["extensions"] == {"websocket.http.response": {}}


def test_the_application_chooses_subprotocol_and_headers(server: Server) -> None:
    with ProtocolPeer(server) as peer:
        offer = ("Sec-WebSocket-Protocol", "one, two")
        answer = peer.request("/choose", [*USUAL, offer])
    assert answer.status == 101
    assert answer.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert answer.headers["sec-websocket-protocol"] == "two"
    assert (answer.headers["x-chosen"], answer.headers["x-latin"]) == ("yes", "\u00e9")
    assert answer.headers["server"] == "mine"
    assert "date" in answer.headers


def test_compression_is_not_negotiated(server: Server) -> None:
    with opened(server, "/echo", compression="deflate") as connection:
        assert connection.response is not None
        assert "Sec-WebSocket-Extensions" not in connection.response.headers
        connection.send("plain")
        assert connection.recv() == "plain"


def test_a_header_cannot_smuggle_in_another(server: Server) -> None:
    with ProtocolPeer(server) as peer:
        answer = peer.request("/inject")
        assert (answer.status, "x-injected" in answer.headers) == (500, False)


def test_a_close_before_accept_is_403(server: Server, query: str) -> None:
    with ProtocolPeer(server) as peer:
        assert peer.request(f"/refuse?{query}").status == 403
        assert peer.read_rest() == b""
    assert ends(server, query) == [{"type": "websocket.disconnect", "code": 1006}]


def test_the_application_may_deny_with_a_response_of_its_own(server: Server, query: str) -> None:
    with ProtocolPeer(server) as peer:
        answer = peer.request(f"/deny?{query}")
        assert (answer.status, answer.headers["x-why"]) == (401, "no ticket")
        assert answer.headers["content-type"] == "text/x-why"
        assert (answer.headers["content-length"], peer.read_rest()) == ("9", b"no ticket")
    assert ends(server, query)[0]["code"] == 1006


def test_a_denial_may_come_in_parts(server: Server) -> None:
    with ProtocolPeer(server) as peer:
        answer = peer.request("/deny-in-parts")
        assert (answer.status, answer.headers["connection"]) == (403, "close")
        assert "content-length" not in answer.headers
        assert peer.read_rest() == b"one two three"


@pytest.mark.parametrize("path", ["/fail-early", "/leave-early"])
def test_an_application_that_does_not_answer_the_handshake_causes_500(
    server: Server, path: str
) -> None:
    with ProtocolPeer(server) as peer:
        assert peer.request(path).status == 500
        assert peer.read_rest() == b"Internal Server Error"


def test_a_denial_that_never_begins_its_body_ends_the_connection(server: Server) -> None:
    with ProtocolPeer(server) as peer:
        peer.send("\r\n".join(["GET /deny-without-body HTTP/1.1", *_lines(), "", ""]).encode())
        assert peer.read_rest() == b""


def test_an_application_that_fails_closes_1011(server: Server) -> None:
    with opened(server, "/fail-late") as connection:
        assert closed(connection) == (1011, "")
    assert "RuntimeError: wanted" in server.output


def test_an_application_that_returns_closes_1000(server: Server) -> None:
    with opened(server, "/leave-late") as connection:
        assert closed(connection) == (1000, "")


def test_the_application_closes_with_code_and_reason_after_all_it_has_sent(
    server: Server, query: str
) -> None:
    with opened(server, f"/close?{query}") as connection:
        assert connection.recv() == "last words"
        assert closed(connection) == (4001, "enough")
    disconnect = {"type": "websocket.disconnect", "code": 4001, "reason": "enough"}
    assert ends(server, query) == [disconnect, {"error": "RuntimeError"}]


@pytest.mark.parametrize(
    ("payload", "code", "reason"),
    [(b"\x0f\xa0bye", 4000, "bye"), (b"\x03\xe8", 1000, ""), (b"", 1005, "")],
)
def test_a_close_of_the_peer_is_answered_and_told(
    server: Server, query: str, payload: bytes, code: int, reason: str
) -> None:
    with ProtocolPeer(server).open(f"/echo?{query}") as peer:
        peer.send(frame(CLOSE, payload))
        assert peer.read_frame() == (CLOSE, payload)
        assert peer.read_rest() == b""
    assert ends(server, query) == [{"type": "websocket.disconnect", "code": code, "reason": reason}]


def test_sending_to_a_peer_that_is_gone_is_an_os_error(server: Server, query: str) -> None:
    ProtocolPeer(server).open(f"/send-into-nothing?{query}").reset()
    assert ends(server, query) == [{"error": "ClientDisconnected"}]


@pytest.mark.parametrize("how", ["reset", "close", "half-close"])
def test_a_peer_that_vanishes_is_a_disconnect_1006(server: Server, query: str, how: str) -> None:
    with ProtocolPeer(server).open(f"/echo?{query}") as peer:
        if how == "reset":
            peer.reset()
        elif how == "half-close":
            peer.socket.shutdown(socket.SHUT_WR)
            assert peer.read_rest() == b""
        else:
            peer.send(frame(TEXT, b"unfinished")[:5])
    assert ends(server, query) == [{"type": "websocket.disconnect", "code": 1006}]


def test_nothing_is_left_of_connections_that_ended_in_any_way(server: Server) -> None:
    with opened(server, "/counts") as counter:
        for path in ("/echo", "/leave-late", "/close", "/fail-late", "/echo", "/refuse"):
            for how in ("close", "reset"):
                peer = ProtocolPeer(server)
                peer.request(path)
                peer.send_until_cut(frame(CLOSE, b"\x03\xe8") if how == "close" else frame(3))
                if how == "close":
                    peer.read_rest()
                peer.reset()
        counts = None
        while counts != [0, 0]:
            counter.send("")
            counts = json.loads(counter.recv())


def test_http_is_still_served(server: Server) -> None:
    with ProtocolPeer(server) as peer:
        assert peer.request("/", [("Host", "test")]).status == 200


def test_uvicorns_log_lines_are_there(server: Server, query: str) -> None:
    with ProtocolPeer(server).open(f"/echo?{query}") as peer:
        host, port = peer.socket.getsockname()
    ends(server, query)
    with ProtocolPeer(server) as other:
        other.request("/refuse")
    assert f'{host}:{port} - "WebSocket /echo?{query}" [accepted]' in server.output
    assert '"WebSocket /refuse" 403' in server.output
    assert "connection open" in server.output
    assert "connection closed" in server.output


# -- any peer


HOSTILE = {
    "not masked": (frame(TEXT, b"hello", masked=False), 1002),
    "reserved bit": (b"\xc1" + frame(TEXT, b"hello")[1:], 1002),
    "unknown opcode": (frame(11), 1002),
    "a long ping": (frame(PING, bytes(200)), 1002),
    "a ping in fragments": (frame(PING, b"", fin=False), 1002),
    "a continuation of nothing": (frame(0, b"a"), 1002),
    "bad text": (frame(TEXT, b"\xff\xfe"), 1007),
    "bad text in an unfinished message": (frame(TEXT, b"\xff", fin=False), 1007),
    "a bad close code": (frame(CLOSE, b"\x03\xee"), 1002),
    "a giant length": (b"\x82\xff\x7f" + b"\xff" * 11, 1009),
    "a message that is too big": (frame(BINARY, bytes(1_000_001)), 1009),
    "fragments that are too big together": (
        frame(BINARY, bytes(600_000), fin=False) + frame(0, bytes(600_000)),
        1009,
    ),
    "a flood of tiny fragments": (
        frame(TEXT, b"a", fin=False) + frame(0, b"a", fin=False) * 300_000,
        1008,
    ),
    "a flood of empty fragments": (
        frame(BINARY, b"", fin=False) + frame(0, b"", fin=False) * 300_000,
        1008,
    ),
    "noise": (bytes(range(255, 0, -1)), 1002),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_stream_is_closed_with_a_code_that_arrives(
    server: Server, query: str, what: str
) -> None:
    stream, code = HOSTILE[what]
    with ProtocolPeer(server).open(f"/echo?{query}") as peer:
        peer.send_until_cut(stream)
        assert peer.read_close()[0] == code
    assert ends(server, query)[0]["code"] == code


def test_a_flood_of_pings_that_nobody_reads_does_not_pile_up(server: Server) -> None:
    with ProtocolPeer(server, buffer=4096).open("/echo") as peer:
        peer.send(frame(PING, bytes(125)) * 200_000)
        peer.send(frame(TEXT, b"and now?"))
        pongs = 0
        while (received := peer.read_frame())[0] == PONG:
            pongs += 1
        assert received == (TEXT, b"and now?")
    assert pongs < 100_000


REFUSED = {
    "a header of 9,000 bytes": ([*USUAL, ("X-Big", "x" * 9_000)], 431),
    "headers of 20,000 bytes": ([*USUAL, *((f"X-{n}", "x" * 2_000) for n in range(10))], 431),
    "200 headers": ([*USUAL, *((f"X-{n}", "x") for n in range(200))], 431),
    "no key": ([("Host", "test"), *UPGRADE, VERSION], 400),
    "two keys": ([*USUAL, KEY], 400),
    "a short key": ([("Host", "test"), *UPGRADE, VERSION, (KEY[0], "c2hvcnQ=")], 400),
    "another version": ([("Host", "test"), *UPGRADE, KEY, (VERSION[0], "8")], 426),
    "no version": ([("Host", "test"), *UPGRADE, KEY], 400),
    "two hosts": ([*USUAL, ("Host", "other")], 400),
    "a body": ([*USUAL, ("Content-Length", "5")], 400),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_handshake_is_answered_and_ended(server: Server, what: str) -> None:
    headers, status = REFUSED[what]
    with ProtocolPeer(server) as peer:
        answer = peer.request("/echo", headers)
        assert answer.status == status
        assert answer.headers["connection"] == "close"
        # with two hosts, h11 answers before our class is asked, and gives no length
        body = peer.read_rest()
        assert len(body) == int(answer.headers.get("content-length", len(body)))


def test_a_refused_version_names_the_right_one(server: Server) -> None:
    with ProtocolPeer(server) as peer:
        answer = peer.request("/echo", REFUSED["another version"][0])
        assert answer.headers["sec-websocket-version"] == "13"


def test_an_address_that_is_too_long_is_414(server: Server) -> None:
    with ProtocolPeer(server) as peer:
        assert peer.request("/echo?" + "a" * 9_000).status == 414


def test_another_method_is_405(server: Server) -> None:
    with ProtocolPeer(server) as peer:
        assert peer.request("/echo", method="POST").status == 405


def test_an_application_that_does_not_receive_stops_its_peer_and_loses_nothing(
    server: Server,
) -> None:
    message = frame(TEXT, b"x" * 10_000)
    with ProtocolPeer(server).open("/do-not-receive") as peer:
        sent = peer.send_until_stopped(message, 5_000)
        assert sent < 5_000
        ProtocolPeer(server).open("/release").reset()
        assert [peer.read_frame() for _ in range(sent)] == [(TEXT, b"10000")] * sent


def test_a_peer_that_does_not_read_makes_send_wait_and_can_be_cut(
    server: Server, query: str
) -> None:
    with ProtocolPeer(server, buffer=4096).open(f"/pour?cut-{query}"):
        (noted,) = ends(server, f"cut-{query}")
    assert noted["sent"] < 20_000_000
    with opened(server, "/counts") as counter:
        counter.send("")
        assert json.loads(counter.recv()) == [0, 0]


# -- options of uvicorn


def test_root_path_stands_before_the_path() -> None:
    with (
        serve(APP, options=own("--root-path", "/api")) as server,
        ProtocolPeer(server).open("/scope") as peer,
    ):
        scope = json.loads(peer.read_frame()[1])
    assert (scope["root_path"], scope["path"], scope["raw_path"]) == ("/api", *["/api/scope"] * 2)


def test_above_the_concurrency_limit_a_handshake_gets_503() -> None:
    with (
        serve(APP, options=own("--limit-concurrency", "2")) as server,
        ProtocolPeer(server).open("/echo"),
        ProtocolPeer(server) as second,
    ):
        assert second.request("/echo").status == 503


def test_keep_alive_keeps_who_answers_and_closes_who_does_not() -> None:
    options = own("--ws-ping-interval", "0.2", "--ws-ping-timeout", "0.3")
    with (
        serve(APP, options=options) as server,
        ProtocolPeer(server).open("/echo") as polite,
        ProtocolPeer(server).open("/echo") as silent,
    ):
        for _ in range(4):
            opcode, payload = polite.read_frame()
            assert (opcode, len(payload)) == (PING, 4)
            polite.send(frame(PONG, payload))
        assert silent.read_close() == (1011, "keepalive ping timeout")
        polite.send(frame(TEXT, b"still here"))
        while (received := polite.read_frame())[0] == PING:
            polite.send(frame(PONG, received[1]))
        assert received == (TEXT, b"still here")


def test_keep_alive_cuts_a_peer_that_does_not_read(query: str) -> None:
    options = own("--ws-ping-interval", "0.2", "--ws-ping-timeout", "0.3")
    with (
        serve(APP, options=options) as server,
        ProtocolPeer(server, buffer=4096).open(f"/pour?{query}"),
    ):
        (noted,) = ends(server, query)
        assert noted["error"] == "ClientDisconnected"


def test_pings_can_be_switched_off() -> None:
    with (
        serve(APP, options=own("--ws-ping-interval", "0")) as server,
        ProtocolPeer(server).open("/echo") as peer,
    ):
        peer.send(frame(TEXT, b"a"))
        assert peer.read_frame() == (TEXT, b"a")


def test_a_shutdown_closes_1012_refuses_handshakes_and_does_not_wait_for_a_stalled_peer() -> None:
    with serve(APP, options=own()) as server:
        with (
            ProtocolPeer(server).open("/echo") as open_peer,
            ProtocolPeer(server) as waiting,
            ProtocolPeer(server, buffer=4096).open("/pour"),
        ):
            lines = ["GET /never-answer HTTP/1.1", *_lines(), "", ""]
            waiting.send("\r\n".join(lines).encode())
            open_peer.send(frame(TEXT, b"a"))
            assert open_peer.read_frame() == (TEXT, b"a")
            server.process.send_signal(signal.SIGTERM)
            assert open_peer.read_close()[0] == 1012
            assert waiting.read_rest().startswith(b"HTTP/1.1 503 ")
            server.process.wait(10)
        assert "Traceback" not in server.output


def _lines() -> list[str]:
    return [f"{name}: {value}" for name, value in USUAL]
