"""Requests whose head is too large for the parser of uvicorn's default class, on a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import websockets.exceptions
from tests.support.protocol_peer import USUAL, ProtocolPeer
from tests.support.servers import Server, serve

HAS_AN_ANSWER = hasattr(websockets.exceptions, "TooManyHeaders")
"""Older versions only say that it should be cut."""

TOO_LARGE = {
    "a header of 9,000 bytes": [("X-Big", "x" * 9_000)],
    "a header of 1 MB": [("X-Big", "x" * 1_000_000)],
    "200 headers": [(f"X-{n}", "x") for n in range(200)],
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve("tests.support.fault_app:app", options=("--http", "httptools")) as running:
        yield running


@pytest.mark.parametrize("path", ["/ws", "/nowhere"])
@pytest.mark.parametrize("what", TOO_LARGE)
def test_a_head_that_is_too_large_is_answered_and_ended(
    server: Server, what: str, path: str
) -> None:
    with ProtocolPeer(server) as peer:
        if HAS_AN_ANSWER:
            answer = peer.request(path, [*USUAL, *TOO_LARGE[what]])
            assert (answer.status, answer.headers["connection"]) == (431, "close")
            assert b"Failed to open a WebSocket connection" in peer.read_rest()
        else:
            with pytest.raises(IndexError):  # nothing comes before the end
                peer.request(path, [*USUAL, *TOO_LARGE[what]])


def test_a_head_that_can_just_be_read_is_none_of_them(server: Server) -> None:
    headers = [*USUAL, ("X-Big", "x" * 8_000), *((f"X-{n}", "x") for n in range(100))]
    with ProtocolPeer(server) as peer:
        assert peer.request("/ws", headers).status == 101
