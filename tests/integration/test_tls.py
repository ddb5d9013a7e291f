"""TLS ended by the server itself: our class then writes to another kind of transport."""

from __future__ import annotations

import asyncio
import json
from itertools import product

import pytest
from tests.support.servers import HOST, serve
from tests.support.tls import CERTIFICATE, KEY, trusting
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

CLASSES = ("websockets-sansio", "fastapi_observable_socket.uvicorn:ObservableProtocol")


@pytest.mark.parametrize(("loop", "class_"), [*product(("asyncio", "uvloop"), CLASSES)])
async def test_requests_are_answered_and_the_end_is_said(loop: str, class_: str) -> None:
    options = (
        *("--ws", class_, "--loop", loop),
        *("--ssl-keyfile", str(KEY), "--ssl-certfile", str(CERTIFICATE)),
    )
    with serve("tests.support.library_server:app", options=options) as server:
        async with connect(f"wss://{HOST}:{server.port}/ws", ssl=trusting()) as socket:
            for size in (1, 300, 70_000):
                payload = "x" * size
                await socket.send(json.dumps({"uuid": size, "route": "echo", "payload": payload}))
                answer = json.loads(await asyncio.wait_for(socket.recv(), 10))
                assert (answer["uuid"], answer["payload"]) == (size, payload)
            server.process.terminate()
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), 10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
