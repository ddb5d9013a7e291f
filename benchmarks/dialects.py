"""How each server wants a request written, and how its reply is read.

The load tool knows nothing of JSON: it sends one prepared frame again and again and changes the
twelve digits of a token in it. The digits come back behind ``marker``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .work import Json, Work

TOKEN = "0" * 12
IDENTIFIER = "bench-" + TOKEN


@dataclass(frozen=True)
class Dialect:
    """One server's message format.

    Attributes:
        request: Writes the request frame, with `TOKEN` where the identifier's digits go.
        payload: Takes the reply payload out of a reply frame.
        marker: What stands directly before the token in a reply.
        path: The path of the WebSocket endpoint.
        hello: A frame that the client sends once, right after the upgrade.
        greetings: How many frames the server sends before the first reply.
        echoes: Whether the reply is the request itself, whatever the work.
    """

    request: Callable[[Work], str]
    payload: Callable[[str], Json]
    marker: str = "bench-"
    path: str = "/ws"
    hello: str | None = None
    greetings: int = 0
    echoes: bool = False

    def is_right(self, work: Work, reply: str) -> bool:
        """Whether a reply frame carries what the work expects."""
        try:
            found = self.payload(reply)
        except (ValueError, LookupError, TypeError):
            return False
        return bool(found == (work.payload if self.echoes else work.expected))


def compact(value: Any) -> str:
    """JSON text without spaces, as browsers write it."""
    return json.dumps(value, separators=(",", ":"))


def _observable_request(work: Work) -> str:
    return compact(
        {"uuid": IDENTIFIER, "route": work.route, "headers": {}, "payload": work.payload}
    )


def _observable_payload(reply: str) -> Json:
    response = json.loads(reply)
    if response["status"] != 200:
        raise ValueError(response["status"])
    return response["payload"]


OBSERVABLE = Dialect(_observable_request, _observable_payload)
ECHO = Dialect(_observable_request, lambda reply: json.loads(reply)["payload"], echoes=True)

# The argument's name, where the neighbour passes arguments by name.
_ARGUMENT = {"sum": "numbers", "article": "article", "records": "batch"}


def _rpc_request(work: Work) -> str:
    arguments = {_ARGUMENT[work.name]: work.payload}
    return compact(
        {"request": {"method": work.name, "arguments": arguments, "call_id": IDENTIFIER}}
    )


WEBSOCKET_RPC = Dialect(_rpc_request, lambda reply: json.loads(reply)["response"]["result"])


WS_ROUTER = Dialect(
    lambda work: compact({"type": work.name, "id": IDENTIFIER, "payload": work.payload}),
    lambda reply: json.loads(reply)["payload"],
)

CHANX = Dialect(
    lambda work: compact(
        {"version": 1, "ref": IDENTIFIER, "action": work.name, "payload": work.payload}
    ),
    lambda reply: json.loads(reply)["payload"],
    path="/ws/",
)

# Engine.IO packet 4 (message), Socket.IO packet 2 (event) and 3 (acknowledgement).
SOCKET_IO = Dialect(
    lambda work: f"42{TOKEN}" + compact([work.name, work.payload]),
    lambda reply: json.loads(reply[2 + len(TOKEN) :])[0],
    marker="43",
    path="/socket.io/?EIO=4&transport=websocket",
    hello="40",
    greetings=2,
)
