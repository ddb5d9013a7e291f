"""A bare ASGI application for tests of the protocol class: the path says what it does."""

from __future__ import annotations

import asyncio
import gc
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from starlette.types import Message, Receive, Scope, Send
from uvicorn.server import ServerState

notes: Final[dict[bytes, asyncio.Queue[dict[str, Any]]]] = defaultdict(asyncio.Queue)
"""How connections ended, as the application saw it, by their query strings."""

release: Final = asyncio.Event()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await receive()
        scope["state"]["born"] = "at start-up"
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})
        return
    await DOES[scope["path"].rsplit("/", 1)[-1]](scope, receive, send)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await accept(receive, send)
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})
    note(scope, message)


async def tell_scope(scope: Scope, receive: Receive, send: Send) -> None:
    await accept(receive, send)
    text = json.dumps(scope, default=lambda value: value.decode("latin-1"))
    await send({"type": "websocket.send", "text": text})
    await receive()


async def choose(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    headers = [(b"x-chosen", b"yes"), (b"server", b"mine"), (b"x-latin", b"\xe9")]
    subprotocol = scope["subprotocols"][-1]
    await send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": headers})
    await receive()


async def inject(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept", "headers": [(b"x", b"1\r\nx-injected: 1")]})


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1008})
    note(scope, await receive())


async def deny(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    headers = [(b"x-why", b"no ticket"), (b"content-type", b"text/x-why")]
    await send({"type": "websocket.http.response.start", "status": 401, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"no ticket"})
    note(scope, await receive())


async def deny_in_parts(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.http.response.start", "status": 403, "headers": []})
    for part in (b"one ", b"two "):
        await send({"type": "websocket.http.response.body", "body": part, "more_body": True})
    await send({"type": "websocket.http.response.body", "body": b"three"})


async def deny_without_body(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.http.response.start", "status": 401, "headers": []})


async def fail_early(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("wanted")


async def fail_late(scope: Scope, receive: Receive, send: Send) -> None:
    await accept(receive, send)
    raise RuntimeError("wanted")


async def leave_early(scope: Scope, receive: Receive, send: Send) -> None:
    return


async def leave_late(scope: Scope, receive: Receive, send: Send) -> None:
    await accept(receive, send)


async def close(scope: Scope, receive: Receive, send: Send) -> None:
    await accept(receive, send)
    await send({"type": "websocket.send", "text": "last words"})
    await send({"type": "websocket.close", "code": 4001, "reason": "enough"})
    note(scope, await receive())
    try:
        await send({"type": "websocket.send", "text": "too late"})
    except RuntimeError as error:
        note(scope, {"error": type(error).__name__})


async def send_into_nothing(scope: Scope, receive: Receive, send: Send) -> None:
    await accept(receive, send)
    while (await receive())["type"] == "websocket.receive":
        pass
    try:
        await send({"type": "websocket.send", "text": "anybody there?"})
    except OSError as error:
        note(scope, {"error": type(error).__name__})
        raise


async def do_not_receive(scope: Scope, receive: Receive, send: Send) -> None:
    """Take nothing until somebody asks for ``release``."""
    release.clear()
    await accept(receive, send)
    await release.wait()
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": str(len(message["text"]))})


async def release_others(scope: Scope, receive: Receive, send: Send) -> None:
    release.set()
    await accept(receive, send)


async def pour(scope: Scope, receive: Receive, send: Send) -> None:
    """Send without end; with ``cut`` in the query the transport is cut once sending stalls."""
    await accept(receive, send)
    sent = 0
    try:
        while True:
            async with asyncio.timeout(0.5 if b"cut" in scope["query_string"] else None):
                await send({"type": "websocket.send", "bytes": bytes(65_536)})
            sent += 65_536
            await asyncio.sleep(0)
    except TimeoutError:
        send.__self__.transport.abort()  # type: ignore[attr-defined]
        note(scope, {"sent": sent})
    except OSError as error:
        note(scope, {"sent": sent, "error": type(error).__name__})


async def never_answer(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    note(scope, await receive())


async def tell_ends(scope: Scope, receive: Receive, send: Send) -> None:
    """Send what was noted under the same query string, as soon as there is something."""
    await accept(receive, send)
    queue = notes[scope["query_string"]]
    noted = [await queue.get()]
    while not queue.empty():
        noted.append(queue.get_nowait())
    await send({"type": "websocket.send", "text": json.dumps(noted)})


async def tell_counts(scope: Scope, receive: Receive, send: Send) -> None:
    """Send how many connections and tasks uvicorn believes to have, this one left out."""
    await accept(receive, send)
    while (await receive())["type"] == "websocket.receive":
        (state,) = (one for one in gc.get_objects() if isinstance(one, ServerState))
        counts = [len(state.connections) - 1, len(state.tasks) - 1]
        await send({"type": "websocket.send", "text": json.dumps(counts)})


async def accept(receive: Receive, send: Send) -> None:
    assert (await receive())["type"] == "websocket.connect"
    with suppress(OSError):
        await send({"type": "websocket.accept"})


def note(scope: Scope, what: Message | dict[str, Any]) -> None:
    notes[scope["query_string"]].put_nowait(dict(what))


DOES: Final[dict[str, Callable[[Scope, Receive, Send], Awaitable[None]]]] = {
    "echo": echo,
    "scope": tell_scope,
    "\u00e9t\u00e9": tell_scope,
    "choose": choose,
    "inject": inject,
    "refuse": refuse,
    "deny": deny,
    "deny-in-parts": deny_in_parts,
    "deny-without-body": deny_without_body,
    "fail-early": fail_early,
    "fail-late": fail_late,
    "leave-early": leave_early,
    "leave-late": leave_late,
    "close": close,
    "send-into-nothing": send_into_nothing,
    "do-not-receive": do_not_receive,
    "release": release_others,
    "pour": pour,
    "never-answer": never_answer,
    "ends": tell_ends,
    "counts": tell_counts,
}
