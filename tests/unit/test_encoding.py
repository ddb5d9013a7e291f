"""Frames out: whatever has a JSON form is written, and nothing else."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from tests.support.json_values import json_values

from fastapi_observable_socket.errors import SocketError
from fastapi_observable_socket.protocol.encoding import (
    encode_error,
    encode_json,
    encode_payload,
    encode_pong,
    encode_reply,
)

unhurried = settings(deadline=None)  # the machine may be busy


@unhurried
@given(st.text(max_size=128) | st.integers(), st.integers(100, 599), json_values)
def test_what_is_written_is_a_frame_with_four_members(
    uuid: str | int, status: int, payload: Any
) -> None:
    written = encode_reply(uuid, status, {"a": 1}, encode_payload(payload))
    assert json.loads(written) == {
        "uuid": uuid,
        "status": status,
        "headers": {"a": 1},
        "payload": payload,
    }


def test_a_pong_has_the_uuid_of_its_ping_and_no_status() -> None:
    assert json.loads(encode_pong("p")) == {
        "uuid": "p",
        "route": "PONG",
        "headers": {},
        "payload": None,
    }


class Aliased(BaseModel):
    inner: datetime = Field(alias="wire-name")


def test_models_and_the_usual_values_have_a_json_form() -> None:
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    value = [Aliased(**{"wire-name": moment}), UUID(int=1), {1}, math.nan]
    assert json.loads(encode_payload(value)) == [
        {"wire-name": "2026-11-22T00:00:00Z"},
        "00000000-0000-0000-0000-000000000001",
        [1],
        None,
    ]


@pytest.mark.parametrize("value", [object(), [object()], {"a": object()}])
def test_what_has_no_json_form_is_a_value_error(value: Any) -> None:
    with pytest.raises(ValueError, match="serialize"):
        encode_payload(value)


@pytest.mark.parametrize("before", [0, 1, 63, 64, 65, 2150, 4299, 4300, 4301, 8600])
@pytest.mark.parametrize("integer", [10**4300, -(10**4299)], ids=["digits", "minus"])
def test_an_integer_that_nobody_reads_is_not_sent_wherever_it_stands(
    integer: int, before: int
) -> None:
    with pytest.raises(ValueError, match="out of range"):
        encode_payload(["x" * before, integer, "tail"])
    with pytest.raises(ValueError, match="out of range"):
        encode_payload(["x" * before, integer])


@pytest.mark.parametrize(
    "value",
    [10**4300 - 1, 1 - 10**4299, "9" * 20_000, [12345678] * 2_000],
    ids=["digits", "minus", "text", "array"],
)
def test_what_only_looks_like_a_long_integer_is_sent(value: Any) -> None:
    assert encode_payload(value) == encode_json(value)


def test_headers_without_a_json_form_are_a_value_error() -> None:
    with pytest.raises(ValueError, match="serialize"):
        encode_reply(1, 200, {"a": object()}, b"null")


def test_plain_data_is_written_without_infinities() -> None:
    assert encode_json({"a": math.inf, "b": 10**30}) == (
        b'{"a":null,"b":1000000000000000000000000000000}'
    )


def test_half_of_a_surrogate_pair_is_never_written() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        encode_json("\ud800")


def test_an_error_becomes_a_response_with_the_error_as_payload() -> None:
    assert json.loads(encode_error("u", SocketError(404, "no such thing"))) == {
        "uuid": "u",
        "status": 404,
        "headers": {},
        "payload": {"message": "no such thing"},
    }


@pytest.mark.parametrize("kind", ["array", "object"])
def test_what_is_nested_deeper_than_anybody_reads_is_not_sent(kind: str) -> None:
    value: Any = 1
    for _ in range(256):
        value = [value] if kind == "array" else {"a": value}
    with pytest.raises(ValueError, match="depth"):
        encode_payload(value)
