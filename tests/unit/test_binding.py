"""Handlers get what they ask for by annotation, whatever the form of the function."""

import functools
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Annotated, Any, Optional, TypeAlias
from uuid import UUID

import pytest
from fastapi import Depends, WebSocket
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection
from tests.support import postponed
from tests.support.library_contract import (
    Book,
    BooksGetHeaders,
    BooksGetPayload,
    books_get,
    books_list,
    one_route,
)
from typing_extensions import TypeAliasType

from fastapi_observable_socket import (
    CallRoute,
    Context,
    Contract,
    CurrentContext,
    Part,
    Reply,
    ReplyPart,
    RoutingError,
    SocketRouter,
)
from fastapi_observable_socket.routing.binding import bind_typed, payload_of
from fastapi_observable_socket.routing.user_code import SignatureProblem
from fastapi_observable_socket.testing import SocketClient

ID = "12345678-1234-1234-1234-123456789abc"

Numbers = TypeAliasType("Numbers", Annotated[list[float], Field(min_length=1)])
Words: TypeAlias = dict[str, str]
add: CallRoute[list[float], Any, Any] = CallRoute(
    path="add",
    payload=Part(Numbers, "Numbers"),
    headers=Part(Words, "Words"),
    replies={200: ReplyPart(payload=Part(Any, "Anything"))},
)
arithmetic = Contract(
    digest="sha256:0",
    definitions={
        "Numbers": {"type": "array", "items": {"type": "number"}, "minItems": 1},
        "Words": {"type": "object", "additionalProperties": {"type": "string"}},
        "Anything": {},
    },
    routes=(add,),
)


def seven() -> int:
    return 7


Seven = Annotated[int, Depends(seven)]


async def result_of(handler: Callable[..., Any]) -> Any:
    """What a handler of ``add`` answers to [1, 2]."""
    router = SocketRouter(arithmetic)
    router.on(add)(handler)
    async with SocketClient(router) as client:
        reply = await client.request("add", [1, 2], headers={"unit": "m"})
    assert reply.status == 200, reply
    return reply.payload


def problem_of(handler: Callable[..., Any]) -> str:
    """The one problem that a router with this handler of ``add`` has."""
    router = SocketRouter(arithmetic)
    router.on(add)(handler)
    with pytest.raises(RoutingError) as caught:
        router.check()
    (problem,) = caught.value.problems
    return problem


async def test_payload_headers_socket_and_context_come_in_any_order() -> None:
    async def one(payload: Numbers, headers: Words, ws: WebSocket, context: Context) -> Any:
        return [payload, headers, ws.url.path, context.route]

    async def two(context: Context, ws: WebSocket, headers: Words, payload: Numbers) -> Any:
        return [payload, headers, ws.url.path, context.route]

    async def three(a: HTTPConnection, b: Words, c: Context, d: Numbers) -> Any:
        return [d, b, a.url.path, c.route]

    expected = [[1, 2], {"unit": "m"}, "/ws", "add"]
    assert [await result_of(handler) for handler in (one, two, three)] == [expected] * 3


async def test_models_are_built_of_payload_and_headers() -> None:
    router = SocketRouter(one_route(books_get))
    seen: list[object] = []

    @router.on(books_get)
    async def get(payload: BooksGetPayload, headers: BooksGetHeaders, context: Context) -> Any:
        seen.extend([payload, headers, context.payload, context.typed_headers, context.headers])
        return Reply(200, Book(id=payload.id, title="Emma"), {"x-shelf": 1})

    async with SocketClient(router) as client:
        await client.request("books/get", {"id": ID}, headers={"x-reader": "ada", "x-other": 1})
    payload, headers = seen[:2]
    assert isinstance(payload, BooksGetPayload)
    assert str(payload.id) == ID
    assert isinstance(headers, BooksGetHeaders)
    assert headers.x_reader == "ada"
    assert headers.model_extra == {"x-other": 1}
    assert seen[2] is payload
    assert seen[3] is headers
    assert seen[4] == {"x-reader": "ada", "x-other": 1}


async def test_a_handler_may_ask_for_nothing() -> None:
    async def handler() -> int:
        return 5

    assert await result_of(handler) == 5


async def test_parameters_without_annotation_are_known_by_name() -> None:
    async def handler(context, websocket, headers, payload):  # type: ignore[no-untyped-def]
        return [payload, headers, websocket is context.websocket]

    assert await result_of(handler) == [[1, 2], {"unit": "m"}, True]


