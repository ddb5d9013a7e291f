"""What is reached of a Starlette socket beyond its interface: its two callables."""

from __future__ import annotations

from typing import Any

import pytest
from starlette._exception_handler import wrap_app_handling_exceptions
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketState

from fastapi_observable_socket.asgi.starlette_socket import (
    claim_receive,
    divert_send,
    server_of,
    server_send,
)

SCOPE: Scope = {"type": "websocket", "path": "/", "headers": []}


class Server:
    """What gives an application its two callables."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        return {"type": "websocket.receive", "text": "hi"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)


class OwnReceive(WebSocket):
    """A socket of a user who looks at what comes in."""

    async def receive(self) -> Message:
        return {"type": "websocket.receive", "text": "seen"}


@pytest.fixture
def server() -> Server:
    return Server()


async def socket_below(wrapped: Any, server: Server) -> WebSocket:
    """Returns the socket that an application below Starlette's wrappers is given."""
    sockets: list[WebSocket] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        sockets.append(WebSocket(scope, receive, send))

    outer = WebSocket(SCOPE, server.receive, server.send)
    await wrapped(app, outer)(SCOPE, server.receive, server.send)
    return sockets[0]


def test_the_server_of_a_socket_is_what_its_callables_are_methods_of(server: Server) -> None:
    assert server_of(WebSocket(SCOPE, server.receive, server.send)) is server


async def test_starlettes_own_wrappers_do_not_hide_the_server(server: Server) -> None:
    websocket = await socket_below(wrap_app_handling_exceptions, server)
    assert server_send(websocket) == server.send
    assert server_of(websocket) is server


@pytest.mark.parametrize("between", ["receive", "send", "class"])
def test_a_server_is_hidden_by_whatever_sees_the_messages(server: Server, between: str) -> None:
    async def receive() -> Message:
        return await server.receive()

    async def send(message: Message) -> None:
        await server.send(message)

    class_ = OwnReceive if between == "class" else WebSocket
    websocket = class_(
        SCOPE,
        receive if between == "receive" else server.receive,
        send if between == "send" else server.send,
    )
    assert server_of(websocket) is None


async def test_what_is_sent_on_the_socket_goes_where_it_is_diverted_to(server: Server) -> None:
    websocket = WebSocket(SCOPE, server.receive, server.send)
    websocket.application_state = WebSocketState.CONNECTED
    other = Server()
    divert_send(websocket, other.send)
    await websocket.send_text("hi")
    assert [message["text"] for message in other.sent] == ["hi"]
    assert not server.sent


async def test_only_who_has_claimed_it_can_receive(server: Server) -> None:
    websocket = WebSocket(SCOPE, server.receive, server.send)
    websocket.client_state = websocket.application_state = WebSocketState.CONNECTED
    receive = claim_receive(websocket)
    assert await receive() == {"type": "websocket.receive", "text": "hi"}
    with pytest.raises(RuntimeError, match="nobody else can"):
        await websocket.receive_text()


async def test_a_receive_of_the_users_own_is_not_passed_by(server: Server) -> None:
    receive = claim_receive(OwnReceive(SCOPE, server.receive, server.send))
    assert (await receive())["text"] == "seen"
