"""How the transport of a connection is found, and what is asked of it, in any state."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from typing import Any

import pytest
from starlette.types import Message
from tests.support.servers import HOST
from tests.support.tls import CERTIFICATE, KEY, trusting

from fastapi_observable_socket.asgi.transport import (
    WINDOW_BYTES,
    abort,
    drop_unsent,
    find_transport,
    limit_unread,
    limit_unsent,
    unsent_bytes,
)


class Options:
    """What is set on a socket."""

    def __init__(self) -> None:
        self.lingers: list[Any] = []

    def setsockopt(self, level: int, option: int, value: Any) -> None:
        assert (level, option) == (socket.SOL_SOCKET, socket.SO_LINGER)
        self.lingers.append(value)


class Transport(asyncio.Transport):
    """A transport with so many bytes that the system has not taken."""

    def __init__(self, unsent: int) -> None:
        self.options = Options()
        super().__init__({"socket": self.options})
        self._unsent = unsent
        self.is_aborted = False

    def get_write_buffer_size(self) -> int:
        return self._unsent

    def abort(self) -> None:
        self.is_aborted = True


@pytest.mark.parametrize(("unsent", "lingers"), [(0, []), (1, [struct.pack("ii", 1, 0)])])
def test_a_connection_ends_with_a_reset_where_the_peer_does_not_read(
    unsent: int, lingers: list[Any]
) -> None:
    transport = Transport(unsent)
    abort(transport)
    assert transport.is_aborted
    assert transport.options.lingers == lingers


async def test_nothing_is_unsent_on_a_tls_connection_that_was_closed_twice() -> None:
    ends = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ends.load_cert_chain(CERTIFICATE, KEY)
    async with await asyncio.start_server(
        lambda _, writer: writer.close(), HOST, 0, ssl=ends
    ) as server:
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection(HOST, port, ssl=trusting())
        writer.transport.close()
        writer.transport.close()  # as uvicorn does when it has lost the connection
        assert unsent_bytes(writer.transport) == 0
        await writer.wait_closed()


class Found(asyncio.Transport):
    """The one that is to be found."""


class Protocol:
    def __init__(self) -> None:
        self.transport = Found()

    async def send(self, message: Message) -> None:
        """What the server calls ``send``."""


def closure(send: Any) -> Any:
    async def sender(message: Message) -> None:
        await send(message)

    return sender


class Middleware:
    def __init__(self, send: Any) -> None:
        self._send = send

    async def send(self, message: Message) -> None:
        await self._send(message)


@pytest.mark.parametrize("layers", [[], [closure], [closure, closure], [Middleware, closure]])
def test_the_transport_is_found_below_middleware(layers: list[Any]) -> None:
    protocol = Protocol()
    send: Any = protocol.send
    for layer in layers:
        outer = layer(send)
        send = outer if callable(outer) else outer.send
    assert find_transport(send) is protocol.transport


def test_no_transport_is_found_where_there_is_none() -> None:
    assert find_transport(closure(print)) is None


async def test_a_server_reads_no_more_at_once_than_a_small_window() -> None:
    near, far = socket.socketpair()
    with near, far:

        class WithSocket(asyncio.Transport):
            def get_extra_info(self, name: str, default: Any = None) -> Any:
                return near if name == "socket" else default

        before = near.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        limit_unread(WithSocket())
        after = near.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    assert WINDOW_BYTES <= after <= 2 * WINDOW_BYTES < before
    limit_unread(WithSocket())
    limit_unread(asyncio.Transport())


class Gone(asyncio.Transport):
    """One whose socket is closed by now, as uvloop has it."""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        raise ValueError("negative file descriptor")


@pytest.mark.parametrize("transport", [Gone(), Found()])
def test_nothing_is_asked_of_a_socket_that_is_not_there(transport: asyncio.Transport) -> None:
    limit_unsent(transport, 1000)
    drop_unsent(transport)


def test_the_system_is_told_how_much_to_take_and_to_forget() -> None:
    with socket.socket() as one:
        transport = asyncio.Transport({"socket": one})
        limit_unsent(transport, 5000)
        drop_unsent(transport)
        assert one.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8) == struct.pack("ii", 1, 0)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            assert one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == 5000
