"""An application for tests of faults: slow handlers, big answers, limits that tests can reach.

Environment: ``LIMITS`` is a JSON object of `Limits` to set, ``ROUTER`` one of further arguments of
`SocketRouter`. ``WITHOUT_LIFESPAN`` keeps the router out of the application's lifespan.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, WebSocket

from fastapi_observable_socket import Context, Identity, Limits, Policy, Rate, SocketRouter

app = FastAPI()
happened: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
counts: Counter[str] = Counter()


async def authenticate(websocket: WebSocket, credentials: Any) -> Any:
    """Knows ``{"user": name, "seconds": how long}``."""
    if not isinstance(credentials, dict):
        return None
    return Identity(credentials["user"], time.time() + credentials.get("seconds", 60))


async def access_logic(websocket: WebSocket) -> bool:
    """Lets in all but ``?refused``; those who ask for ``?seconds=`` have to wait for it."""
    counts["opening"] += 1
    try:
        await asyncio.sleep(float(websocket.query_params.get("seconds", 0)))
    finally:
        counts["opening"] -= 1
    return "refused" not in websocket.query_params


def _settings(name: str) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(os.environ.get(name, "{}"))
    return settings


arguments = _settings("ROUTER")
if arguments.pop("authenticate", False):
    arguments["authenticate"] = authenticate
router = SocketRouter(access_logic=access_logic, limits=Limits(**_settings("LIMITS")), **arguments)


async def resource() -> AsyncGenerator[str]:
    """Something that has to be given back, whatever becomes of the request."""
    counts["open"] += 1
    try:
        yield "open"
    finally:
        await asyncio.sleep(0)
        counts["open"] -= 1
        counts["closed"] += 1


@router.route("echo")
async def echo(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    return {"payload": payload}


@router.route("big")
async def big(ws: WebSocket, headers: dict[str, Any], payload: int) -> Any:
    return {"payload": "x" * payload}


@router.route("raw")
async def raw(ws: WebSocket, headers: dict[str, Any], payload: int) -> Any:
    """Sends on the socket itself: as many frames of 10 kB as the payload says."""
    for number in range(payload):
        await ws.send_json({"raw": number, "text": "x" * 10_000})
    return {"payload": "sent"}


@router.route("user")
async def user(context: Context) -> Any:
    return getattr(context.state, "user", None)


@router.route("sleep")
async def sleep(
    headers: dict[str, Any], payload: float, given: Annotated[str, Depends(resource)]
) -> Any:
    counts["running"] += 1
    try:
        await asyncio.sleep(payload)
    except asyncio.CancelledError:
        counts["cancelled"] += 1
        raise
    finally:
        counts["running"] -= 1
    return "slept"


@router.route("stubborn")
async def stubborn(ws: WebSocket, headers: dict[str, Any], payload: float) -> Any:
    """Does not heed its cancellation, for so many seconds."""
    end = asyncio.get_running_loop().time() + payload
    while (left := end - asyncio.get_running_loop().time()) > 0:
        try:
            await asyncio.sleep(left)
        except asyncio.CancelledError:
            counts["ignored"] += 1
    return "stubborn"


@router.route("block")
def block(ws: WebSocket, headers: dict[str, Any], payload: float) -> Any:
    """Keeps a thread, which nothing can cancel, for so many seconds."""
    time.sleep(payload)


@router.route("count")
async def count(ws: WebSocket, headers: dict[str, Any], payload: str) -> Any:
    return counts[payload]


@router.route("tasks")
async def tasks(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    return len(asyncio.all_tasks())


@router.route("connections")
async def connections(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    return len(router._fleet)


@router.route("memory")
async def memory(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    """Kilobytes in use, without garbage that has not been collected yet."""
    gc.collect()
    status = Path("/proc/self/status").read_text().splitlines()  # noqa: ASYNC240 - no real file
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


@router.route("fail")
async def fail(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    raise RuntimeError("no use")


@router.route("limited", options={"policy": Policy(rate=Rate(2, 60))})
async def limited(ws: WebSocket, headers: dict[str, Any], payload: Any) -> Any:
    return {"payload": payload}


@router.route("deadline", options={"policy": Policy(timeout=0.05)})
async def deadline(given: Annotated[str, Depends(resource)], payload: Any) -> Any:
    await asyncio.sleep(60)


if os.environ.get("WITHOUT_LIFESPAN"):
    app.add_api_websocket_route("/ws", router)
else:
    router.mount(app, "/ws")
