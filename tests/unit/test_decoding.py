"""Frames in: whatever comes is a request or a reason."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.json_values import json_values

from fastapi_observable_socket import Limits
from fastapi_observable_socket.errors import InvalidRequest
from fastapi_observable_socket.protocol.decoding import decode, read_payload
from fastapi_observable_socket.protocol.refusals import UnreadableFrame

LIMITS = Limits()
unhurried = settings(deadline=None)  # the machine may be busy
TIGHT = Limits(depth=3, uuid_length=4, route_length=5, headers_count=2)

members = st.sampled_from(["uuid", "track_id", "route", "path", "headers", "payload", "status"])
frames: st.SearchStrategy[dict[str, Any]] = st.dictionaries(members | st.text(), json_values)


def refusal(text: str, limits: Limits = LIMITS) -> UnreadableFrame:
    with pytest.raises(UnreadableFrame) as caught:
        decode(text, limits)
    return caught.value


def findings(error: InvalidRequest) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in error.errors]


def payload_of(text: str, limits: Limits = LIMITS) -> Any:
    return read_payload(decode(f'{{"uuid": 1, "route": "r", "payload": {text}}}', limits), limits)


def payload_findings(text: str, limits: Limits = LIMITS) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequest) as caught:
        payload_of(text, limits)
    return findings(caught.value)


def is_request_or_reason(text: str) -> None:
    """Decodes and reads; any exception but the documented ones fails the test."""
    refused: InvalidRequest | None = None
    try:
        read_payload(decode(text, LIMITS), LIMITS)
    except InvalidRequest as error:
        refused = error
    if refused is not None:
        assert refused.status == 400
        assert refused.errors
        assert isinstance(refused, UnreadableFrame) or findings(refused)[0][0] == "/payload"
        json.dumps(refused.body(), allow_nan=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"uuid":true', '"uuid":1'),
        ('"uuid":[]', '"uuid":1'),
        ('"route":5', '"route":"r"'),
        ('"headers":[]', '"headers":{}'),
        ('"headers":{"a":1e400}', '"headers":null'),
        ('"track_id":{}', '"track_id":1'),
    ],
)
def test_of_members_with_one_name_only_the_last_has_to_be_right(before: str, after: str) -> None:
    rest = '"uuid":1,"route":"r"'
    assert decode(f"{{{before},{rest},{after}}}", LIMITS).uuid == 1
    name = before.partition(":")[0].strip('"')
    if name not in ("track_id", "headers"):
        assert findings(refusal(f"{{{rest},{after},{before}}}")) == [(f"/{name}", "type")]


@unhurried
@given(st.text())
def test_any_text_is_a_request_or_a_reason(text: str) -> None:
    is_request_or_reason(text)


@unhurried
@given(json_values)
def test_any_json_is_a_request_or_a_reason(value: Any) -> None:
    is_request_or_reason(json.dumps(value))


@unhurried
@given(frames)
def test_any_object_is_a_request_or_a_reason(frame: dict[str, Any]) -> None:
    is_request_or_reason(json.dumps(frame, ensure_ascii=False))


@unhurried
@given(
    st.builds(
        lambda frame, at, length, new: frame[:at] + new + frame[at + length :],
        st.just(
            '{"uuid": "a1", "route": "r", "headers": {"h": 1.5}, "payload": [{"x": "\\u00e9"}]}'
        ),
        st.integers(0, 90),
        st.integers(0, 12),
        st.text(max_size=4) | st.sampled_from(["\\", '"', "{", "]", "NaN", "1e999", "\\ud800"]),
    )
)
def test_a_mutated_frame_is_a_request_or_a_reason(text: str) -> None:
    is_request_or_reason(text)


@unhurried
@given(
    uuid=st.text(max_size=128) | st.integers(-(10**127) + 1, 10**128 - 1),
    route=st.text(max_size=256),
    headers=st.dictionaries(st.text(), json_values, max_size=8),
    payload=json_values,
)
def test_what_was_sent_is_what_is_read(
    uuid: str | int, route: str, headers: dict[str, Any], payload: Any
) -> None:
    text = json.dumps({"uuid": uuid, "route": route, "headers": headers, "payload": payload})
    request = decode(text, LIMITS)
    assert (request.uuid, request.route, request.headers) == (uuid, route, headers)
    assert type(request.uuid) is type(uuid)
    assert read_payload(request, LIMITS) == payload


def test_absent_headers_are_empty_and_an_absent_payload_is_null() -> None:
    request = decode('{"uuid": 1, "route": "r"}', LIMITS)
    assert request.headers == {}
    assert read_payload(request, LIMITS) is None


def test_every_envelope_error_is_reported_at_once_and_in_order() -> None:
    error = refusal('{"uuid": true, "route": 5, "headers": []}')
    assert findings(error) == [("/uuid", "type"), ("/route", "type"), ("/headers", "type")]
    assert error.uuid is None


def test_a_readable_uuid_comes_back_with_the_refusal() -> None:
    assert refusal('{"route": [], "uuid": "mine"}').uuid == "mine"


@pytest.mark.parametrize(
    ("text", "uuid"),
    [
        ('{"uuid": 7, "route": nonsense', 7),
        ('{"uuid":"a\\"b", oops', 'a"b'),
        ('{"track_id" : -3 , "route" ,', -3),
        ('{"status":200,"ok":true,"x":null,"n":-1.5e3,"uuid":"z","payload":[NaN]}', "z"),
        ('{"payload": [], "uuid": 7, oops', 7),
        ('{"uuid": 1.5, oops', None),
        ('{"uuid": "half', None),
        ('{"uuid": 01, "route": "r"}', None),
        ('{"uuid": 12', None),
        ('{"uuid": ' + "9" * 200 + ", oops", None),
        ('[{"uuid": 7}, oops', None),
    ],
)
def test_of_a_broken_frame_the_leading_uuid_is_read(text: str, uuid: Any) -> None:
    assert refusal(text).uuid == uuid


# Every repeat is possessive, and few members of a refused frame are read. If the search went back
# over what it has read, these frames would take longer than anybody waits: each has a hundred
# thousand places to try again from.
@pytest.mark.parametrize(
    "text",
    [
        "{" + '"a":1,' * 100_000,
        "{" + '"a":"b",' * 100_000 + '"uuid"',
        "{" + " " * 100_000 + '"uuid"' + " " * 100_000,
        '{"uuid":"' + "\\\\" * 100_000,
        '{"' + "a" * 100_000,
        "{" + '"uuid":1e1,' * 100_000,
    ],
)
def test_hostile_frames_do_not_make_the_search_for_the_uuid_go_back(text: str) -> None:
    assert refusal(text).uuid is None


@pytest.mark.parametrize(
    "members",
    [
        '"uuid":1,"route":"r","payload":[' + "[]," * 200_000 + "1e400]",
        '"uuid":1,"route":"r","headers":{"a":[' + "[]," * 50_000 + "1e400]}",
        '"uuid":1,"route":"r","zzz":[' + "[]," * 50_000 + "1],",
    ],
    ids=["payload", "headers", "malformed"],
)
def test_the_refusal_of_a_large_frame_collects_no_garbage(members: str) -> None:
    text, collected = "{" + members + "}", []

    def collect(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] > 0:
            collected.append(info)

    gc.callbacks.append(collect)
    try:
        with pytest.raises(InvalidRequest):
            read_payload(decode(text, LIMITS), LIMITS)
    finally:
        gc.callbacks.remove(collect)
    # What was built before the refusal began may have filled the youngest generations.
    assert len(collected) < 10


def test_an_error_message_holds_no_words_of_an_exception() -> None:
    body = json.dumps(refusal('{"uuid": 1, "route": "r", "payload": [1,]}').body())
    assert "Expecting" not in body
    assert "char" not in body


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_malformed(number: str) -> None:
    assert findings(refusal(f'{{"uuid": 1, "route": "r", "payload": {number}}}')) == [
        ("", "malformed_json")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1e400", "number_range"),
        ("[-1e999]", "number_range"),
        ("9" * 5_000, "integer_digits"),
        ("[" * 201 + "]" * 201, "nesting"),
        ('{"a":' * 201 + "1" + "}" * 201, "nesting"),
    ],
)
def test_a_payload_beyond_the_limits_is_refused_at_its_place(text: str, code: str) -> None:
    assert payload_findings(text) == [("/payload", code)]


@pytest.mark.parametrize("value", ["1", '"["', "[" * 3 + "]" * 3, '{"a": [{"b": "[[[["}]}'])
def test_a_payload_may_be_as_deep_as_the_limit(value: str) -> None:
    assert payload_of(value, TIGHT) == json.loads(value)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 4 + "]" * 4,
        '[[[{"a": 1}]]]',
        '["]",' * 4 + "1" + "]" * 4,
        '["}",' * 9 + "1" + ',"["]' * 9,
        '{"]": ' * 4 + "1" + "}" * 4,
    ],
)
def test_brackets_in_strings_do_not_hide_how_deep_a_payload_is(text: str) -> None:
    json.loads(text)
    assert payload_findings(text, TIGHT) == [("/payload", "nesting")]


def test_a_long_text_full_of_brackets_is_not_deep() -> None:
    assert payload_of(json.dumps("[" * 1_000)) == "[" * 1_000


@pytest.mark.parametrize(
    ("frame", "finding"),
    [
        ({"uuid": "12345", "route": "r"}, ("/uuid", "maxLength")),
        ({"uuid": 12345, "route": "r"}, ("/uuid", "maxLength")),
        ({"uuid": 1, "route": "sixsix"}, ("/route", "maxLength")),
        ({"uuid": 1, "route": "r", "headers": dict.fromkeys("abc")}, ("/headers", "maxProperties")),
    ],
)
def test_an_envelope_beyond_the_limits_is_refused(
    frame: dict[str, Any], finding: tuple[str, str]
) -> None:
    assert findings(refusal(json.dumps(frame), TIGHT)) == [finding]


def test_an_envelope_at_the_limits_is_taken() -> None:
    text = json.dumps({"uuid": 1234, "route": "fives", "headers": {"a": 1, "b": 2}})
    assert decode(text, TIGHT).uuid == 1234
