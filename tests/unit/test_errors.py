"""One error type, and one way from any exception to it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException, WebSocketException

from fastapi_observable_socket import FieldError, SocketError, Status
from fastapi_observable_socket.errors import (
    BrokenReply,
    InvalidRequest,
    Refusal,
    phrase,
    to_socket_error,
)


def invalid_model() -> ValidationError:
    class Model(BaseModel):
        secret: int

    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"secret": "a secret"})
    return caught.value


def test_a_socket_error_passes_unchanged() -> None:
    error = SocketError(409, "taken", {"by": "ada"})
    assert to_socket_error(error) is error
    assert error.body() == {"by": "ada"}


def test_without_words_the_status_speaks_for_itself() -> None:
    assert SocketError(Status.NOT_FOUND).body() == {"message": "Not found"}
    assert SocketError(599).body() == {"message": "Error"}
    assert phrase(403) == "Forbidden"


def test_below_400_nothing_is_added_to_the_payload() -> None:
    assert SocketError(204, "gone").body() is None
    assert SocketError(202, payload={"id": 1}).body() == {"id": 1}


@pytest.mark.parametrize("payload", [0, False, "", [], {}])
def test_a_falsy_payload_is_a_payload(payload: Any) -> None:
    assert SocketError(409, payload=payload).body() == payload


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (HTTPException(404, "no such book"), 404, {"message": "no such book"}),
        (HTTPException(401), 401, {"message": "Unauthorized"}),
        (
            HTTPException(409, {"by": "ada"}),  # type: ignore[arg-type]
            409,
            {"message": "Conflict", "detail": {"by": "ada"}},
        ),
        (WebSocketException(1008, "not you"), 403, {"message": "not you"}),
        (WebSocketException(1008), 403, {"message": "Forbidden"}),
    ],
)
def test_exceptions_of_the_framework_keep_status_and_detail(
    error: Exception, status: int, body: Any
) -> None:
    turned = to_socket_error(error)
    assert (turned.status, turned.body()) == (status, body)
    assert not isinstance(turned, Refusal)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("a secret"),
        KeyError("a secret"),
        BrokenReply(200, "a secret"),
        invalid_model(),
        BaseExceptionGroup("a secret", [ValueError("a secret")]),
    ],
)
def test_anything_else_gives_nothing_away(error: BaseException) -> None:
    turned = to_socket_error(error)
    assert (turned.status, turned.body()) == (500, {"message": "Internal server error"})
    assert "secret" not in str(turned)


def test_an_invalid_request_says_where_and_what() -> None:
    finding = FieldError(pointer="/payload/title", code="minLength", message="is too short")
    error = InvalidRequest("request is invalid", [finding])
    assert error.status == 400
    assert error.body() == {
        "message": "request is invalid",
        "errors": [{"pointer": "/payload/title", "code": "minLength", "message": "is too short"}],
    }


def test_an_invalid_request_without_findings_has_no_empty_list() -> None:
    assert InvalidRequest("too large", status=413).body() == {"message": "too large"}


def test_a_broken_reply_names_its_status_and_its_problem() -> None:
    assert str(BrokenReply(201, "/payload/id is missing")) == "reply 201: /payload/id is missing"
