"""What is asked of the transports of servers, of any kind and in any state."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from typing import Any

import pytest
from tests.support.servers import HOST
from tests.support.tls import CERTIFICATE, KEY, trusting

from fastapi_observable_socket.asgi.transport import abort, unsent_bytes


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
