"""Large frames are read as small ones are, and cost no more for each of their bytes."""

from __future__ import annotations

import gc
import json
import sys
from types import FrameType
from typing import Any

import pytest

from fastapi_observable_socket import Limits
from fastapi_observable_socket.errors import InvalidRequest
from fastapi_observable_socket.protocol.decoding import decode, read_payload
from fastapi_observable_socket.protocol.parsing import LARGE, finite_float, parse
from fastapi_observable_socket.protocol.refusals import UnreadableFrame

LIMITS = Limits(headers_count=2, uuid_length=8, route_length=8, depth=4)
PADDING = f'"status":"{"x" * LARGE}",'


def outcome(text: str) -> Any:
    """What a frame is read as, or what is said about it."""
    try:
        request = decode(text, LIMITS)
        return request.uuid, request.route, request.headers, read_payload(request, LIMITS)
    except UnreadableFrame as error:
        return error.uuid, [(one.pointer, one.code) for one in error.errors]
    except InvalidRequest as error:
        return [(one.pointer, one.code) for one in error.errors]


@pytest.mark.parametrize(
    "members",
    [
        '"uuid":1,"route":"r"',
        '"uuid":"u","route":"r","headers":{"a":[1,2.5,1e300]},"payload":[0]',
        '"track_id":1,"path":"r","headers":null,"payload":null',
        '"uuid":1,"track_id":true,"route":"r","path":5',
        '"uuid":1,"track_id":1e400,"route":"r","path":[1e400]',
        '"uuid":1,"track_id":1e400,"route":"r","path":[1e400],"headers":null',
        '"uuid":[],"uuid":1,"route":5,"route":"r","headers":5,"headers":{},"payload":1,"payload":2',
        '"uuid":1,"uuid":null,"route":"r"',
        '"track_id":1.5,"path":"r"',
        '"route":"r"',
        '"uuid":true,"route":5,"headers":[]',
        '"uuid":1,"route":"too-long-a-route"',
        '"uuid":"too-long-a-uuid","route":"r"',
        '"uuid":1,"route":"r","headers":{"a":1,"b":2,"c":3}',
        '"uuid":1,"route":"r","headers":{"a":[[[[]]]]}',
        '"uuid":1,"route":"r","headers":"text"',
        '"uuid":1,"route":"r","headers":false',
        '"uuid":1,"route":"r","headers":{"a":1e400}',
        '"uuid":true,"route":"r","headers":{"a":1e400}',
        '"uuid":1,"route":"r","headers":{"a":"\\ud800"}',
        '"uuid":1e400,"route":"r"',
        '"uuid":"\\ud800","route":"r"',
        '"uuid":1,"route":"r","payload":1e400',
        '"uuid":1,"route":"r","payload":[NaN]',
        '"uuid":1,"route":"r","headers":{"a":NaN}',
        '"uuid":1,"route":"r",',
    ],
)
def test_a_frame_is_read_in_the_same_way_however_large_it_is(members: str) -> None:
    assert outcome(f"{{{PADDING}{members}}}") == outcome(f'{{"status":"x",{members}}}')


@pytest.mark.parametrize(
    "number", ["1e308", "-1.5E+307", "1.7976931348623157e308", "2e-300", "0e9"]
)
def test_numbers_that_the_parser_is_slow_at_are_not_left_to_it(number: str) -> None:
    count = 20_000
    text, read = f"[{','.join([number] * count)}]", []

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code is finite_float.__code__:
            read.append(event)

    sys.setprofile(look)
    try:
        numbers = parse(text)
    finally:
        sys.setprofile(None)
    assert numbers == [json.loads(number)] * count
    assert len(read) == count


def test_numbers_out_of_range_are_refused_among_many_others_too() -> None:
    assert outcome(f'{{"uuid":1,"route":"r","payload":[{"1e3," * 20_000}1e400]}}') == [
        ("/payload", "number_range")
    ]
    assert parse(f"[{'1e3,' * 20_000}{2**64}]")[-1] == 2**64


@pytest.mark.parametrize("name", ["payload", "unknown"])
def test_of_a_refused_frame_only_what_counts_is_parsed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[int] = []

    def count(text: str) -> Any:
        parsed.append(len(text))
        return parse(text)

    monkeypatch.setattr("fastapi_observable_socket.protocol.refusals.parse", count)
    value = f"[{'1e308,' * 1000}1]"
    frame = '{"uuid":1e400,"route":"r"' + f',"{name}":{value}' * 50 + "}"
    assert outcome(frame) == (None, [("/uuid", "number_range")])
    assert sum(parsed) < len(frame) + 2 * len(value)


def test_large_headers_are_read_without_collecting_garbage() -> None:
    text, collected = '{"uuid":1,"route":"r","headers":{"a":[' + "[]," * 200_000 + "[]]}}", []

    def collect(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] > 0:
            collected.append(info)

    gc.callbacks.append(collect)
    try:
        assert decode(text, LIMITS).uuid == 1
    finally:
        gc.callbacks.remove(collect)
    assert len(collected) < 10


@pytest.mark.parametrize(
    "members", ['"uuid":true,"route":5,"headers":[]', '"uuid":1e400,"route":1e400,"headers":1e400']
)
def test_no_more_is_said_about_an_envelope_than_the_limit_allows(members: str) -> None:
    with pytest.raises(UnreadableFrame) as caught:
        decode(f"{{{members}}}", Limits(errors_reported=2))
    assert [one.pointer for one in caught.value.errors] == ["/uuid", "/route"]
    with pytest.raises(UnreadableFrame) as caught:
        decode(f"{{{members}}}", Limits(errors_reported=0))
    assert not caught.value.errors


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("[" + "1," * 20_000 + "1e400]", "number_range"),
        ("[" + "1," * 20_000 + "1e400," + "9" * 4301 + "]", "integer_digits"),
        ("[" + "1," * 20_000 + "1e400," + '"\\ud800"]', "lone_surrogate"),
        ("[1e400," + "[" * 300_000 + "1]", "nesting"),
    ],
    ids=["range", "digits", "surrogate", "depth"],
)
def test_what_a_large_payload_is_refused_for_does_not_depend_on_its_size(
    payload: str, code: str
) -> None:
    frame = f'{{"uuid":1,"route":"r","payload":{payload}}}'
    refused = outcome(frame)
    assert ("/payload", code) in (refused if isinstance(refused, list) else refused[1])
