"""The README of 1.1.1 on route options and on what a handler receives, sentence by sentence."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from starlette.websockets import WebSocket
from tests.support.legacy_driver import connect, status_is

from fastapi_observable_socket import (
    HandlerResult,
    MessageData,
    RouteOptions,
    SocketRouter,
    Status,
)

Local = dict[str, Any]


@pytest.fixture
def router() -> SocketRouter:
    return SocketRouter()


def reporting(router: SocketRouter, options: RouteOptions) -> None:
    """The route "report" answers with the one value that its handler was given."""

    @router.route("report", options=options)
    async def report(value: Any) -> HandlerResult:
        return {"payload": value}


async def sum_handler(ws: WebSocket, headers: dict[str, Any], payload: Any) -> HandlerResult:
    return {"status": Status.OK, "payload": {"sum": sum(payload or [])}}


async def total_of_none(ws: WebSocket, headers: Any, payload: Any) -> HandlerResult:
    return {"payload": "done"}


# Route options


async def test_data_check_may_take_the_message_alone(router: SocketRouter) -> None:
    """README: "data_check(message[, local])", the first form."""

    async def data_check(message: MessageData) -> bool:
        return bool(message.payload == "good")

    router.route("checked", {"data_check": data_check})(total_of_none)
    async with connect(router) as peer:
        status_is(await peer.call("checked", "good"), 200)
        status_is(await peer.call("checked", "bad"), 400)


async def test_data_check_may_take_local_and_put_values_there(router: SocketRouter) -> None:
    """README: "May mutate `local` (a dict) to store lightweight cached values"."""

    async def data_check(message: MessageData, local: Local) -> bool:
        assert type(local) is dict
        local["value"] = int(message.headers["number"])
        return True

    reporting(router, {"data_check": data_check})
    async with connect(router) as peer:
        reply = await peer.call("report", headers={"number": "12"})
    assert reply["payload"] == 12


async def test_access_may_take_socket_and_message(router: SocketRouter) -> None:
    """README: "access(ws, message[, local])", the first form."""

    async def access(ws: WebSocket, message: MessageData) -> bool:
        return bool(ws.headers["host"] == message.headers["host"])

    router.route("guarded", {"access": access})(total_of_none)
    async with connect(router) as peer:
        status_is(await peer.call("guarded", headers={"host": "testserver"}), 200)
        status_is(await peer.call("guarded", headers={"host": "other"}), 403)


async def test_access_shares_local_with_data_check(router: SocketRouter) -> None:
    """README: "May fetch data (DB, external source) and store it in `local`"."""

    async def data_check(message: MessageData, local: Local) -> bool:
        local["id"] = message.payload
        return True

    async def access(ws: WebSocket, message: MessageData, local: Local) -> bool:
        local["value"] = f"article {local['id']}"
        return True

    reporting(router, {"data_check": data_check, "access": access})
    async with connect(router) as peer:
        assert (await peer.call("report", 5))["payload"] == "article 5"


async def test_local_belongs_to_one_request(router: SocketRouter) -> None:
    """README: "lightweight cached values" of one request are not seen by the next."""

    async def data_check(message: MessageData, local: Local) -> bool:
        local["seen"] = [*local.get("seen", []), message.payload]
        local["value"] = local["seen"]
        return True

    reporting(router, {"data_check": data_check})
    async with connect(router) as peer:
        assert (await peer.call("report", 1))["payload"] == [1]
        assert (await peer.call("report", 2))["payload"] == [2]


async def test_access_is_not_asked_after_a_refused_data_check(router: SocketRouter) -> None:
    """README: "Early validation": what follows sees only what passed."""
    asked: list[str] = []

    async def data_check(message: MessageData) -> bool:
        return False

    async def access(ws: WebSocket, message: MessageData) -> bool:
        asked.append("access")
        return False

    router.route("both", {"data_check": data_check, "access": access})(total_of_none)
    async with connect(router) as peer:
        status_is(await peer.call("both"), 400)
    assert asked == []


@pytest.mark.parametrize("value", [5, None, ["a", "b"], {"a": 1}])
async def test_the_handler_gets_what_hydrate_returns(router: SocketRouter, value: Any) -> None:
    """README: "Builds handler arguments"; it is one argument, whatever it is."""

    async def hydrate(ws: WebSocket, message: MessageData) -> Any:
        assert ws.headers["host"] == "testserver"
        return message.payload

    reporting(router, {"hydrate": hydrate})
    async with connect(router) as peer:
        reply = await peer.call("report", value)
    status_is(reply, 200)
    assert reply["payload"] == value


async def test_hydrate_wins_over_a_cached_value(router: SocketRouter) -> None:
    """README: "If defined, it overrides any cached value in `local`"."""

    async def data_check(message: MessageData, local: Local) -> bool:
        local["value"] = "cached"
        return True

    async def hydrate(ws: WebSocket, message: MessageData) -> str:
        return "hydrated"

    reporting(router, {"data_check": data_check, "hydrate": hydrate})
    async with connect(router) as peer:
        assert (await peer.call("report"))["payload"] == "hydrated"


@pytest.mark.parametrize(
    ("status", "payload"),
    [(200, "shaped raw"), (201, "shaped raw"), (204, "shaped raw"), (299, "shaped raw")]
    + [(status, "raw") for status in (199, 300, 400, 402, 404, 500)],
)
async def test_dehydrate_shapes_what_succeeds(
    router: SocketRouter, status: int, payload: str
) -> None:
    """README: "Final output transformation"; "status 200 (200 <= status < 300)"."""

    async def dehydrate(payload: Any) -> Any:
        return f"shaped {payload}"

    @router.route("shaped", options={"dehydrate": dehydrate})
    async def shaped(ws: WebSocket, headers: Any, payload: Any) -> HandlerResult:
        return {"status": status, "payload": "raw"}

    async with connect(router) as peer:
        reply = await peer.call("shaped")
    status_is(reply, status)
    assert reply["payload"] == payload


async def test_the_result_of_dehydrate_replaces_the_payload(router: SocketRouter) -> None:
    """README: "the result will replace output payload", headers and status stay."""

    async def dehydrate(payload: Any) -> Any:
        return {"title": payload}

    @router.route("shaped", options={"dehydrate": dehydrate})
    async def shaped(ws: WebSocket, headers: Any, payload: Any) -> HandlerResult:
        return {"status": 201, "headers": {"h": 1}, "payload": "raw"}

    async with connect(router) as peer:
        reply = await peer.call("shaped")
    assert reply == {"uuid": 1, "status": 201, "headers": {"h": 1}, "payload": {"title": "raw"}}


async def test_hooks_run_in_the_order_of_their_list(router: SocketRouter) -> None:
    """data_check, access, hydrate, handler, dehydrate."""
    order: list[str] = []

    async def step(name: str, result: Any, *_: Any) -> Any:
        order.append(name)
        return result

    async def handler(value: Any) -> HandlerResult:
        order.append("handler")
        return {}

    options: RouteOptions = {
        "dehydrate": functools.partial(step, "dehydrate", None),
        "hydrate": functools.partial(step, "hydrate", 1),
        "access": functools.partial(step, "access", True),
        "data_check": functools.partial(step, "data_check", True),
    }
    router.route("ordered", options)(handler)
    async with connect(router) as peer:
        status_is(await peer.call("ordered"), 200)
    assert order == ["data_check", "access", "hydrate", "handler", "dehydrate"]


async def test_an_option_that_is_none_is_no_option(router: SocketRouter) -> None:
    """README: "Each route can define"; every member of RouteOptions is optional and may be None."""
    options: RouteOptions = {"data_check": None, "access": None, "hydrate": None, "dehydrate": None}
    router.route("math/sum", options)(sum_handler)
    async with connect(router) as peer:
        assert (await peer.call("math/sum", [1, 2]))["payload"] == {"sum": 3}


async def test_a_hook_may_give_local_a_default(router: SocketRouter) -> None:
    """README: "data_check(message[, local])", both forms in one function."""

    async def data_check(message: MessageData, local: Any = None) -> bool:
        local["value"] = message.payload
        return True

    async def access(ws: WebSocket, message: MessageData, local: Any = None) -> bool:
        return bool(local["value"] == 1)

    reporting(router, {"data_check": data_check, "access": access})
    async with connect(router) as peer:
        assert (await peer.call("report", 1))["payload"] == 1
        status_is(await peer.call("report", 2), 403)


async def test_a_check_that_returns_nothing_refuses(router: SocketRouter) -> None:
    """README: "→ bool"; what is not true is a refusal, as in 1.1.1."""

    async def forgets(*_: Any) -> Any:
        return None

    router.route("checked", {"data_check": forgets})(total_of_none)
    router.route("guarded", {"access": forgets})(total_of_none)
    async with connect(router) as peer:
        status_is(await peer.call("checked"), 400)
        status_is(await peer.call("guarded"), 403)


async def test_a_method_can_be_hook_and_handler(router: SocketRouter) -> None:
    """README: "data_check(message[, local])" of an object: `self` does not count."""

    class Articles:
        async def check(self, message: MessageData, local: Local) -> bool:
            local["value"] = message.payload
            return True

        async def get(self, value: Any) -> HandlerResult:
            return {"payload": [value]}

    articles = Articles()
    router.route("articles", {"data_check": articles.check})(articles.get)
    async with connect(router) as peer:
        assert (await peer.call("articles", 3))["payload"] == [3]


# Handler argument behaviour


async def test_without_hydrate_and_cache_the_handler_gets_three(router: SocketRouter) -> None:
    """README: "No `hydrate`, no cached data | (ws, headers, payload)"; a note is no cache."""

    async def data_check(message: MessageData, local: Local) -> bool:
        local["note"] = "not the value"
        return True

    @router.route("three", options={"data_check": data_check})
    async def three(ws: WebSocket, headers: Any, payload: Any) -> HandlerResult:
        return {"payload": [type(ws).__name__, headers, payload]}

    async with connect(router) as peer:
        reply = await peer.call("three", {"p": 1}, {"h": 1})
    assert reply["payload"] == ["WebSocket", {"h": 1}, {"p": 1}]


@pytest.mark.parametrize("value", ["cached", None, 0, False, "", [], {}])
async def test_a_cached_value_is_what_the_handler_gets(router: SocketRouter, value: Any) -> None:
    """README: "Cached value stored in `local["value"]` | handler receives that cached value"."""

    async def access(ws: WebSocket, message: MessageData, local: Local) -> bool:
        local["value"] = value
        return True

    reporting(router, {"access": access})
    async with connect(router) as peer:
        reply = await peer.call("report", "sent")
    status_is(reply, 200)
    assert reply["payload"] == value
    assert type(reply["payload"]) is type(value)


async def test_a_default_does_not_hide_the_cached_value(router: SocketRouter) -> None:
    """README: "handler receives that cached value"."""

    async def data_check(message: MessageData, local: Local) -> bool:
        local["value"] = "cached"
        return True

    @router.route("value", options={"data_check": data_check})
    async def with_value(value: Any = None) -> HandlerResult:
        return {"payload": value}

    @router.route("local", options={"data_check": data_check})
    async def with_local(local: Any = None) -> HandlerResult:
        return {"payload": local}

    async with connect(router) as peer:
        assert (await peer.call("value"))["payload"] == "cached"
        assert (await peer.call("local"))["payload"] == {"value": "cached"}


async def test_a_handler_that_names_local_gets_the_dictionary(router: SocketRouter) -> None:
    """README: "async def get_article(local: dict)", which reads local["value"]."""

    async def data_check(message: MessageData, local: Local) -> bool:
        local["value"] = 1
        local["other"] = 2
        return True

    @router.route("local", options={"data_check": data_check})
    async def handler(local: Local) -> HandlerResult:
        return {"payload": local}

    async with connect(router) as peer:
        assert (await peer.call("local"))["payload"] == {"value": 1, "other": 2}


async def test_local_is_empty_where_no_hook_filled_it(router: SocketRouter) -> None:
    """README: "async def get_article(local: dict)"."""

    @router.route("local")
    async def handler(local: Local) -> HandlerResult:
        return {"payload": local}

    async with connect(router) as peer:
        assert (await peer.call("local"))["payload"] == {}


async def test_hydrate_wins_over_the_name_local(router: SocketRouter) -> None:
    """README: "`hydrate` > cached `local` > `(ws, headers, payload)`"."""

    async def hydrate(ws: WebSocket, message: MessageData) -> str:
        return "hydrated"

    @router.route("local", options={"hydrate": hydrate})
    async def handler(local: Any) -> HandlerResult:
        return {"payload": local}

    async with connect(router) as peer:
        assert (await peer.call("local"))["payload"] == "hydrated"
