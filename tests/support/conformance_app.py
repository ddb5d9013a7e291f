"""The application that the conformance cases run against.

Its routes are those of ``schema/protocol/conformance/README.md``, in the style of 1.1.1.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from fastapi import FastAPI, WebSocket

from fastapi_observable_socket import (
    Context,
    HandlerResult,
    MessageData,
    SocketError,
    SocketRouter,
    Status,
)

Json: TypeAlias = Any
Local: TypeAlias = dict[str, Any]

SECRET = "secret-7c1f"

app = FastAPI()
router = SocketRouter()

released: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
notes: defaultdict[str, asyncio.Queue[str]] = defaultdict(asyncio.Queue)


@router.route("echo")
async def echo(ws: WebSocket, headers: dict[str, Any], payload: Json) -> HandlerResult:
    return {"status": Status.OK, "headers": headers, "payload": payload}


@router.route("math/sum")
async def add(ws: WebSocket, headers: dict[str, Any], payload: Json) -> HandlerResult:
    return {"payload": {"sum": sum(payload or [])}}


@router.route("size")
async def size(ws: WebSocket, headers: dict[str, Any], payload: str) -> HandlerResult:
    return {"payload": len(payload)}


@router.route("depth")
async def depth(ws: WebSocket, headers: dict[str, Any], payload: Json) -> HandlerResult:
    levels, level = 0, [payload]
    while level := [one for one in level if isinstance(one, list | dict)]:
        levels += 1
        level = [x for one in level for x in (one.values() if isinstance(one, dict) else one)]
    return {"payload": levels}


@router.route("digits")
async def digits(ws: WebSocket, headers: dict[str, Any], payload: int) -> HandlerResult:
    return {"payload": len(str(abs(payload)))}


@router.route("uuid-length")
async def uuid_length(context: Context) -> HandlerResult:
    return {"payload": len(str(context.uuid))}


@router.route("headers-count")
async def headers_count(ws: WebSocket, headers: dict[str, Any], payload: Json) -> HandlerResult:
    return {"payload": len(headers)}


@router.route("status")
async def status(ws: WebSocket, headers: dict[str, Any], payload: Json) -> Any:
    return payload


@router.route("nothing")
async def nothing(ws: WebSocket, headers: dict[str, Any], payload: Json) -> None:
    return None


@router.route("fail")
async def fail(ws: WebSocket, headers: dict[str, Any], payload: Json) -> HandlerResult:
    raise RuntimeError(SECRET)


@router.route("refuse")
async def refuse(ws: WebSocket, headers: dict[str, Any], payload: int) -> HandlerResult:
    raise SocketError(payload, "refused")


@router.route("unwritable")
async def unwritable(ws: WebSocket, headers: dict[str, Any], payload: str) -> Any:
    return {
        "object": {"payload": object()},
        "surrogate": {"payload": "\ud800"},
        "headers": {"headers": ["no", "object"]},
    }[payload]


@router.route("not-finite")
async def not_finite(ws: WebSocket, headers: dict[str, Any], payload: Json) -> HandlerResult:
    return {"payload": [float("nan"), float("inf"), float("-inf")]}


@router.route("rich")
async def rich(ws: WebSocket, headers: dict[str, Any], payload: Json) -> HandlerResult:
    values = {
        "day": date(2026, 1, 5),
        "moment": datetime(2026, 1, 5, 8, tzinfo=UTC),
        "id": UUID("6f9619ff-8b86-4d01-b42d-00c04fc964ff"),
        "price": Decimal("9.90"),
    }
    return {"payload": values}


@router.route("hold")
async def hold(ws: WebSocket, headers: dict[str, Any], payload: str) -> HandlerResult:
    await released[payload].wait()
    return {"payload": payload}


@router.route("release")
async def release(ws: WebSocket, headers: dict[str, Any], payload: str) -> None:
    released[payload].set()


@router.route("hold-then-note")
async def hold_then_note(ws: WebSocket, headers: dict[str, Any], payload: str) -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        notes[payload].put_nowait("cancelled")
        raise


@router.route("wait-for-note")
async def wait_for_note(ws: WebSocket, headers: dict[str, Any], payload: str) -> HandlerResult:
    return {"payload": await notes[payload].get()}


# -- hooks -------------------------------------------------------------------------------------


async def is_good(message: MessageData, local: Local) -> bool:
    return bool(message.payload == "good")


async def is_good_alone(message: MessageData) -> bool:
    return bool(message.payload == "good")


async def is_zero(message: MessageData, local: Local) -> bool:
    return message.payload is not False and message.payload == 0


async def has_article(message: MessageData, local: Local) -> bool:
    try:
        local["value"] = int(message.headers["article"])
    except (KeyError, ValueError):
        return False
    return True


async def is_admin(ws: WebSocket, message: MessageData, local: Local) -> bool:
    return bool(message.headers.get("role") == "admin")


async def is_admin_alone(ws: WebSocket, message: MessageData) -> bool:
    return bool(message.headers.get("role") == "admin")


async def nobody(ws: WebSocket, message: MessageData, local: Local) -> bool:
    return False


async def strangers_are_refused(ws: WebSocket, message: MessageData, local: Local) -> bool:
    raise SocketError(Status.UNAUTHORIZED, "sign in first")


async def put_payload(message: MessageData, local: Local) -> bool:
    local["value"] = message.payload
    return True


async def add_one(ws: WebSocket, message: MessageData, local: Local) -> bool:
    local["value"] += 1
    return True


async def put_null(ws: WebSocket, message: MessageData, local: Local) -> bool:
    local["value"] = None
    return True


async def put_article_id(message: MessageData, local: Local) -> bool:
    local["article_id"] = message.payload
    return True


async def put_cached(ws: WebSocket, message: MessageData, local: Local) -> bool:
    local["value"] = "cached"
    return True


async def put_from_access(ws: WebSocket, message: MessageData, local: Local) -> bool:
    local["value"] = "from access"
    return True


async def hydrate_payload(ws: WebSocket, message: MessageData) -> Json:
    return {"hydrated": message.payload}


async def hydrate_words(ws: WebSocket, message: MessageData) -> Json:
    return "from hydrate"


async def shape(payload: Json) -> Json:
    return {"shaped": payload}


async def fail_hook(*arguments: Any) -> Any:
    raise RuntimeError(SECRET)


async def answer_payload(ws: WebSocket, headers: dict[str, Any], payload: Json) -> HandlerResult:
    return {"payload": payload}


async def answer_value(value: Json) -> HandlerResult:
    return {"payload": value}


async def answer_cached(value: Json) -> HandlerResult:
    return {"payload": {"cached": value}}


async def answer_named_value(value: Json) -> HandlerResult:
    return {"payload": {"value": value}}


async def answer_local(local: Local) -> HandlerResult:
    return {"payload": local}


router.route("checked", {"data_check": is_good})(answer_payload)
router.route("checked/one-parameter", {"data_check": is_good_alone})(answer_payload)
router.route("checked/header", {"data_check": has_article})(answer_value)
router.route("checked/is-zero", {"data_check": is_zero})(answer_payload)
router.route("checked/guarded", {"data_check": is_good, "access": nobody})(answer_payload)
router.route("guarded", {"access": is_admin})(answer_payload)
router.route("guarded/two-parameters", {"access": is_admin_alone})(answer_payload)
router.route("guarded/unknown-caller", {"access": strangers_are_refused})(answer_payload)
router.route("cached", {"data_check": put_payload, "access": add_one})(answer_cached)
router.route("cached/null", {"access": put_null})(answer_named_value)
router.route("cached/local", {"data_check": put_article_id, "access": put_cached})(answer_local)
router.route("hydrated", {"hydrate": hydrate_payload})(answer_value)
router.route("hydrated/cached", {"access": put_from_access, "hydrate": hydrate_words})(answer_value)
router.route("dehydrated", {"dehydrate": shape})(status)
router.route("failing/data-check", {"data_check": fail_hook})(answer_payload)
router.route("failing/access", {"access": fail_hook})(answer_payload)
router.route("failing/hydrate", {"hydrate": fail_hook})(answer_value)
router.route("failing/dehydrate", {"dehydrate": fail_hook})(answer_payload)


# -- endpoints ---------------------------------------------------------------------------------


async def allow(ws: WebSocket) -> bool:
    return True


async def deny(ws: WebSocket) -> bool:
    return False


allowing = SocketRouter(access_logic=allow)
allowing.route("echo")(echo)
denying = SocketRouter(access_logic=deny)


@app.websocket("/ws")
async def ordinary(ws: WebSocket) -> None:
    await router(ws)


@app.websocket("/allowed")
async def allowed(ws: WebSocket) -> None:
    await allowing(ws)


@app.websocket("/refused")
async def refused(ws: WebSocket) -> None:
    await denying(ws)
