"""The decoder takes a frame exactly when the rules and ``request.schema.json`` do."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.support.conformance import PROTOCOL

from fastapi_observable_socket._generated.limits import Limits
from fastapi_observable_socket.protocol.decoding import IncomingRequest, decode, read_payload
from fastapi_observable_socket.protocol.refusals import UnreadableFrame

LIMITS = Limits(uuid_length=6, route_length=5, headers_count=2, depth=4)

fits_schema = Draft202012Validator(
    json.loads((PROTOCOL / "request.schema.json").read_text("utf-8"))
).is_valid

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**7), 10**7)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner), max_leaves=8
)
members = {
    "uuid": values | st.sampled_from(["a", 1, "toolong", 1234567]),
    "track_id": values | st.sampled_from(["b", 2]),
    "route": values | st.sampled_from(["echo", "too/long"]),
    "path": values | st.sampled_from(["echo"]),
    "headers": values | st.dictionaries(st.text("abcd", max_size=2), scalars, max_size=3),
    "payload": values,
    "status": values,
}
frames = st.fixed_dictionaries({}, optional=members)
requests = st.fixed_dictionaries(
    {"uuid": st.sampled_from(["a", 1, 0, ""]), "route": st.just("echo")},
    optional={name: members[name] for name in ("headers", "payload", "status")},
)


def is_request(frame: dict[str, Any]) -> bool:
    """Whether a frame is a request by R3.1 to R3.4, R4.1, R9.3 and R9.4."""
    renamed = {**frame}
    for name, alias in (("uuid", "track_id"), ("route", "path")):
        if alias in frame:
            renamed.setdefault(name, frame[alias])
    if not fits_schema(renamed):
        return False
    uuid, route, headers = renamed["uuid"], renamed["route"], renamed.get("headers") or {}
    return (
        not isinstance(uuid, float)  # R4.1: 1.0 is an integer for the schema, and no uuid
        and len(str(uuid)) <= LIMITS.uuid_length
        and len(route) <= LIMITS.route_length
        and len(headers) <= LIMITS.headers_count
        and _levels(headers) <= LIMITS.depth
    )


def _levels(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_levels, value), default=0) if isinstance(value, list) else 0


def outcome(text: str) -> IncomingRequest | UnreadableFrame:
    """What the decoder returns or raises; nothing but a refusal may be raised."""
    try:
        return decode(text, LIMITS)
    except UnreadableFrame as refused:
        return refused


@settings(deadline=None)
@given(frames | requests)
@example({"uuid": "u", "track_id": [], "route": "echo", "path": 5})
@example({"uuid": -12345, "route": "echo"})
@example({"uuid": -123456, "route": "echo"})
@example({"uuid": 1.0, "route": "echo"})
@example({"uuid": 1, "route": "echo", "headers": {"a": [[[]]]}})
@example({"uuid": 1, "route": "echo", "headers": {"a": [[[[]]]]}})
def test_the_decoder_takes_what_the_rules_take_and_nothing_else(frame: dict[str, Any]) -> None:
    found = outcome(json.dumps(frame))
    if isinstance(found, UnreadableFrame):
        assert not is_request(frame)
        assert found.errors
    else:
        assert is_request(frame)
        assert found.uuid == frame.get("uuid", frame.get("track_id"))
        assert found.headers == (frame.get("headers") or {})


@settings(deadline=None)
@given(frames)
def test_a_refused_frame_gives_its_uuid_back_if_it_is_one(frame: dict[str, Any]) -> None:
    found = outcome(json.dumps(frame))
    uuid = frame.get("uuid", frame.get("track_id"))
    expected = uuid if is_request({"uuid": uuid, "route": "echo"}) else None
    assert json.dumps(found.uuid) == json.dumps(expected)


@settings(deadline=None)
@given(requests.filter(is_request))
def test_a_payload_arrives_as_it_was_sent(frame: dict[str, Any]) -> None:
    payload = read_payload(decode(json.dumps(frame), Limits()), Limits())
    assert json.dumps(payload) == json.dumps(frame.get("payload"))


@settings(deadline=None)
@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
@example('{"uuid": "u", "route": "echo", "payload": NaN}')
@example("[" * 100_000)
@example('{"a":' * 100_000)
@example('{"uuid":"' + "\\" * 100_001)
def test_no_text_makes_the_decoder_fail_otherwise(text: str) -> None:
    found = outcome(text)
    assert isinstance(found, UnreadableFrame)
    assert found.errors
