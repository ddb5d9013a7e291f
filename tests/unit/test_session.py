"""What each frame means for one connection, and which requests are in flight."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fastapi_observable_socket import Limits
from fastapi_observable_socket.errors import SocketError
from fastapi_observable_socket.protocol.decoding import IncomingRequest
from fastapi_observable_socket.protocol.session import Crowded, Session


@pytest.fixture
def session() -> Session[Any]:
    return Session(Limits(max_in_flight=2))


def request(session: Session[Any], uuid: str | int = 1, route: str = "r") -> IncomingRequest:
    received = session.receive(json.dumps({"uuid": uuid, "route": route}))
    assert isinstance(received, IncomingRequest)
    return received


def run(session: Session[Any], uuid: str | int = 1, route: str = "r") -> object:
    """Lets a request run; returns what runs for it."""
    call = object()
    session.begin(request(session, uuid, route).uuid, call)
    return call


def answer(session: Session[Any], frame: Any) -> Any:
    received = session.receive(json.dumps(frame))
    assert isinstance(received, str)
    return json.loads(received)


def test_a_request_is_to_be_dispatched(session: Session[Any]) -> None:
    assert request(session, "a", "books/get").route == "books/get"


def test_ping_is_answered_at_once(session: Session[Any]) -> None:
    pong = {"uuid": 5, "route": "PONG", "headers": {}, "payload": None}
    assert answer(session, {"uuid": 5, "route": "PING", "payload": {"any": "thing"}}) == pong


def test_ping_is_not_counted_and_may_use_a_uuid_in_flight(session: Session[Any]) -> None:
    run(session, 1)
    run(session, 2)
    assert answer(session, {"uuid": 1, "route": "PING"})["route"] == "PONG"


def test_pong_is_not_answered(session: Session[Any]) -> None:
    assert session.receive('{"uuid": 5, "route": "PONG"}') is None


def test_a_heartbeat_is_answered_and_its_answer_is_not_whatever_else_is_in_its_frame(
    session: Session[Any],
) -> None:
    pong: dict[str, Any] = {"uuid": None, "route": "PONG", "headers": {}, "payload": None}
    assert answer(session, {"uuid": [], "route": "PING", "headers": 5}) == pong
    assert session.receive('{"uuid": [], "route": "PONG", "headers": 5}') is None


def test_cancel_is_given_on_and_not_counted(session: Session[Any]) -> None:
    first = run(session, 1)
    run(session, 2)
    assert request(session, 1, "CANCEL").route == "CANCEL"
    session.finish(first)
    run(session, 3)


def test_hello_is_dispatched_and_counted_like_a_request(session: Session[Any]) -> None:
    run(session, 1, "HELLO")
    assert answer(session, {"uuid": 1, "route": "HELLO"})["status"] == 409


def test_before_a_hello_that_is_demanded_nothing_else_runs() -> None:
    session: Session[Any] = Session(Limits(), must_greet=True)
    assert answer(session, {"uuid": 1, "route": "r"})["status"] == 401
    assert answer(session, {"uuid": 1, "route": "PING"})["route"] == "PONG"
    run(session, 1, "HELLO")
    session.admit()
    run(session, 2)


def test_a_hello_does_not_lift_another_refusal() -> None:
    session: Session[Any] = Session(Limits(), must_greet=True)
    session.refusal = SocketError(503)
    session.admit()
    assert answer(session, {"uuid": 1, "route": "r"})["status"] == 503


def test_an_unreadable_frame_is_answered_with_what_is_wrong(session: Session[Any]) -> None:
    reply = answer(session, {"uuid": "u", "route": 7})
    assert (reply["uuid"], reply["status"]) == ("u", 400)
    assert reply["payload"]["errors"][0]["pointer"] == "/route"


def test_a_binary_frame_is_refused_without_a_uuid(session: Session[Any]) -> None:
    reply = json.loads(session.receive_binary())
    assert (reply["uuid"], reply["status"]) == (None, 400)
    assert reply["payload"]["errors"][0]["code"] == "binary_frame"


def test_a_uuid_in_flight_is_refused_and_the_first_request_goes_on(session: Session[Any]) -> None:
    run(session, 1)
    assert answer(session, {"uuid": 1, "route": "r"})["status"] == 409
    assert answer(session, {"uuid": 1, "route": "r"})["status"] == 409


def test_a_number_and_its_digits_are_two_uuids(session: Session[Any]) -> None:
    run(session, 1)
    run(session, "1")


def test_a_uuid_is_free_once_it_is_answered_even_while_its_request_still_cleans_up(
    session: Session[Any],
) -> None:
    run(session, 1)
    session.answered(1)
    run(session, 1)


def test_one_request_too_many_is_refused_until_another_is_finished(session: Session[Any]) -> None:
    first = run(session, 1)
    run(session, 2)
    assert answer(session, {"uuid": 3, "route": "r"})["status"] == 429
    session.finish(first)
    run(session, 3)


def test_who_has_its_answer_still_takes_a_place_though_perhaps_not_for_long(
    session: Session[Any],
) -> None:
    first = run(session, 1)
    run(session, 2)
    session.answered(1)
    for route in ("r", "HELLO"):
        with pytest.raises(Crowded) as caught:
            request(session, 3, route)
        assert (caught.value.uuid, caught.value.problem.status) == (3, 429)
    session.finish(first)
    run(session, 3)


def test_the_call_that_has_a_uuid_is_known_until_it_is_answered(session: Session[Any]) -> None:
    call = run(session, 1)
    assert session.unanswered(1) is call
    session.answered(1)
    assert session.unanswered(1) is None


def test_a_call_runs_until_it_is_finished(session: Session[Any]) -> None:
    assert session.is_idle
    call = run(session, 1)
    session.answered(1)
    assert (session.is_idle, list(session.running)) == (False, [call])
    session.finish(call)
    assert (session.is_idle, list(session.running)) == (True, [])


def test_a_request_that_is_answered_at_once_is_not_in_flight(session: Session[Any]) -> None:
    for _ in range(3):
        request(session, 1)


def test_what_was_refused_is_not_in_flight(session: Session[Any]) -> None:
    run(session, 1)
    answer(session, {"uuid": 1, "route": "r"})
    run(session, 2)
