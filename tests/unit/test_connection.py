"""One connection: read without pause, requests side by side, nothing left behind."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import Annotated, Any

import pytest
from fastapi import Depends, WebSocket
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from tests.support.recording import turns

from fastapi_observable_socket import (
    Context,
    Limits,
    MessageData,
    Policy,
    Reply,
    RouteOptions,
    SocketRouter,
)
from fastapi_observable_socket.testing import SocketClient

Headers = dict[str, Any]
PING = '{"uuid": "p", "route": "PING"}'
PONG: dict[str, Any] = {"uuid": "p", "route": "PONG", "headers": {}, "payload": None}


class Gate:
    """A handler that waits until it is let through, and tells what becomes of it."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.open = asyncio.Event()
        self.cancelled = 0
        self.inside = 0

    async def __call__(self, ws: WebSocket, headers: Headers, payload: Any) -> Any:
        self.entered.set()
        self.inside += 1
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.inside -= 1
        return {"payload": payload}


async def echo(ws: WebSocket, headers: Headers, payload: Any) -> Any:
    return {"payload": payload}


def serving(limits: Limits | None = None, **handlers: Callable[..., Any]) -> SocketRouter:
    router = SocketRouter(limits=limits)
    for name, handler in handlers.items():
        router.route(name)(handler)
    return router


def frame(uuid: str | int, route: str, payload: Any = None) -> str:
    return json.dumps({"uuid": uuid, "route": route, "payload": payload})


async def test_a_slow_request_holds_up_neither_ping_nor_a_fast_request() -> None:
    gate = Gate()
    async with SocketClient(serving(slow=gate, echo=echo)) as client:
        client.send_text(frame("slow", "slow", 1))
        client.send_text(PING)
        client.send_text(frame("fast", "echo", 2))
        assert await client.receive() == PONG
        assert (await client.receive())["uuid"] == "fast"
        gate.open.set()
        assert (await client.receive())["uuid"] == "slow"


async def test_others_have_their_turn_while_a_connection_starts_very_many_requests() -> None:
    gate = Gate()
    async with SocketClient(serving(Limits(max_in_flight=200), slow=gate)) as client:
        for uuid in range(200):
            client.send_text(frame(uuid, "slow"))
        await gate.entered.wait()
        assert 0 < gate.inside < 200
        gate.open.set()
        assert {(await client.receive())["uuid"] for _ in range(200)} == set(range(200))


async def test_a_handler_that_never_waits_has_no_task_of_its_own() -> None:
    tasks: set[Any] = set()

    async def quick(ws: WebSocket, headers: Headers, payload: Any) -> None:
        tasks.add(asyncio.current_task())

    async def slow(ws: WebSocket, headers: Headers, payload: Any) -> None:
        await asyncio.sleep(0)
        tasks.add(asyncio.current_task())

    async with SocketClient(serving(quick=quick, slow=slow)) as client:
        for route, count in (("quick", 1), ("quick", 1), ("slow", 2), ("slow", 3)):
            client.send_text(frame(route, route))
            assert (await client.receive())["status"] == 200
            assert len(tasks) == count


async def test_nor_has_one_whose_hooks_never_wait_either() -> None:
    tasks: set[Any] = set()
    router = SocketRouter()

    async def quick(ws: WebSocket, message: MessageData) -> Any:
        return message["payload"]

    async def slow(ws: WebSocket, message: MessageData) -> Any:
        await asyncio.sleep(0)
        return message["payload"]

    for name, options in (
        ("quick", RouteOptions(access=quick, hydrate=quick)),
        ("slow access", RouteOptions(access=slow, hydrate=quick)),
        ("slow hydrate", RouteOptions(hydrate=slow)),
    ):

        @router.route(name, options=options)
        async def handler(value: Any) -> dict[str, Any]:
            tasks.add(asyncio.current_task())
            return {"payload": value}

    async with SocketClient(router) as client:
        for route, count in (("quick", 1), ("quick", 1), ("slow access", 2), ("slow hydrate", 3)):
            client.send_text(frame(route, route, payload=[5]))
            assert (await client.receive())["payload"] == [5]
            assert len(tasks) == count


