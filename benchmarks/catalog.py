"""The servers that can be measured."""

from __future__ import annotations

from dataclasses import dataclass

from .dialects import CHANX, ECHO, OBSERVABLE, SOCKET_IO, WEBSOCKET_RPC, WS_ROUTER, Dialect

DEFAULT_CLASS = "websockets-sansio"
"""What ``uvicorn --ws auto`` picks where websockets is installed."""


@dataclass(frozen=True)
class Server:
    """One server: an environment, an application in it, and what runs the application.

    Attributes:
        name: The name used on the command line and in the results.
        title: What a reader of the table sees.
        environment: The name of its file among the requirements.
        module: Its module in `benchmarks.servers`.
        dialect: Its message format.
        websocket_class: What uvicorn is given as ``--ws``; ``None`` for a module that
            serves itself and takes the port as its argument.
    """

    name: str
    title: str
    environment: str
    module: str
    dialect: Dialect
    websocket_class: str | None = DEFAULT_CLASS

    def command(self, port: int) -> list[str]:
        """The arguments of the Python interpreter that serve on ``port``."""
        module = f"benchmarks.servers.{self.module}"
        if self.websocket_class is None:
            return ["-m", module, str(port)]
        options = {
            "host": "127.0.0.1",
            "port": str(port),
            "loop": "uvloop",
            "ws": self.websocket_class,
            "ws-per-message-deflate": "false",
            "log-level": "warning",
            "backlog": "2048",
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        return ["-m", "uvicorn", f"{module}:app", *flags]


SERVERS = (
    Server("ours", "this package", "ours", "ours", OBSERVABLE),
    Server(
        "ours-fast",
        "this package, own protocol class",
        "ours",
        "ours",
        OBSERVABLE,
        "fastapi_observable_socket.uvicorn:ObservableProtocol",
    ),
    Server("ours-asgi", "this package, by ASGI alone", "ours", "ours_asgi", OBSERVABLE),
    Server("ours-wsproto", "this package, wsproto", "ours", "ours", OBSERVABLE, "wsproto"),
    Server(
        "ours-websockets",
        "this package, legacy websockets",
        "ours",
        "ours",
        OBSERVABLE,
        "websockets",
    ),
    Server("1.1.1", "fastapi-observable-socket 1.1.1", "legacy", "legacy", OBSERVABLE),
    Server("1.1.1-models", "1.1.1 with models", "legacy", "legacy_models", OBSERVABLE),
    Server("asgi-echo", "bare ASGI echo", "asgi-echo", "asgi_echo", ECHO),
    Server("picows-echo", "picows echo", "picows-echo", "picows_echo", ECHO, None),
    Server("ws-router", "fastapi-ws-router", "ws-router", "ws_router", WS_ROUTER),
    Server("chanx", "chanx", "chanx", "chanx", CHANX),
    Server(
        "websocket-rpc", "fastapi-websocket-rpc", "websocket-rpc", "websocket_rpc", WEBSOCKET_RPC
    ),
    Server("socket-io", "python-socketio, ack", "socket-io", "socket_io", SOCKET_IO),
)

BASELINES = ("1.1.1", "asgi-echo", "picows-echo")
"""The servers that ratios are taken to."""

QUICK = ("ours", *BASELINES)
"""The servers of a quick run."""

ROUTERS = ("ours", "1.1.1", "1.1.1-models", "asgi-echo")
"""The servers whose application is also measured alone; the echo shows what measuring costs."""


def server_named(name: str) -> Server:
    """The server of that name.

    Raises:
        KeyError: There is none.
    """
    return {server.name: server for server in SERVERS}[name]
