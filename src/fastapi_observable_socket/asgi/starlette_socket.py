"""What we need of a Starlette ``WebSocket`` beyond its public interface.

The router has to read and write past Starlette, which checks every message, and to catch what user
code sends on the socket itself. Starlette has no public way to do that: the two callables that it
was given are its attributes ``_receive`` and ``_send``. No other module of ours knows of them.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.types import Message, Receive, Send
from starlette.websockets import WebSocket

_EXCEPTION_WRAPPER: Final = "wrap_app_handling_exceptions.<locals>.wrapped_app.<locals>.sender"


def server_send(websocket: WebSocket) -> Send:
    """Returns the ``send`` that the server, or the user's middleware, has given to Starlette."""
    return _unwrapped(vars(websocket)["_send"])


def divert_send(websocket: WebSocket, send: Send) -> None:
    """Makes whatever is sent on the socket from now on go to ``send``."""
    vars(websocket)["_send"] = send


def claim_receive(websocket: WebSocket) -> Receive:
    """Returns what to receive with; from now on receiving on the socket itself fails.

    It is the server's own callable, without Starlette's check of every message, unless a class of
    the user's overrides ``receive``.
    """
    if _overrides_receive(websocket):
        return websocket.receive
    attributes = vars(websocket)
    receive: Receive = attributes["_receive"]
    attributes["_receive"] = _refuse_receive
    return receive


def server_of(websocket: WebSocket) -> object:
    """Returns the object whose ``receive`` and ``send`` a socket uses directly.

    None if something stands in between: middleware, or a class that overrides ``receive``.
    """
    attributes = vars(websocket)
    server = getattr(server_send(websocket), "__self__", None)
    if _overrides_receive(websocket) or attributes["_receive"] != getattr(server, "receive", None):
        return None
    return server


def _overrides_receive(websocket: WebSocket) -> bool:
    return type(websocket).receive is not WebSocket.receive


def _unwrapped(send: Send) -> Send:
    """Returns what is below Starlette's own wrappers, which only look for HTTP responses."""
    while getattr(send, "__qualname__", None) == _EXCEPTION_WRAPPER:
        wrapper: Any = send
        send = wrapper.__closure__[wrapper.__code__.co_freevars.index("send")].cell_contents
    return send


async def _refuse_receive() -> Message:
    """Stands in for ``receive``: user code that read here would take requests from handlers."""
    raise RuntimeError("the router reads this socket, nobody else can")