async def test_a_blocking_handler_runs_in_a_thread_and_holds_up_nobody() -> None:
    loop = asyncio.get_running_loop()
    released = asyncio.Event()

    def blocking(ws: WebSocket, headers: Headers, payload: Any) -> str:
        asyncio.run_coroutine_threadsafe(released.wait(), loop).result(10)
        return "done"

    async with SocketClient(serving(blocking=blocking)) as client:
        client.send_text(frame(1, "blocking"))
        client.send_text(PING)
        assert await client.receive() == PONG
        released.set()
        assert (await client.receive())["payload"] == "done"


async def test_a_uuid_in_flight_is_refused_and_the_first_request_is_answered() -> None:
    gate = Gate()
    async with SocketClient(serving(slow=gate)) as client:
        client.send_text(frame(1, "slow", "first"))
        client.send_text(frame(1, "slow", "second"))
        assert (await client.receive())["status"] == 409
        gate.open.set()
        assert (await client.receive())["payload"] == "first"
        client.send_text(frame(1, "slow", "third"))
        assert (await client.receive())["payload"] == "third"


async def test_one_request_more_than_may_be_in_flight_is_refused_at_once() -> None:
    gate = Gate()
    async with SocketClient(serving(Limits(max_in_flight=2), slow=gate)) as client:
        for uuid in (1, 2, 3):
            client.send_text(frame(uuid, "slow"))
        refusal = await client.receive()
        assert (refusal["uuid"], refusal["status"]) == (3, 429)
        client.send_text(PING)
        assert await client.receive() == PONG
        gate.open.set()
        assert {(await client.receive())["uuid"] for _ in range(2)} == {1, 2}
        client.send_text(frame(3, "slow"))
        assert (await client.receive())["status"] == 200


async def test_requests_to_unknown_routes_free_their_place() -> None:
    async with SocketClient(serving(Limits(max_in_flight=1))) as client:
        for _ in range(3):
            assert (await client.request("nowhere")).status == 404


async def test_a_uuid_may_be_used_again_as_soon_as_it_is_answered() -> None:
    closing = asyncio.Event()

    async def slow_to_close() -> AsyncGenerator[None]:
        yield
        await closing.wait()

    async def handler(context: Context, _: Annotated[None, Depends(slow_to_close)]) -> str:
        return "done"

    async with SocketClient(serving(r=handler)) as client:
        for _ in range(2):
            client.send_text(frame(1, "r"))
            assert (await client.receive())["status"] == 200
        closing.set()


async def test_a_request_that_still_cleans_up_counts_as_running() -> None:
    closing = asyncio.Event()

    async def slow_to_close() -> AsyncGenerator[None]:
        yield
        await closing.wait()

    async def handler(context: Context, _: Annotated[None, Depends(slow_to_close)]) -> str:
        return "done"

    async with SocketClient(serving(Limits(max_in_flight=1), r=handler)) as client:
        client.send_text(frame(1, "r"))
        assert (await client.receive())["status"] == 200
        client.send_text(frame(2, "r"))
        assert (await client.receive())["status"] == 429
        closing.set()


async def in_a_group(ws: WebSocket, headers: Headers, payload: Any) -> Any:
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.Event().wait())


@pytest.mark.parametrize("handler", [Gate(), in_a_group])
async def test_the_place_of_a_cancelled_request_is_free_for_the_next_one(
    handler: Callable[..., Any],
) -> None:
    async with SocketClient(serving(Limits(max_in_flight=1), slow=handler, echo=echo)) as client:
        for uuid in (1, 3, 5):
            client.send_text(frame(uuid, "slow"))
            client.send_text(PING)
            assert await client.receive() == PONG
            client.send_text(frame(uuid, "CANCEL"))
            client.send_text(frame(uuid + 1, "echo"))
            assert (await client.receive())["status"] == 499
            assert (await client.receive())["status"] == 200


async def test_a_peer_that_leaves_has_its_handlers_cancelled_and_cleaned_up() -> None:
    gate = Gate()
    before = asyncio.all_tasks()
    async with SocketClient(serving(slow=gate)) as client:
        for uuid in range(3):
            client.send_text(frame(uuid, "slow"))
        await gate.entered.wait()
        client.send_text(PING)
        assert await client.receive() == PONG
    assert (gate.cancelled, gate.inside) == (3, 0)
    assert asyncio.all_tasks() == before


