"""The runner of the conformance cases itself: it must notice when a server is wrong."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.support.conformance import Case, ConformanceError, fits, frame_of, load_cases, run_case
from websockets.asyncio.server import ServerConnection, serve

Answer = Callable[[dict[str, Any]], list[str]]


def pong(frame: dict[str, Any]) -> str:
    return json.dumps({"uuid": frame["uuid"], "route": "PONG", "headers": {}, "payload": None})


def echo(frame: dict[str, Any]) -> str:
    return json.dumps({"uuid": frame["uuid"], "status": 200, "headers": {}, "payload": None})


def one_by_one(frame: dict[str, Any]) -> list[str]:
    return [pong(frame) if frame["route"] == "PING" else echo(frame)]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    async def serve_one(socket: ServerConnection) -> None:
        async for frame in socket:
            if frame == "close":
                await socket.close(4000)
                return
            for text in answer(json.loads(frame)):
                await socket.send(text)

    async with serve(serve_one, "127.0.0.1", 0) as running:
        port = next(iter(running.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


def case(*steps: dict[str, Any], never: tuple[str, ...] = ()) -> Case:
    return Case("test", "a case", ("R1.1",), "/ws", never, steps)


ASK = {"send": {"json": {"uuid": 1, "route": "echo"}}}
ANSWERED = {"receive": {"uuid": 1, "status": 200, "headers": {}, "payload": None}}


async def test_a_case_that_the_server_obeys_passes() -> None:
    async with server(one_by_one) as origin:
        await run_case(case(ASK, ANSWERED), origin)


async def test_a_wrong_answer_is_noticed() -> None:
    wrong = {"receive": {**ANSWERED["receive"], "payload": 1}}
    async with server(one_by_one) as origin:
        with pytest.raises(ConformanceError, match="expected"):
            await run_case(case(ASK, wrong), origin)


async def test_a_frame_too_many_is_noticed() -> None:
    async with server(lambda frame: one_by_one(frame) * 2) as origin:
        with pytest.raises(ConformanceError, match="PONG"):
            await run_case(case(ASK, ANSWERED), origin)


async def test_a_text_that_must_not_be_received_is_noticed() -> None:
    async with server(one_by_one) as origin:
        with pytest.raises(ConformanceError, match="received 'status'"):
            await run_case(case(ASK, ANSWERED, never=("status",)), origin)


async def test_an_unexpected_end_is_noticed() -> None:
    async with server(one_by_one) as origin:
        with pytest.raises(ConformanceError, match="the connection ended"):
            await run_case(case({"send": {"text": "close"}}, ANSWERED), origin)


async def test_a_close_code_is_compared() -> None:
    async with server(one_by_one) as origin:
        await run_case(case({"send": {"text": "close"}}, {"closed": 4000}), origin)
        with pytest.raises(ConformanceError, match="closed with 4000, not with 1008"):
            await run_case(case({"send": {"text": "close"}}, {"closed": 1008}), origin)
        with pytest.raises(ConformanceError, match="expected the end"):
            await run_case(case(ASK, {"closed": 4000}), origin)


async def test_answers_in_any_order_are_told_apart() -> None:
    other = {"send": {"json": {"uuid": 2, "route": "echo"}}}
    second = {**ANSWERED["receive"], "uuid": 2}
    async with server(one_by_one) as origin:
        both = {"receiveInAnyOrder": [second, ANSWERED["receive"]]}
        await run_case(case(ASK, other, both), origin)
        with pytest.raises(ConformanceError, match="expected"):
            await run_case(case(ASK, other, {"receiveInAnyOrder": [second, second]}), origin)


@pytest.mark.parametrize("text", ["NaN", "nonsense"])
async def test_an_answer_that_is_no_json_is_noticed(text: str) -> None:
    async with server(lambda _: [text]) as origin:
        with pytest.raises(ConformanceError, match="no JSON"):
            await run_case(case(ASK, ANSWERED), origin)


FINDING = {"pointer": "/uuid", "code": "type"}
FOUND = {**FINDING, "message": "is wrong"}


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (1, 1.0),
        (True, True),
        ({"a": [1, None]}, {"a": [1, None]}),
        ({"$any": True}, {"a": 1}),
        ({"$oneOf": [None, "u"]}, "u"),
        ([{"$any": True}, 2], [1, 2]),
        ({"$error": True}, {"message": "no"}),
        ({"$error": True}, {"message": "no", "errors": [FOUND]}),
        ({"$error": [FINDING]}, {"message": "no", "errors": [FOUND]}),
    ],
)
def test_a_value_fits(pattern: Any, value: Any) -> None:
    assert fits(pattern, value)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (1, True),
        (0, False),
        (False, 0),
        (1, "1"),
        (None, False),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, {"a": 1}),
        ([1, 2], [2, 1]),
        ([1], [1, 1]),
        ({}, []),
        ({"$oneOf": [None, "u"]}, "v"),
        ({"$error": True}, None),
        ({"$error": True}, {"errors": [FOUND]}),
        ({"$error": [FINDING]}, {"message": "no"}),
        ({"$error": [FINDING]}, {"message": "no", "errors": [FOUND, FOUND]}),
        ({"$error": [FINDING]}, {"message": "no", "errors": [{**FOUND, "code": "enum"}]}),
    ],
)
def test_a_value_does_not_fit(pattern: Any, value: Any) -> None:
    assert not fits(pattern, value)


def test_frames_are_made_as_the_readme_says() -> None:
    assert frame_of({"json": {"a": "é"}}) == '{"a": "é"}'
    assert frame_of({"text": "nonsense"}) == "nonsense"
    assert frame_of({"parts": ["a", {"repeat": "bc", "times": 3}, "d"]}) == "abcbcbcd"
    assert frame_of({"base64": "AAEC"}) == b"\x00\x01\x02"


def test_cases_are_read_from_a_folder(tmp_path: Path) -> None:
    steps = [{"closed": 1008}]
    content = {"title": "T", "cases": [{"name": "n", "rules": ["R1.1"], "steps": steps}]}
    (tmp_path / "subject.json").write_text(json.dumps(content), "utf-8")
    (tmp_path / "case.schema.json").write_text("{}", "utf-8")
    [found] = load_cases(tmp_path)
    assert found == Case("subject", "n", ("R1.1",), "/ws", (), tuple(steps))
    assert found.id == "subject: n"
