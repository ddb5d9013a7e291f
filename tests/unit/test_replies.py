"""What handlers return becomes a reply, and no reply leaves that its contract does not allow."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from starlette.datastructures import Headers
from tests.support.library_contract import (
    DEFINITIONS,
    Book,
    BooksGetReply404,
    Shelf,
    books_add,
    books_get,
    books_list,
    books_remove,
    shelves_sort,
)

from fastapi_observable_socket import MISSING, CallRoute, Part, Reply, ReplyPart, Status
from fastapi_observable_socket.errors import BrokenReply
from fastapi_observable_socket.routing.replies import (
    ContractReplies,
    encode_plain,
    head_of,
    plain_reply,
)
from fastapi_observable_socket.routing.values.checker import Checker

ID = UUID("12345678-1234-1234-1234-123456789abc")
EMMA = {"id": str(ID), "title": "Emma"}
SHELVED = {"x-shelf": 7}


def replies(route: CallRoute[Any, Any, Any]) -> ContractReplies:
    def checker(part: Part[Any]) -> Checker:
        return Checker(part, DEFINITIONS, 32)

    return ContractReplies(route, checker)


def encoded(route: CallRoute[Any, Any, Any], result: Any) -> Any:
    """The payload on the wire of what a handler returned."""
    of_route = replies(route)
    return json.loads(of_route.encode(of_route.normalise(result)))


def broken(route: CallRoute[Any, Any, Any], result: Any) -> str:
    with pytest.raises(BrokenReply) as caught:
        encoded(route, result)
    return str(caught.value)


class TestPlain:
    @pytest.mark.parametrize("result", [None, 0, False, "", [], [1], "text", {"a": 1}])
    def test_a_value_is_the_payload_of_a_200(self, result: Any) -> None:
        assert plain_reply(result) == Reply(200, result)

    def test_a_handler_result_may_leave_out_any_member(self) -> None:
        assert plain_reply({"status": 404}) == Reply(404, None)
        assert plain_reply({"payload": 0}) == Reply(200, 0)
        assert plain_reply({"headers": {"a": 1}, "status": None}) == Reply(200, None, {"a": 1})
        assert plain_reply({}) == Reply(200, None)

    def test_a_reply_is_a_reply(self) -> None:
        reply = Reply(201, [1], {"a": 1})
        assert plain_reply(reply) is reply

    @pytest.mark.parametrize("status", [99, 600, 1000, -1, True, "200", 200.0])
    def test_what_is_no_status_is_refused(self, status: Any) -> None:
        with pytest.raises(BrokenReply, match="the status is no number from 100 to 599"):
            plain_reply({"status": status})

    def test_values_of_any_common_type_are_written(self) -> None:
        moment = datetime(2026, 11, 22, tzinfo=UTC)
        assert encode_plain(Reply(200, [moment, ID, math.inf])) == (
            b'["2026-11-22T00:00:00Z","12345678-1234-1234-1234-123456789abc",null]'
        )


class TestHead:
    @pytest.mark.parametrize("status", [99, 600, True, "200", 200.0, None])
    def test_a_reply_has_a_status_from_100_to_599(self, status: Any) -> None:
        with pytest.raises(BrokenReply, match="the status is no number from 100 to 599"):
            head_of(Reply(status, None))

    def test_no_headers_are_empty_headers(self) -> None:
        assert head_of(Reply(200, None)) == {}

    @pytest.mark.parametrize("headers", [[], "a", 5, [("a", 1)]])
    def test_headers_are_a_mapping(self, headers: Any) -> None:
        with pytest.raises(BrokenReply, match="/headers are no mapping"):
            head_of(Reply(200, None, headers))

    @pytest.mark.parametrize(
        "headers", [{"a": "1"}, MappingProxyType({"a": "1"}), Headers({"a": "1"})]
    )
    def test_any_mapping_will_do(self, headers: Any) -> None:
        assert head_of(Reply(200, None, headers)) == {"a": "1"}


def test_a_plain_value_is_the_payload_of_the_first_success() -> None:
    assert replies(books_add).normalise(EMMA) == Reply(201, EMMA)
    assert replies(books_remove).normalise(None) == Reply(204, None)


def test_a_reply_is_what_the_handler_made_of_it() -> None:
    reply = Reply(Status.CONFLICT, {"message": "taken"})
    assert replies(books_add).normalise(reply) is reply


def test_models_plain_data_and_mixtures_of_both_are_written() -> None:
    model = Book(id=ID, title="Emma")
    assert encoded(books_add, model) == EMMA
    assert encoded(books_add, EMMA) == EMMA
    assert encoded(books_add, {"id": ID, "title": "Emma"}) == EMMA
    assert encoded(books_list, [model, EMMA]) == [EMMA, EMMA]
    assert encoded(books_list, ()) == []


def test_objects_with_the_attributes_of_the_model_are_written() -> None:
    @dataclass
    class Row:
        id: UUID
        title: str
        extra: object

    class Record:
        id = ID
        title = "Emma"

    assert encoded(books_add, Record()) == EMMA
    assert encoded(books_list, [Row(ID, "Emma", object())]) == [EMMA]


def test_optional_members_stay_apart_from_nullable_ones() -> None:
    assert encoded(books_add, Book(id=ID, title="Emma", note=None)) == {**EMMA, "note": None}
    assert encoded(books_add, Book(id=ID, title="Emma", note=MISSING)) == EMMA
    published = Book(id=ID, title="Emma", published=datetime(1815, 12, 23, tzinfo=UTC))
    assert encoded(books_add, published) == {**EMMA, "published": "1815-12-23T00:00:00Z"}
    assert "/payload/published" in broken(books_add, {**EMMA, "published": None})


def test_open_objects_keep_what_they_were_given() -> None:
    assert encoded(books_add, {**EMMA, "isbn": {"13": 1}}) == {**EMMA, "isbn": {"13": 1}}
    assert encoded(books_add, Book.model_validate({**EMMA, "isbn": 1})) == {**EMMA, "isbn": 1}


def test_recursive_values_are_checked_to_the_bottom() -> None:
    shelf = Shelf(name="a", shelves=[Shelf(name="b", shelves=[Shelf(name="c")])])
    expected = {"name": "a", "shelves": [{"name": "b", "shelves": [{"name": "c"}]}]}
    assert encoded(shelves_sort, shelf) == expected
    deep = {"name": "a", "shelves": [{"name": "b", "shelves": [{"name": 5}]}]}
    assert "/payload/shelves/0/shelves/0/name" in broken(shelves_sort, deep)


def test_a_broken_payload_is_named_by_pointer_and_keyword() -> None:
    assert broken(books_add, {"id": str(ID)}) == ("reply 201: /payload/title is missing (required)")
    problems = broken(books_add, {"id": "x", "title": ""})
    assert "/payload/id" in problems
    assert "(format)" in problems
    assert "/payload/title" in problems
    assert "(minLength)" in problems


@pytest.mark.parametrize("result", [None, [], "Emma", 5, Reply(201, None), object(), [object()]])
def test_a_payload_of_another_kind_is_broken(result: Any) -> None:
    assert "/payload" in broken(books_add, result)


def test_a_model_that_was_built_past_its_own_rules_is_broken() -> None:
    assert "/payload/title" in broken(books_add, Book.model_construct(id=ID))


@pytest.mark.parametrize("status", [200, 202, 301, 418, 422, 502])
def test_an_undeclared_status_is_broken(status: int) -> None:
    assert "does not declare" in broken(books_add, Reply(status, EMMA))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 413, 429, 499, 500, 503])
def test_the_protocols_own_statuses_need_no_declaration(status: int) -> None:
    assert encoded(books_list, Reply(status, {"message": "no"})) == {"message": "no"}


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        (None, "/payload"),
        ({}, "/payload/message"),
        ({"message": 5}, "/payload/message"),
        ("no", "/payload"),
        ({"message": "no", "errors": [{"pointer": "/a"}]}, "/payload/errors/0/code"),
    ],
)
def test_an_error_without_a_schema_of_its_own_has_the_error_payload(
    payload: Any, place: str
) -> None:
    assert f"not the error payload, at {place}" in broken(books_add, Reply(409, payload))


def test_an_error_payload_may_carry_more() -> None:
    payload = {"message": "no", "errors": [], "retry_after": 1.5, "by": "ada"}
    assert encoded(books_add, Reply(409, payload)) == payload


def test_an_error_with_a_schema_of_its_own_is_held_to_it() -> None:
    nearest = BooksGetReply404(message="no", nearest=[ID])
    assert encoded(books_get, Reply(404, nearest)) == {"message": "no", "nearest": [str(ID)]}
    assert "/payload/nearest is missing" in broken(books_get, Reply(404, {"message": "no"}))


def test_a_reply_without_a_payload_in_its_contract_has_none() -> None:
    assert encoded(books_remove, None) is None
    assert "/payload is not null" in broken(books_remove, {"deleted": True})


def test_declared_headers_are_checked() -> None:
    assert encoded(books_get, Reply(200, EMMA, SHELVED)) == EMMA
    assert encoded(books_get, Reply(200, EMMA, MappingProxyType(SHELVED))) == EMMA
    assert "/headers/x-shelf is missing" in broken(books_get, EMMA)
    assert "/headers/x-shelf" in broken(books_get, Reply(200, EMMA, {"x-shelf": "7"}))
    assert "/headers" in broken(books_get, Reply(200, EMMA, {"x-shelf": object()}))


def test_headers_that_no_contract_describes_are_free() -> None:
    assert encoded(books_add, Reply(201, EMMA, {"anything": [1]})) == EMMA


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_cannot_write_is_no_number(number: float) -> None:
    route: CallRoute[Any, Any, Any] = CallRoute(
        path="r", replies={200: ReplyPart(payload=Part(float, "Number"))}
    )

    def checker(part: Part[Any]) -> Checker:
        return Checker(part, {"Number": {"type": "number"}}, 32)

    with pytest.raises(BrokenReply, match="/payload"):
        ContractReplies(route, checker).encode(Reply(200, number))