async def test_keyword_only_and_positional_only_parameters_are_filled() -> None:
    async def keywords(*, context: Context, payload: Numbers) -> Any:
        return [payload, context.route]

    async def mixed(payload: Numbers, /, headers: Words, *, context: Context) -> Any:
        return [payload, headers, context.route]

    async def positional(payload: Numbers, number: Seven, context: Context, /) -> Any:
        return [payload, number, context.route]

    async def with_default(ratio: float = 0.5, payload: Numbers = [], /) -> Any:  # noqa: B006
        return [ratio, payload]

    async def trailing(payload: Numbers, number: Seven, ratio: float = 0.5, /) -> Any:
        return [payload, number, ratio]

    assert await result_of(keywords) == [[1, 2], "add"]
    assert await result_of(mixed) == [[1, 2], {"unit": "m"}, "add"]
    assert await result_of(positional) == [[1, 2], 7, "add"]
    assert await result_of(with_default) == [0.5, [1, 2]]
    assert await result_of(trailing) == [[1, 2], 7, 0.5]


async def test_dependencies_may_stand_anywhere() -> None:
    async def first(number: Seven, payload: Numbers) -> Any:
        return [number, payload]

    async def last(payload: Numbers, *, number: Seven) -> Any:
        return [number, payload]

    async def by_default(payload: Numbers, number: int = Depends(seven)) -> Any:
        return [number, payload]

    async def with_context(context: CurrentContext, payload: Numbers) -> Any:
        return [7 if context.route == "add" else 0, payload]

    for handler in (first, last, by_default, with_context):
        assert await result_of(handler) == [7, [1, 2]]


async def test_a_parameter_with_a_default_keeps_it_where_the_route_has_nothing_for_it() -> None:
    async def handler(payload: Numbers, times: int = 3, note: str | None = None) -> Any:
        return [sum(payload) * times, note]

    assert await result_of(handler) == [9, None]


async def test_a_default_does_not_keep_a_known_annotation_from_being_filled() -> None:
    async def handler(payload: Numbers, context: Context = None) -> Any:  # type: ignore[assignment]
        return context.route

    assert await result_of(handler) == "add"


async def test_the_type_behind_an_alias_stands_for_it() -> None:
    async def bare(payload: list[float]) -> Any:
        return payload

    async def annotated(payload: Annotated[list[float], "what it is for"]) -> Any:
        return payload

    async def annotated_context(payload: Numbers, it: Annotated[Context, "doc"]) -> Any:
        return it.payload

    for handler in (bare, annotated, annotated_context):
        assert await result_of(handler) == [1, 2]


async def test_what_may_be_none_is_filled_all_the_same() -> None:
    async def union(payload: Numbers, it: Context | None = None, h: Words | None = None) -> Any:
        return [it is not None, h]

    async def optional(payload: Optional[list[float]], it: Optional[WebSocket] = None) -> Any:  # noqa: UP045
        return [it is not None, payload]

    assert await result_of(union) == [True, {"unit": "m"}]
    assert await result_of(optional) == [True, [1, 2]]


def test_a_type_that_two_parts_share_is_not_guessed() -> None:
    headers, payload = TypeAliasType("Headers", Words), TypeAliasType("Payload", Words)

    async def ambiguous(value: dict[str, str]) -> None: ...

    async def clear(one: payload, two: headers) -> None: ...  # type: ignore[valid-type]

    given: dict[Any, Any] = {headers: len, payload: payload_of}
    with pytest.raises(SignatureProblem, match="'value' is annotated"):
        bind_typed(ambiguous, given)
    bind_typed(clear, given)


