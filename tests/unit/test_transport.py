"""What is asked of the transports of servers, of any kind and in any state."""

from __future__ import annotations

import asyncio
import ssl

from tests.support.servers import HOST
from tests.support.tls import CERTIFICATE, KEY, trusting

from fastapi_observable_socket.asgi.transport import unsent_bytes


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
