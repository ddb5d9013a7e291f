"""What a router makes of the server that it finds itself on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest
from uvicorn import Config, Server
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol

from fastapi_observable_socket import SocketRouter
from fastapi_observable_socket.uvicorn import ObservableProtocol
from fastapi_observable_socket.uvicorn.answering import AnsweringProtocol


class Derived(WebSocketsSansIOProtocol):
    """A class of the user's own."""


@pytest.fixture
def listening() -> Iterator[Any]:
    """Lets a server hear of SIGTERM, as uvicorn does before it starts the lifespan."""
    before = signal.getsignal(signal.SIGTERM)

    def listen(config: Config) -> None:
        config.load()
        signal.signal(signal.SIGTERM, Server(config).handle_exit)

    yield listen
    signal.signal(signal.SIGTERM, before)


async def started(router: SocketRouter, listening: Any, **options: Any) -> Any:
    """Starts the router's lifespan on uvicorn; returns the class that connections get."""
    config = Config(router, **options)
    listening(config)
    async with router.lifespan():
        return config.ws_protocol_class


async def test_uvicorns_default_class_is_made_to_answer_what_it_cannot_read(
    listening: Any,
) -> None:
    assert await started(SocketRouter(), listening) is AnsweringProtocol


@pytest.mark.parametrize("class_", [Derived, ObservableProtocol, WSProtocol])
async def test_any_other_class_is_left_alone(listening: Any, class_: type[Any]) -> None:
    assert await started(SocketRouter(), listening, ws=class_) is class_


async def test_a_router_that_takes_nothing_over_leaves_the_class_alone(listening: Any) -> None:
    router = SocketRouter(take_over=False)
    assert await started(router, listening) is WebSocketsSansIOProtocol


async def test_without_websockets_there_is_no_class_to_change(listening: Any) -> None:
    assert await started(SocketRouter(), listening, ws="none") is None


async def test_what_else_hears_of_signals_is_no_server() -> None:
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        async with SocketRouter().lifespan():
            pass
    finally:
        signal.signal(signal.SIGTERM, before)
