"""Frames and sequences of frames that nobody thought of."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import pytest
from fastapi import Depends, WebSocket
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.protocol_peer import frame
from tests.support.recording import turns
from tests.unit.test_link import TEXT, Peer

from fastapi_observable_socket import Limits, Policy, Rate, SocketRouter
from fastapi_observable_socket.testing import SocketClient

Exchange = Callable[[list[str | bytes]], Coroutine[Any, Any, None]]
BINARY = 2
DOCUMENTED_CLOSES = {1008, 1009}
LIMITS = Limits(message_bytes=2000, depth=6, integer_digits=20, max_in_flight=4, uuid_length=8)

LAST = '{"uuid": "the end", "route": "echo", "payload": "alive"}'

texts = st.text(st.characters(codec="utf-8"), max_size=12)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
routes = st.sampled_from(
    ["echo", "slow", "serial", "latest", "limited", "given", "PING", "PONG", "HELLO", "CANCEL", ""]
)
uuids = st.sampled_from([1, 2, 3, "1", "a"]) | values
envelopes = st.fixed_dictionaries(
    {},
    optional={
        "uuid": uuids,
        "track_id": uuids,
        "route": routes | values,
        "path": routes,
        "headers": st.dictionaries(texts, values, max_size=3) | values,
        "payload": values,
        "status": values,
    },
)
requests = st.fixed_dictionaries(
    {"uuid": st.sampled_from([1, 2, "1"]), "route": routes, "payload": values}
)
repeated = st.lists(
    st.tuples(
        st.sampled_from(["uuid", "route", "headers", "payload", "track_id"]), values | routes
    ),
    max_size=8,
).map(lambda pairs: "{" + ",".join(f'"{name}":{json.dumps(value)}' for name, value in pairs) + "}")
broken = st.builds(
    lambda text, at, more: text[: at % (len(text) + 1)] + more + text[at % (len(text) + 1) :],
    requests.map(json.dumps),
    st.integers(0, 1000),
    st.text(st.characters(codec="utf-8"), max_size=3),
)
frames = (
    requests.map(json.dumps)
    | envelopes.map(json.dumps)
    | values.map(json.dumps)
    | repeated
    | broken
    | texts
    | st.binary(max_size=8)
    | st.just('{"uuid":1,"route":"echo","payload":' + "[" * 900 + "]" * 900 + "}")
    | st.just("x" * 2001)
)


def given_value() -> str:
    return "given"


async def with_given(payload: Any, value: Annotated[str, Depends(given_value)]) -> Any:
    return {"payload": [value, payload]}


def serving() -> SocketRouter:
    router = SocketRouter(limits=LIMITS)

    async def echo(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        return {"headers": headers, "payload": payload}

    async def slow(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
        await asyncio.sleep(0)
        return {"payload": payload}

    router.route("echo")(echo)
    router.route("slow", options={"policy": Policy(timeout=5, max_in_flight=2)})(slow)
    router.route("serial", options={"policy": Policy("serial", max_payload=100)})(slow)
    router.route("latest", options={"policy": Policy("latest")})(slow)
    router.route("limited", options={"policy": Policy(rate=Rate(2, 60))})(echo)
    router.route("given")(with_given)
    return router


def is_the_end(answer: Any) -> bool:
    """Checks an answer; returns whether it is that to `LAST`."""
    if answer["uuid"] == "the end":
        # It may be one too many beside what still runs.
        assert answer["payload"] == "alive" or answer["status"] == 429
        return True
    assert answer.get("status", 200) < 500 or answer["status"] == 505, answer
    return False


async def exchange(sequence: list[str | bytes]) -> None:
    """Sends a sequence; afterwards the connection answers, or is closed with a documented code."""
    async with SocketClient(serving()) as client:
        for frame in sequence:
            if isinstance(frame, bytes):
                client.send_bytes(frame)
            else:
                client.send_text(frame)
        client.send_text(LAST)
        while True:
            closed = asyncio.ensure_future(client.expect_close())
            received = asyncio.ensure_future(client._inbox.get())
            await asyncio.wait([closed, received], return_when=asyncio.FIRST_COMPLETED)
            if not received.done():
                received.cancel()
                assert closed.result().code in DOCUMENTED_CLOSES
                return
            closed.cancel()
            answer = received.result()
            if is_the_end(answer):
                return


async def exchange_on_our_class(sequence: list[str | bytes]) -> None:
    """The same where our server class hands the frames straight to the router."""
    peer = Peer(serving())
    await peer.open()
    for one in [*sequence, LAST]:
        is_text = isinstance(one, str)
        data = one.encode() if isinstance(one, str) else one
        peer.protocol.data_received(frame(TEXT if is_text else BINARY, data))
    async with asyncio.timeout(10):
        while True:
            await asyncio.sleep(0)
            for answer in peer.heard():
                if isinstance(answer, int):
                    assert answer in DOCUMENTED_CLOSES
                    return
                if is_the_end(answer):
                    peer.protocol.connection_lost(None)
                    await turns(20)
                    return


@pytest.mark.parametrize("exchange", [exchange, exchange_on_our_class])
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sequence=st.lists(frames, min_size=1, max_size=12))
def test_no_sequence_of_frames_causes_a_5xx_or_a_line_in_the_log(
    caplog: pytest.LogCaptureFixture, exchange: Exchange, sequence: list[str | bytes]
) -> None:
    caplog.clear()
    with caplog.at_level(logging.INFO, "fastapi_observable_socket"):
        asyncio.run(exchange(sequence))
    # What uvicorn says of each connection is there or not, as other tests have set its loggers.
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name == "fastapi_observable_socket" or record.levelno > logging.INFO
    ]
    assert lines == []
