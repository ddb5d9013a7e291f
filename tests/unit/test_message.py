"""`MessageData`, `Request`, `Response`: attributes, and what code for 1.1.1 does with them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from fastapi_observable_socket._generated.envelopes import ErrorPayload, FieldError
from fastapi_observable_socket.message import MessageData, Request, Response, message_of


def test_a_message_has_headers_and_payload_as_attributes() -> None:
    message = MessageData(headers={"article": "12"}, payload=[1])
    assert message.headers.get("article") == "12"
    assert message.payload == [1]


def test_a_message_can_be_read_like_the_dictionary_that_1_1_1_passed() -> None:
    message = MessageData(headers={"a": 1}, payload=0)
    assert message["headers"] == {"a": 1}
    assert message["payload"] == 0
    assert message.get("headers") == {"a": 1}
    assert message.get("payload", "default") == 0
    assert message.get("status") is None
    assert message.get("status", 1) == 1
    assert "payload" in message
    assert "get_data" not in message
    with pytest.raises(KeyError):
        message["get_data"]  # type: ignore[index]  # no member of a message


def test_get_data_gives_headers_and_payload() -> None:
    assert MessageData(payload=5).get_data() == {"headers": {}, "payload": 5}


@pytest.mark.parametrize("frame", [{}, {"headers": None, "payload": None}])
def test_what_is_left_out_is_an_empty_object_and_null(frame: dict[str, Any]) -> None:
    assert MessageData.model_validate(frame).get_data() == {"headers": {}, "payload": None}


@pytest.mark.parametrize("payload", [0, 0.0, False, "", [], {}])
def test_a_falsy_payload_stays_what_it_is(payload: object) -> None:
    data = MessageData(payload=payload).get_data()
    assert json.dumps(data["payload"]) == json.dumps(payload)


@pytest.mark.parametrize(
    "frame",
    [
        {"uuid": "a", "route": "r"},
        {"track_id": "a", "path": "r"},
        {"uuid": "a", "track_id": "b", "route": "r", "path": "s"},
    ],
)
def test_a_request_is_read_by_either_name_and_written_by_the_name_of_the_wire(
    frame: dict[str, Any],
) -> None:
    request = Request.model_validate(frame)
    assert (request.track_id, request.path) == ("a", "r")
    assert request.model_dump(by_alias=True) == {
        "uuid": "a",
        "route": "r",
        "headers": {},
        "payload": None,
    }


def test_requests_and_responses_can_be_built_by_attribute_names() -> None:
    request = Request(track_id=1, path="r", headers=None, payload=None)  # type: ignore[arg-type]  # as 1.1.1 did
    response = Response(track_id=1, status=200, headers={"a": "b"}, payload={"sum": 10})
    assert request.headers == {}
    assert response.model_dump(by_alias=True) == {
        "uuid": 1,
        "status": 200,
        "headers": {"a": "b"},
        "payload": {"sum": 10},
    }


@pytest.mark.parametrize("uuid", [True, 1.5, 1.0, None, [], {}])
def test_a_request_refuses_what_is_no_uuid(uuid: object) -> None:
    with pytest.raises(ValidationError):
        Request.model_validate({"uuid": uuid, "route": "r"})


def test_a_number_in_a_string_stays_a_string() -> None:
    assert Request.model_validate({"uuid": "1", "route": "r"}).track_id == "1"


def test_a_response_to_an_unreadable_frame_has_no_uuid() -> None:
    assert Response(track_id=None, status=400).model_dump(by_alias=True)["uuid"] is None


def test_an_error_payload_writes_only_what_there_is() -> None:
    finding = FieldError(pointer="/payload", code="type", message="is not a string")
    assert ErrorPayload(message="no").model_dump() == {"message": "no"}
    assert ErrorPayload(message="no", errors=[finding]).model_dump() == {
        "message": "no",
        "errors": [{"pointer": "/payload", "code": "type", "message": "is not a string"}],
    }
    assert ErrorPayload(message="no", retry_after=0).model_dump() == {
        "message": "no",
        "retry_after": 0,
    }


def test_what_was_read_from_a_frame_is_a_message_like_any_other() -> None:
    headers, payload = {"x-trace": "1"}, [1, None]
    message = message_of(headers, payload)

    assert message == MessageData(headers=headers, payload=payload)
    assert message.model_dump() == message.get_data() == {"headers": headers, "payload": payload}
    assert message.model_fields_set == {"headers", "payload"}
    assert message.headers is headers
    assert message.payload is payload
    message.payload = 2
    assert message.model_copy(deep=True)["payload"] == 2
