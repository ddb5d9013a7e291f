"""What a refused frame is told: the caller's uuid, and every place that is to blame."""

from __future__ import annotations

import json

import pytest

from fastapi_observable_socket import Limits
from fastapi_observable_socket.protocol.refusals import MAX_MEMBERS, UnreadableFrame, unreadable

LIMITS = Limits(uuid_length=4, route_length=5, headers_count=1, depth=3, integer_digits=6)


def places(error: UnreadableFrame) -> list[tuple[str, str]]:
    return [(found.pointer, found.code) for found in error.errors]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", [("/uuid", "required"), ("/route", "required")]),
        ('{"uuid": true, "route": 1}', [("/uuid", "type"), ("/route", "type")]),
        ('{"uuid": "abcde", "path": "abcdef"}', [("/uuid", "maxLength"), ("/route", "maxLength")]),
        ('{"track_id": null, "route": "r"}', [("/uuid", "type")]),
        ('{"uuid": 1, "route": "r", "headers": []}', [("/headers", "type")]),
        ('{"uuid": 1, "route": "r", "headers": {"a": 1, "b": 2}}', [("/headers", "maxProperties")]),
        ('{"uuid": 1, "route": "r", "headers": {"a": [[[1]]]}}', [("/headers", "nesting")]),
        ('{"uuid": 1, "route": "r", "headers": {"a": 1234567}}', [("/headers", "integer_digits")]),
        ("[1]", [("", "type")]),
        ("null", [("", "type")]),
    ],
)
def test_of_json_that_is_no_request_every_place_is_named(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert places(unreadable(text, LIMITS)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"uuid": 1, "route": "r", "payload": 1e400}', [("/payload", "number_range")]),
        ('{"uuid": 1, "path": "\\ud800"}', [("/route", "lone_surrogate")]),
        (
            '{"headers": {"a": 1e400}, "route": "\\ud800", "uuid": 1e400}',
            [
                ("/uuid", "number_range"),
                ("/route", "lone_surrogate"),
                ("/headers", "number_range"),
            ],
        ),
        ('{"uuid": 1, "route": "r", "payload": [', [("", "malformed_json")]),
        ('{"uuid": 1, "route": "r", "other": 1e400}', [("", "number_range")]),
        ("[", [("", "malformed_json")]),
    ],
)
def test_of_what_the_parser_refuses_the_member_is_named_or_else_the_frame(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert places(unreadable(text, LIMITS)) == expected


def test_the_message_begins_with_the_first_place() -> None:
    assert unreadable('{"uuid": 1}', LIMITS).message == "route is missing"
    assert unreadable("5", LIMITS).message == "frame is not an object"


@pytest.mark.parametrize("uuid", ["u", 7])
def test_the_uuid_comes_back_whatever_else_is_wrong(uuid: str | int) -> None:
    text = json.dumps({"uuid": uuid, "route": 1})
    assert unreadable(text, LIMITS).uuid == uuid
    broken = f'{{"uuid": {json.dumps(uuid)}, "route": "r", "payload": 1e400}}'
    assert unreadable(broken, LIMITS).uuid == uuid


def test_a_uuid_that_is_none_does_not_come_back() -> None:
    assert unreadable('{"uuid": "abcde", "route": "r"}', LIMITS).uuid is None


@pytest.mark.parametrize("wrong", ["1e400", '"\\ud800"', "9" * 5000])
def test_an_alias_does_not_stand_for_a_uuid_that_cannot_be_read(wrong: str) -> None:
    for text in (f'{{"track_id": "t", "uuid": {wrong}}}', f'{{"uuid": {wrong}, "track_id": "t"}}'):
        assert unreadable(text, LIMITS).uuid is None


def test_a_heartbeat_is_known_by_its_route_whatever_else_is_wrong() -> None:
    assert unreadable('{"uuid": 1, "route": "PING", "headers": 1}', LIMITS).route == "PING"
    assert unreadable('{"uuid": 1, "route": 1}', LIMITS).route is None


def test_of_very_many_members_not_all_are_read() -> None:
    many = "".join(f'"{number}": 1e400, ' for number in range(MAX_MEMBERS))
    error = unreadable(f'{{{many}"uuid": 1, "route": "r"}}', LIMITS)
    assert places(error) == [("", "maxProperties")]
    assert error.uuid is None