async def test_the_clean_up_of_an_answered_request_is_not_cancelled_by_a_peer_that_leaves() -> None:
    happened: list[str] = []
    leaving = asyncio.Event()

    async def transaction() -> AsyncGenerator[None]:
        yield
        leaving.set()
        await asyncio.sleep(0)
        happened.append("committed")

    async def handler(context: Context, _: Annotated[None, Depends(transaction)]) -> str:
        return "done"

    before = asyncio.all_tasks()
    async with SocketClient(serving(r=handler)) as client:
        assert (await client.request("r")).payload == "done"
        await leaving.wait()
    assert happened == ["committed"]
    assert asyncio.all_tasks() == before


async def test_no_task_is_left_after_a_thousand_requests_on_fifty_connections() -> None:
    router = serving(echo=echo)
    before = asyncio.all_tasks()
    for number in range(50):
        async with SocketClient(router) as client:
            replies = await asyncio.gather(*[client.request("echo", n) for n in range(20)])
            assert [reply.payload for reply in replies] == list(range(20)), number
    assert asyncio.all_tasks() == before


async def test_a_connection_forgets_a_request_that_is_finished() -> None:
    connections: list[Any] = []

    async def note(context: Context) -> None:
        connections.append(context.connection)

    async def wait(context: Context) -> None:
        await asyncio.sleep(0)
        connections.append(context.connection)

    async with SocketClient(serving(note=note, wait=wait, nowhere=echo)) as client:
        for _ in range(5):
            await client.request("note")
            await client.request("wait")
            await client.request("unknown")
        client.send_text(PING)
        await client.receive()
        (connection,) = set(connections)
        assert connection.is_idle
        assert connection._session._unanswered == {}


async def test_a_handler_may_send_frames_of_its_own() -> None:
    async def chatty(ws: WebSocket, headers: Headers, payload: Any) -> str:
        await ws.send_json({"progress": 50})
        return "done"

    async with SocketClient(serving(chatty=chatty)) as client:
        assert (await client.request("chatty")).payload == "done"
        assert await client.receive() == {"progress": 50}


async def test_a_handler_may_send_through_the_context() -> None:
    async def chatty(context: Context) -> str:
        await context.connection.send('{"progress": 50}')
        return "done"

    async with SocketClient(serving(chatty=chatty)) as client:
        assert (await client.request("chatty")).payload == "done"
        assert await client.receive() == {"progress": 50}


async def test_what_a_handler_sends_through_the_context_is_held_to_json_and_utf_8() -> None:
    async def careless(context: Context) -> str:
        await context.connection.send('{"share": NaN, "most": [Infinity, 1]}')
        with pytest.raises(ValueError, match="surrogate"):
            await context.connection.send('"\ud800"')
        return "done"

    async with SocketClient(serving(careless=careless)) as client:
        assert (await client.request("careless")).payload == "done"
        assert await client.receive() == {"share": None, "most": [None, 1]}


async def test_a_socket_that_a_handler_keeps_is_of_no_use_once_the_connection_has_ended() -> None:
    kept: list[Context] = []

    async def keep(context: Context) -> None:
        kept.append(context)

    before = asyncio.all_tasks()
    async with SocketClient(serving(keep=keep)) as client:
        assert (await client.request("keep")).status == 200
    (context,) = kept
    for send in (context.websocket.send_text, context.websocket.send_json):
        with pytest.raises((WebSocketDisconnect, RuntimeError)):
            await send("too late")
    await context.connection.send("too late")
    await context.connection.close(4000)
    context.connection.admit(3600)
    assert not context.connection.is_open
    connection: Any = context.connection
    assert connection._timer is None
    assert asyncio.all_tasks() == before


async def test_a_handler_may_close_the_connection_and_its_answer_is_dropped(
    caplog: pytest.LogCaptureFixture,
) -> None:
    finished: list[str] = []

    async def leave(context: Context) -> str:
        await context.connection.close(4000, "enough")
        finished.append("leave")
        return "too late"

    async with SocketClient(serving(leave=leave)) as client:
        client.send_text(frame(1, "leave"))
        closed = await client.expect_close()
        assert (closed.code, closed.reason) == (4000, "enough")
    assert finished == ["leave"]
    assert caplog.records == []


async def test_a_handler_that_closes_the_socket_by_hand_loses_only_its_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def leave(ws: WebSocket, headers: Headers, payload: Any) -> str:
        await ws.close(4001)
        await ws.send_json("too late")
        return "not reached"

    async with SocketClient(serving(leave=leave)) as client:
        client.send_text(frame(1, "leave"))
        assert (await client.expect_close()).code == 4001
    assert caplog.records == []