class Service:
    """Handlers as methods and as callable objects."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    async def method(self, payload: Numbers, context: Context) -> Any:
        return [self.factor * sum(payload), context.route]

    @classmethod
    async def of_class(cls, payload: Numbers) -> Any:
        return [cls.__name__, payload]

    @staticmethod
    async def static(payload: Numbers) -> Any:
        return payload

    def in_thread(self, payload: Numbers) -> Any:
        return [self.factor, threading.current_thread() is threading.main_thread()]

    async def __call__(self, context: Context, payload: Numbers) -> Any:
        return [self.factor, payload, context.route]


async def test_methods_and_callable_objects_are_handlers() -> None:
    service = Service(2)
    assert await result_of(service.method) == [6, "add"]
    assert await result_of(service.of_class) == ["Service", [1, 2]]
    assert await result_of(Service.static) == [1, 2]
    assert await result_of(service) == [2, [1, 2], "add"]


async def test_handlers_that_are_not_async_run_in_a_thread() -> None:
    def function(payload: Numbers) -> Any:
        return threading.current_thread() is threading.main_thread()

    class Callback:
        def __call__(self, payload: Numbers) -> Any:
            return threading.current_thread() is threading.main_thread()

    assert await result_of(function) is False
    assert await result_of(Callback()) is False
    assert await result_of(Service(2).in_thread) == [2, False]


async def test_a_partial_binds_what_it_has_and_asks_for_the_rest() -> None:
    async def handler(factor: float, payload: Numbers, unit: str, context: Context) -> Any:
        return [factor * sum(payload), unit, context.route]

    by_position = functools.partial(handler, 2, unit="km")
    nested = functools.partial(functools.partial(handler, 2), unit="km")
    method = functools.partial(Service(2).method)
    assert await result_of(by_position) == [6, "km", "add"]
    assert await result_of(nested) == [6, "km", "add"]
    assert await result_of(method) == [6, "add"]


async def test_a_partial_of_a_blocking_function_runs_in_a_thread() -> None:
    def handler(factor: float, payload: Numbers) -> Any:
        return [factor, threading.current_thread() is threading.main_thread()]

    assert await result_of(functools.partial(handler, 2)) == [2, False]


async def test_a_decorated_handler_is_asked_what_the_function_inside_wants() -> None:
    def logged(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            return ["logged", await function(*args, **kwargs)]

        return wrapper

    @logged
    async def handler(payload: Numbers, *, context: Context) -> Any:
        return [payload, context.route]

    assert await result_of(handler) == ["logged", [[1, 2], "add"]]


def test_a_decorated_handler_that_hides_what_it_wants_is_refused() -> None:
    def careless(function: Callable[..., Any]) -> Callable[..., Any]:
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            return await function(*args, **kwargs)

        return wrapper

    @careless
    async def handler(payload: Numbers) -> Any: ...

    assert "functools.wraps" in problem_of(handler)


async def test_further_keyword_parameters_are_left_alone() -> None:
    async def handler(payload: Numbers, **more: Any) -> Any:
        return [payload, more]

    assert await result_of(handler) == [[1, 2], {}]


class Foreign(BaseModel):
    x: int


def test_what_the_route_cannot_give_is_refused_with_what_it_can() -> None:
    async def handler(payload: Numbers, other: Foreign, third) -> None: ...  # type: ignore[no-untyped-def]

    problem = problem_of(handler)
    assert problem.startswith("add: tests.unit.test_binding.")
    assert "parameter 'other' is annotated Foreign" in problem
    assert "parameter 'third' is not annotated" in problem
    assert (
        "this route can give dict[str, str], Numbers, Context, WebSocket, Depends(...)" in problem
    )


def test_a_route_without_payload_has_none_to_give() -> None:
    router = SocketRouter(one_route(books_list))

    async def handler(payload: BooksGetPayload) -> Any: ...

    router.on(books_list)(handler)
    with pytest.raises(RoutingError, match="'payload' is annotated BooksGetPayload"):
        router.check()


def test_what_is_no_function_is_refused() -> None:
    assert problem_of(5) == "add: 5 is no function"  # type: ignore[arg-type]
    assert "does not say what it takes" in problem_of(dict)


def test_an_annotation_that_cannot_be_evaluated_is_named() -> None:
    async def handler(payload: "Unheard") -> None: ...  # type: ignore[name-defined]  # noqa: F821

    async def broken(payload: "list[") -> None: ...  # type: ignore  # noqa: F722

    assert "'payload' is annotated 'Unheard', which its module does not know" in problem_of(handler)
    assert "'payload' is annotated 'list['" in problem_of(broken)


async def test_an_annotation_that_cannot_be_evaluated_does_no_harm_where_it_is_not_needed() -> None:
    async def handler(payload: Numbers, more: "Unheard" = None) -> "Unheard":  # type: ignore[name-defined]  # noqa: F821
        return [payload, more]

    assert await result_of(handler) == [[1, 2], None]


async def test_modules_may_postpone_the_evaluation_of_annotations() -> None:
    service = postponed.Service()
    results: list[list[Any]] = []
    for handler in (postponed.function, service.method, service):
        bound = bind_typed(handler, {BooksGetPayload: payload_of})
        context: Any = SimpleNamespace(payload=BooksGetPayload(id=UUID(ID)), route="r")
        solved = {} if bound.dependencies is None else {"number": 7}
        results.append(await bound.call(context, solved))
    assert results == [[UUID(ID), "r", 7]] * 3
    with pytest.raises(SignatureProblem, match="Sequence"):
        bind_typed(postponed.unknown, {BooksGetPayload: payload_of})


async def test_annotations_may_be_written_as_strings() -> None:
    async def handler(payload: "Numbers", context: "Context", number: "Seven") -> "Any":
        return [payload, context.route, number]

    assert await result_of(handler) == [[1, 2], "add", 7]
