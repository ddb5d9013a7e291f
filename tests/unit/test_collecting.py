"""The garbage collector does not count what large requests consist of while they are answered."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from fastapi_observable_socket import (
    CallRoute,
    Connection,
    Context,
    Contract,
    Limits,
    Part,
    ReplyPart,
    SocketError,
)
from fastapi_observable_socket.protocol.decoding import IncomingRequest
from fastapi_observable_socket.protocol.parsing import LARGE
from fastapi_observable_socket.routing.collecting import LargeAnswers
from fastapi_observable_socket.routing.registration import ContractEndpoints

USUAL = (700, 10, 5)

store: CallRoute[Any, Any, Any] = CallRoute(
    path="store", payload=Part(Any, "Text"), replies={200: ReplyPart()}
)
texts = Contract(digest="sha256:0", definitions={"Text": {"type": "string"}}, routes=(store,))


@pytest.fixture(autouse=True)
def usual_thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*before)


def thresholds_while_answering(characters: int, error: Exception | None = None) -> Any:
    found: list[Any] = []

    async def handler(context: Context) -> None:
        found.append(gc.get_threshold())
        if error is not None:
            raise error

    asked = ContractEndpoints(texts, Limits()).typed(store, handler, None)
    assert asked.is_immediate
    payload = json.dumps("x" * characters).encode()
    frame = IncomingRequest("u1", "store", {}, msgspec.Raw(payload))
    asked.answer_now(
        Context(cast("Connection", SimpleNamespace(id="c1")), frame.uuid, "r", {}, {}), frame
    )
    return found[0]


def test_it_waits_for_more_while_a_large_request_is_answered() -> None:
    first, *others = thresholds_while_answering(LARGE)
    assert first > USUAL[0] + LARGE // 100
    assert others == [10, 5]
    assert gc.get_threshold() == USUAL


def test_it_counts_as_before_once_a_handler_has_failed() -> None:
    assert thresholds_while_answering(LARGE, SocketError(404, "none")) != USUAL
    assert gc.get_threshold() == USUAL


def test_what_a_handler_makes_of_little_is_counted() -> None:
    assert thresholds_while_answering(LARGE // 2) == USUAL


def test_where_nothing_is_collected_nothing_will_be() -> None:
    gc.set_threshold(0)
    before = gc.get_threshold()
    assert thresholds_while_answering(LARGE) == before
    assert gc.get_threshold() == before


def test_it_counts_again_when_the_last_of_several_threads_is_done() -> None:
    answers = LargeAnswers()
    answers.begin(LARGE)
    raised = gc.get_threshold()
    answers.begin(2 * LARGE)
    answers.end()
    assert gc.get_threshold() == raised != USUAL
    answers.end()
    assert gc.get_threshold() == USUAL


def test_thresholds_that_somebody_else_sets_meanwhile_are_left_alone() -> None:
    answers = LargeAnswers()
    answers.begin(LARGE)
    gc.set_threshold(5, 6, 7)
    answers.end()
    assert gc.get_threshold() == (5, 6, 7)
