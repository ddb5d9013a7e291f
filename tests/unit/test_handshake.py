"""Who may open a connection, and how a refusal looks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket
from starlette.exceptions import WebSocketException
from starlette.websockets import WebSocketDisconnect

from fastapi_observable_socket import SocketRouter
from fastapi_observable_socket.testing import SocketClient

HOST = "news.example:8443"


def app(**arguments: Any) -> FastAPI:
    application = FastAPI()
    SocketRouter(**arguments).mount(application)
    return application


async def is_taken(origin: str | None, host: str = HOST, **arguments: Any) -> bool:
    headers = {"host": host, **({} if origin is None else {"origin": origin})}
    try:
        async with SocketClient(app(**arguments), headers=headers) as client:
            return (await client.request("nowhere")).status == 404
    except WebSocketDisconnect:
        return False


@pytest.mark.parametrize("origin", [None, "https://news.example:8443", "HTTPS://News.Example:8443"])
async def test_clients_without_origin_and_pages_of_the_own_host_are_taken(
    origin: str | None,
) -> None:
    assert await is_taken(origin)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://news.example", "news.example"),
        ("https://news.example", "news.example:443"),
        ("http://news.example", "news.example:80"),
        ("http://news.example:80", "news.example"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
async def test_default_ports_need_not_be_written(origin: str, host: str) -> None:
    assert await is_taken(origin, host)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "https://evil.example",
        "https://news.example",
        "https://news.example:8444",
        "https://news.example.evil.example:8443",
        "https://evil.example:8443",
        "https://news.example:8443@evil.example:8443",
        "https://evil.example@news.example:8443",
        "https://news.example:none",
        "http://[::1",
        "file://",
        "news.example:8443",
    ],
)
async def test_other_pages_are_refused_before_they_are_accepted(origin: str) -> None:
    assert not await is_taken(origin)


async def test_no_host_is_not_the_same_host() -> None:
    for origin in ("file://", "https://", "null"):
        assert not await is_taken(origin, "")


async def test_listed_origins_are_taken_and_no_others() -> None:
    origins = ["https://App.example/", "http://localhost:3000"]
    assert await is_taken("https://app.example", origins=origins)
    assert await is_taken("http://localhost:3000", origins=origins)
    assert await is_taken("https://news.example:8443", origins=origins)
    assert not await is_taken("http://app.example", origins=origins)
    assert not await is_taken("https://app.example:444", origins=origins)
    assert not await is_taken("null", origins=origins)


@pytest.mark.parametrize(
    ("listed", "origin"),
    [
        ("https://app.example:443", "https://app.example"),
        ("https://app.example", "https://app.example:443"),
        ("HTTP://[::1]:80/", "http://[::1]"),
    ],
)
async def test_default_ports_need_not_be_listed(listed: str, origin: str) -> None:
    assert await is_taken(origin, origins=[listed])
    assert not await is_taken(f"{origin.removesuffix(':443')}:8443", origins=[listed])


async def test_what_a_proxy_says_about_the_host_is_not_believed() -> None:
    headers = {"host": HOST, "origin": "https://evil.example"}
    for name, value in (
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-original-host", "evil.example"),
    ):
        with pytest.raises(WebSocketDisconnect):
            async with SocketClient(
                app(origins=["https://app.example"]), headers={**headers, name: value}
            ):
                pass


async def test_every_page_can_be_allowed() -> None:
    assert await is_taken("https://evil.example", origins="*")
    assert await is_taken("null", origins="*")


def refuse(websocket: WebSocket) -> bool:
    return False


async def test_a_refusal_is_an_accepted_connection_that_is_closed_1008() -> None:
    async with SocketClient(app(access_logic=refuse)) as client:
        assert (await client.expect_close()).code == 1008


async def test_a_refusal_can_be_plain_http() -> None:
    with pytest.raises(WebSocketDisconnect):
        async with SocketClient(app(access_logic=refuse, refuse="http")):
            pass


async def test_access_logic_may_choose_the_code() -> None:
    def closed(websocket: WebSocket) -> bool:
        raise WebSocketException(4000, "on Sundays")

    async with SocketClient(app(access_logic=closed)) as client:
        closed_with = await client.expect_close()
    assert (closed_with.code, closed_with.reason) == (4000, "on Sundays")


class OfItsOwn(BaseException):
    pass


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("secret\n"),
        SystemExit(3),
        OfItsOwn("secret"),
        asyncio.CancelledError(),
        WebSocketException(1006, "no close"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_an_access_logic_that_fails_closes_1011_and_is_one_line_in_the_log(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    def access_logic(websocket: WebSocket) -> bool:
        raise error

    async with SocketClient(app(access_logic=access_logic)) as client:
        closed = await client.expect_close()
    assert (closed.code, closed.reason) == (1011, "internal error")
    (record,) = caplog.records
    assert record.getMessage().startswith("access_logic failed")
    assert record.getMessage().isprintable()


async def test_access_logic_may_accept_by_itself() -> None:
    async def accept(websocket: WebSocket) -> bool:
        await websocket.accept("v2")
        return "good" in websocket.query_params

    async with SocketClient(app(access_logic=accept), "/ws?good") as client:
        assert (await client.request("nowhere")).status == 404
    async with SocketClient(app(access_logic=accept)) as client:
        assert (await client.expect_close()).code == 1008


@pytest.mark.parametrize("answer", [True, False])
async def test_access_logic_may_close_by_itself(
    answer: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def close(websocket: WebSocket) -> bool:
        await websocket.accept()
        await websocket.close(4003, "no")
        return answer

    async with SocketClient(app(access_logic=close)) as client:
        closed = await client.expect_close()
    assert (closed.code, closed.reason) == (4003, "no")
    assert caplog.records == []


async def test_a_long_reason_of_access_logic_is_cut_to_what_a_close_can_carry() -> None:
    def access_logic(websocket: WebSocket) -> bool:
        raise WebSocketException(4401, "x" * 200)

    async with SocketClient(app(access_logic=access_logic)) as client:
        assert (await client.expect_close()).reason == "x" * 123


async def test_a_connection_that_the_user_accepted_is_closed_for_a_foreign_page() -> None:
    application, router = FastAPI(), SocketRouter()

    @application.websocket("/ws")
    async def own(websocket: WebSocket) -> None:
        await websocket.accept()
        await router(websocket)

    async with SocketClient(application, headers={"origin": "https://evil.example"}) as client:
        assert (await client.expect_close()).code == 1008