@pytest.mark.parametrize(
    "message",
    [
        {"type": "websocket.close", "code": 1006},
        {"type": "websocket.send"},
        {"type": "websocket.send", "text": 5},
        {"type": "websocket.send", "bytes": "text"},
    ],
)
async def test_what_cannot_be_sent_by_hand_fails_its_request_and_nothing_else(
    message: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    async def clumsy(ws: WebSocket, headers: Headers, payload: Any) -> None:
        await ws.send(message)

    async def chatty(ws: WebSocket, headers: Headers, payload: Any) -> None:
        await ws.send_json("by hand")

    async with SocketClient(serving(clumsy=clumsy, chatty=chatty)) as client:
        assert (await client.request("clumsy")).status == 500
        assert (await client.request("chatty")).status == 200
        assert await client.receive() == "by hand"
    (record,) = caplog.records
    assert "'clumsy' failed: ValueError" in record.getMessage()


async def test_a_handler_that_receives_takes_no_request_from_another(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def greedy(ws: WebSocket, headers: Headers, payload: Any) -> str:
        return await ws.receive_text()

    async with SocketClient(serving(greedy=greedy, echo=echo)) as client:
        client.send_text(frame(1, "greedy"))
        client.send_text(frame(2, "echo", "mine"))
        answers = [await client.receive() for _ in range(2)]
    assert {one["uuid"]: one["status"] for one in answers} == {1: 500, 2: 200}
    assert "the router reads this socket" in caplog.records[0].getMessage()


async def test_a_long_reason_is_cut_to_what_a_close_can_carry() -> None:
    async def leave(ws: WebSocket, headers: Headers, payload: Any) -> None:
        await ws.close(4001, "x" * 200)

    async with SocketClient(serving(leave=leave)) as client:
        client.send_text(frame(1, "leave"))
        assert (await client.expect_close()).reason == "x" * 123


async def test_frames_that_come_after_our_close_are_not_served() -> None:
    served: list[Any] = []

    async def note(ws: WebSocket, headers: Headers, payload: Any) -> None:
        served.append(payload)

    async def leave(context: Context) -> None:
        await context.connection.close()

    closed = asyncio.Event()

    async def peer_is_slow_to_notice(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "websocket.close":
                client.send_text(frame(2, "note", "late"))
                closed.set()
            await send(message)

        await router(scope, receive, sent)

    router = serving(note=note, leave=leave)
    async with SocketClient(peer_is_slow_to_notice) as client:
        client.send_text(frame(1, "leave"))
        await client.expect_close()
    assert closed.is_set()
    assert served == []


async def test_no_more_requests_are_read_once_answers_that_nobody_waits_for_fill_the_queue() -> (
    None
):
    reads = asyncio.Event()
    router = serving(Limits(writer_bytes=1000), slow=delayed)
    router.route("deadline", options={"policy": Policy(timeout=0.001)})(Gate())

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def when_read(message: Message) -> None:
            if message["type"] == "websocket.send":
                await reads.wait()
            await send(message)

        await router(scope, receive, when_read)

    async with SocketClient(wrapped) as client:
        client.send_text(frame("first", "slow"))
        for uuid in range(1000):
            client.send_text(frame(uuid, "deadline"))
        (connection,) = router._fleet._connections
        running, writer = connection._session.running, connection._writer
        async with asyncio.timeout(10):
            # Nothing tells of deadlines that end.
            while client._to_app.qsize() and (  # noqa: ASYNC110
                len(running) > 1 or writer._queued_bytes < 1000
            ):
                await asyncio.sleep(0.001)
        unread = client._to_app.qsize()
        assert unread > 800
        await turns(50)
        assert client._to_app.qsize() == unread
        reads.set()
        answers = [await client.receive() for _ in range(1001)]
    assert {answer["status"] for answer in answers[1:]} <= {408, 429}


async def delayed(ws: WebSocket, headers: Headers, payload: Any) -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("text", ["x" * 65, "é" * 33, "\U0001f600" * 17])
async def test_a_message_over_the_limit_in_bytes_closes_1009(text: str) -> None:
    async with SocketClient(serving(Limits(message_bytes=64))) as client:
        client.send_text(text)
        assert (await client.expect_close()).code == 1009


async def test_a_binary_message_over_the_limit_closes_1009() -> None:
    async with SocketClient(serving(Limits(message_bytes=64))) as client:
        client.send_bytes(bytes(64))
        assert (await client.receive())["status"] == 400
        client.send_bytes(bytes(65))
        assert (await client.expect_close()).code == 1009


@pytest.mark.parametrize("text", ["x" * 64, "é" * 32, "\U0001f600" * 16])
async def test_a_message_of_exactly_the_limit_is_read(text: str) -> None:
    async with SocketClient(serving(Limits(message_bytes=64))) as client:
        client.send_text(text)
        assert (await client.receive())["status"] == 400


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", "\ud800" * 400_000])
async def test_no_frame_ends_the_connection(text: str) -> None:
    async with SocketClient(serving(Limits(message_bytes=2**21))) as client:
        client.send_text(text)
        assert (await client.receive())["status"] == 400
        client.send_bytes(b"\x00")
        assert (await client.receive())["payload"]["errors"][0]["code"] == "binary_frame"
        client.send_text(PING)
        assert await client.receive() == PONG


def breaking_off(app: ASGIApp, error: type[Exception]) -> ASGIApp:
    """An application whose server cannot send any more once it has sent one frame."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        sent = 0

        async def failing(message: Message) -> None:
            nonlocal sent
            if message["type"] != "websocket.accept":
                sent += 1
                if sent > 1:
                    raise error("the peer is gone")
            await send(message)

        await app(scope, receive, failing)

    return wrapped


@pytest.mark.parametrize("error", [OSError, BrokenPipeError, RuntimeError])
async def test_answers_that_cannot_be_sent_any_more_are_dropped_in_silence(
    error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    async with SocketClient(breaking_off(serving(echo=echo), error)) as client:
        assert (await client.request("echo", 1)).payload == 1
        client.send_text(frame(2, "echo"))
        client.send_text(PING)
        client.send_bytes(b"")
    assert caplog.records == []


async def test_a_cancelled_send_gives_the_turn_to_the_next() -> None:
    stuck = asyncio.Event()
    waiting = asyncio.Event()

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def slow(message: Message) -> None:
            if "slow" in message.get("text", ""):
                waiting.set()
                await stuck.wait()
            await send(message)

        await router(scope, receive, slow)

    async def outer(context: Context) -> str:
        sending = asyncio.create_task(context.connection.send('"slow"'))
        await waiting.wait()
        queued = asyncio.create_task(context.connection.send('"queued"'))
        await asyncio.sleep(0)
        for task in (queued, sending):
            task.cancel()
        outcomes = await asyncio.gather(queued, sending, return_exceptions=True)
        return ", ".join(type(outcome).__name__ for outcome in outcomes)

    router = serving(outer=outer)
    async with SocketClient(wrapped) as client:
        reply = await client.request("outer")
        assert await client.receive() == "queued"
    assert reply.payload == "NoneType, CancelledError"


async def test_a_handler_that_awaits_something_cancelled_is_answered_500(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def unlucky(context: Context) -> None:
        future = asyncio.get_running_loop().create_future()
        future.cancel()
        await future

    async with SocketClient(serving(unlucky=unlucky)) as client:
        assert await client.request("unlucky") == Reply(
            500, {"message": "Internal server error"}, {}
        )
    assert "'unlucky'" in caplog.text


async def test_a_handlers_own_timeouts_are_its_own_business() -> None:
    async def hasty(context: Context) -> str:
        try:
            async with asyncio.timeout(0):
                await asyncio.Event().wait()
        except TimeoutError:
            return "in time"
        return "late"

    async with SocketClient(serving(hasty=hasty)) as client:
        assert (await client.request("hasty")).payload == "in time"


async def test_connections_have_names_of_their_own() -> None:
    async def name(context: Context) -> str:
        return context.connection.id

    router = serving(name=name)
    async with SocketClient(router) as one, SocketClient(router) as two:
        names = [(await client.request("name")).payload for client in (one, two, one)]
    assert names[0] == names[2] != names[1]


async def test_a_server_that_cancels_the_application_ends_its_handlers_too() -> None:
    gate = Gate()

    async def cancelled_by_the_server(scope: Scope, receive: Receive, send: Send) -> None:
        serving_task = asyncio.create_task(serving(slow=gate)(scope, receive, send))
        await gate.entered.wait()
        serving_task.cancel()
        await asyncio.wait([serving_task])
        assert serving_task.cancelled()

    before = asyncio.all_tasks()
    async with SocketClient(cancelled_by_the_server) as client:
        client.send_text(frame(1, "slow"))
        await gate.entered.wait()
    assert gate.cancelled == 1
    assert asyncio.all_tasks() == before
