"""The corpus of hostile frames, on real servers with each WebSocket class."""

from __future__ import annotations

import base64
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from tests.support.peers import peer
from tests.support.servers import Server, serve

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "frames.json").read_text("utf-8")
)["cases"]
OURS = "fastapi_observable_socket.uvicorn:ObservableProtocol"
CLASSES = ["auto", "wsproto", OURS]


@pytest.fixture(scope="module", params=CLASSES)
def server(request: pytest.FixtureRequest) -> Generator[Server]:
    with serve("tests.support.fault_app:app", options=["--ws", request.param]) as running:
        yield running
        assert "Traceback" not in running.output, "input caused an exception"
        assert "ERROR" not in running.output


def data_of(frame: dict[str, Any]) -> str | bytes:
    if "base64" in frame:
        return base64.b64decode(frame["base64"])
    if "text" in frame:
        return str(frame["text"])
    return "".join(
        part if isinstance(part, str) else part["repeat"] * part["times"] for part in frame["parts"]
    )


def fits(answer: dict[str, Any], wanted: dict[str, Any]) -> bool:
    for name, value in wanted.items():
        choices = value if name == "status" and isinstance(value, list) else [value]
        if not any(json.dumps(answer[name]) == json.dumps(choice) for choice in choices):
            return False
    return True


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
async def test_hostile_frames_get_their_answers_and_no_more(
    server: Server, case: dict[str, Any]
) -> None:
    async with peer(server, compression=None, write_limit=2**24) as one:
        for frame in case["frames"]:
            await one.connection.send(data_of(frame))
        if "closed" in case:
            assert (await one.closed())[0] == case["closed"]
            return
        for wanted in case["answers"]:
            answer = await one.receive()
            assert fits(answer, wanted), (answer, wanted)
        if case.get("busy"):
            assert (await one.call("PING"))["route"] == "PONG"
        else:
            assert (await one.call("echo", "alive"))["payload"] == "alive"
