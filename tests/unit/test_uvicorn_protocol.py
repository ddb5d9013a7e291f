from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send
from tests.support.protocol_peer import frame
from tests.support.recording import REQUEST, RecordingTransport, frames_in, turns
from uvicorn.config import Config
from uvicorn.server import ServerState

from fastapi_observable_socket.uvicorn import ObservableProtocol
from fastapi_observable_socket.uvicorn.connection import (
    CLOSE_SECONDS,
    LINGER_SECONDS,
    WebSocketConnection,
)
from fastapi_observable_socket.uvicorn.inbox import MAX_BYTES
from fastapi_observable_socket.uvicorn.outbox import FLUSH_BYTES

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Harness:
    """The protocol class on a recording transport, with one application."""

    def __init__(
        self, application: Callable[[Receive, Send], Awaitable[None]], **options: Any
    ) -> None:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await receive()
            await send({"type": "websocket.accept"})
            await application(receive, send)

        config = Config(cast("Any", app), log_config=None, ws="none", **options)
        config.load()
        self.state = ServerState()
        self.transport = RecordingTransport()
        self.protocol = ObservableProtocol(config, self.state, {})
        self.protocol.connection_made(self.transport)

    async def open(self) -> None:
        self.protocol.data_received(REQUEST)
        await turns()
        assert self.transport.writes.pop(0).startswith(b"HTTP/1.1 101 ")

    def take(self) -> list[bytes]:
        """Return the writes since the last call."""
        writes, self.transport.writes = self.transport.writes, []
        return writes


def text(payload: str) -> bytes:
    return bytes((0x81, len(payload))) + payload.encode()


async def echo(receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})


async def wait(receive: Receive, send: Send) -> None:
    await asyncio.Event().wait()


async def test_answers_to_messages_that_came_together_leave_in_one_write() -> None:
    harness = Harness(echo)
    await harness.open()
    harness.protocol.data_received(b"".join(frame(TEXT, b"%d" % n) for n in range(8)))
    await turns()
    assert harness.take() == [b"".join(text(str(number)) for number in range(8))]


async def test_frames_of_one_turn_leave_in_one_write_though_nothing_was_received() -> None:
    start = asyncio.Event()

    async def stream(receive: Receive, send: Send) -> None:
        await start.wait()
        for number in range(5):
            await send({"type": "websocket.send", "text": str(number)})
        await wait(receive, send)

    harness = Harness(stream)
    await harness.open()
    start.set()
    await turns()
    assert harness.take() == [b"".join(text(str(number)) for number in range(5))]


async def test_a_lone_answer_does_not_wait_for_the_end_of_the_turn() -> None:
    written: list[int] = []

    async def answer(receive: Receive, send: Send) -> None:
        await receive()
        for _ in range(3):
            await send({"type": "websocket.send", "text": "a"})
            written.append(len(harness.transport.writes))
        await wait(receive, send)

    harness = Harness(answer)
    await harness.open()
    harness.protocol.data_received(frame(TEXT, b"a"))
    await turns()
    assert written == [1, 1, 1]
    assert harness.take() == [text("a"), text("a") * 2]


async def test_much_data_does_not_wait_for_the_end_of_the_turn() -> None:
    written: list[int] = []

    async def pour(receive: Receive, send: Send) -> None:
        for _ in range(4):
            await send({"type": "websocket.send", "bytes": bytes(FLUSH_BYTES // 2)})
            written.append(len(harness.transport.writes))
        await wait(receive, send)

    harness = Harness(pour)
    harness.protocol.data_received(REQUEST)
    await turns()
    assert written == [0, 1, 1, 2]


async def test_reading_pauses_at_the_threshold_and_goes_on_when_all_is_taken() -> None:
    go, taken = asyncio.Semaphore(0), []

    async def take(receive: Receive, send: Send) -> None:
        while True:
            await go.acquire()
            taken.append((await receive())["text"])

    harness = Harness(take, ws_max_queue=4)
    await harness.open()
    harness.protocol.data_received(b"".join(frame(TEXT, b"%d" % n) for n in range(3)))
    await turns()
    assert harness.transport.is_reading_now
    harness.protocol.data_received(b"".join(frame(TEXT, b"%d" % n) for n in range(3, 10)))
    assert not harness.transport.is_reading_now
    for _ in range(10):
        go.release()
        await turns()
    assert taken == [str(number) for number in range(10)]
    assert harness.transport.is_reading_now


async def test_large_messages_pause_reading_sooner() -> None:
    harness = Harness(wait)
    await harness.open()
    harness.protocol.data_received(frame(TEXT, b"x" * MAX_BYTES))
    assert not harness.transport.is_reading_now


async def test_a_peer_that_sends_many_messages_leaves_turns_to_others() -> None:
    most = 0

    async def count(receive: Receive, send: Send) -> None:
        nonlocal most
        while True:
            before = turn
            taken = 0
            while turn == before:
                await receive()
                taken += 1
                most = max(most, taken)

    turn = 0
    harness = Harness(count, ws_max_queue=32)
    await harness.open()
    harness.protocol.data_received(frame(TEXT, b"a") * 500)
    for turn in range(60):  # noqa: B007 - the application looks at it
        await asyncio.sleep(0)
    assert harness.transport.is_reading_now
    assert 1 < most <= 33


async def test_send_waits_while_the_transport_has_enough() -> None:
    harness = Harness(echo)
    await harness.open()
    harness.protocol.pause_writing()
    harness.protocol.data_received(frame(TEXT, b"a"))
    await turns()
    assert harness.take() == []
    harness.protocol.resume_writing()
    await turns()
    assert harness.take() == [text("a")]


async def test_an_application_that_sends_without_a_pause_is_told_that_the_peer_is_gone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[int] = []

    async def pour(receive: Receive, send: Send) -> None:
        for number in range(100):
            await send({"type": "websocket.send", "bytes": bytes(FLUSH_BYTES)})
            sent.append(number)
            # As a transport does when a write fails; it says so to its protocol a turn later.
            harness.transport.closing = len(sent) == 3

    harness = Harness(pour)
    await harness.open()
    await turns()
    assert sent == [0, 1, 2]
    assert "Exception in ASGI application" not in caplog.text


async def test_a_lost_connection_wakes_a_waiting_send_with_an_os_error() -> None:
    errors: list[OSError] = []

    async def answer(receive: Receive, send: Send) -> None:
        await receive()
        try:
            await send({"type": "websocket.send", "text": "a"})
        except OSError as error:
            errors.append(error)

    harness = Harness(answer)
    await harness.open()
    harness.protocol.pause_writing()
    harness.protocol.data_received(frame(TEXT, b"a"))
    await turns()
    harness.protocol.connection_lost(ConnectionResetError())
    await turns()
    assert len(errors) == 1
    assert (len(harness.state.connections), len(harness.state.tasks)) == (0, 0)


async def test_of_pings_to_a_peer_that_does_not_read_only_the_last_is_answered() -> None:
    harness = Harness(wait)
    await harness.open()
    harness.protocol.pause_writing()
    for number in range(100):
        harness.protocol.data_received(frame(PING, b"%d" % number))
    await turns()
    assert harness.take() == []
    harness.protocol.resume_writing()
    await turns()
    assert harness.take() == [b"\x8a\x0299"]


async def test_what_came_before_a_violation_is_answered_before_the_close() -> None:
    harness = Harness(echo)
    await harness.open()
    harness.protocol.data_received(frame(TEXT, b"a") + frame(11))
    await turns()
    written = b"".join(harness.take())
    assert written.startswith(text("a") + b"\x88")
    assert written[5:7] == (1002).to_bytes(2, "big")
    assert harness.transport.has_eof


async def test_a_message_that_is_too_large_is_let_through_before_the_end() -> None:
    harness = Harness(echo, ws_max_size=100)
    await harness.open()
    message = frame(TEXT, bytes(1000))
    harness.protocol.data_received(message[:50])
    await turns()
    assert b"".join(harness.take())[2:4] == (1009).to_bytes(2, "big")
    assert not harness.transport.has_eof
    harness.protocol.data_received(message[50:-1])
    await turns()
    assert not harness.transport.has_eof
    harness.protocol.data_received(message[-1:] + frame(TEXT, b"more"))
    await turns()
    assert harness.take() == []
    assert harness.transport.has_eof


async def test_after_its_close_frame_the_server_waits_for_the_answer_and_heeds_no_message() -> None:
    received: list[Message] = []
    late = asyncio.Event()

    async def close(receive: Receive, send: Send) -> None:
        await send({"type": "websocket.close", "code": 4000})
        received.append(await receive())
        await late.wait()
        received.append(await receive())

    harness = Harness(close)
    harness.protocol.data_received(REQUEST)
    await turns()
    assert b"".join(harness.take()).endswith(b"\x88\x02\x0f\xa0")
    harness.protocol.data_received(frame(TEXT, b"late") * 100)
    late.set()
    await turns()
    assert [message["type"] for message in received] == ["websocket.disconnect"] * 2
    assert harness.transport.is_reading_now
    assert not harness.transport.closing
    harness.protocol.data_received(frame(CLOSE, b"\x0f\xa0"))
    assert harness.transport.closing
    assert harness.take() == []


async def test_an_answer_to_a_close_is_read_though_messages_wait_that_nobody_takes() -> None:
    go = asyncio.Event()

    async def close(receive: Receive, send: Send) -> None:
        await go.wait()
        await send({"type": "websocket.close"})
        await wait(receive, send)

    harness = Harness(close, ws_max_queue=2)
    await harness.open()
    harness.protocol.data_received(frame(TEXT, b"a") * 10)
    await turns()
    assert not harness.transport.is_reading_now
    go.set()
    await turns(10)
    assert harness.transport.is_reading_now
    harness.protocol.data_received(frame(CLOSE, b"\x03\xe8"))
    assert harness.transport.closing


@pytest.mark.parametrize(
    ("write_timeout", "patience"), [(60.0, CLOSE_SECONDS), (3.0, 3.0), (0.1, LINGER_SECONDS)]
)
async def test_a_peer_may_leave_a_close_unread_for_as_long_as_any_other_write(
    write_timeout: float, patience: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def close(receive: Receive, send: Send) -> None:
        harness.protocol.set_limits(100, write_timeout)
        await send({"type": "websocket.close"})

    harness = Harness(close)
    monkeypatch.setattr(WebSocketConnection, "_cut_after", lambda _, seconds: waits.append(seconds))
    await harness.open()
    await turns()
    assert waits == [patience]


async def test_bytes_that_come_before_the_accept_are_kept_within_bounds() -> None:
    accept = asyncio.Event()

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await accept.wait()
        await send({"type": "websocket.accept"})
        await echo(receive, send)

    harness = Harness(echo)
    harness.protocol._app = late
    harness.protocol.data_received(REQUEST + frame(TEXT, b"early"))
    await turns()
    assert harness.take() == []
    harness.protocol.data_received(frame(TEXT, bytes(100_000)))
    assert not harness.transport.is_reading_now
    accept.set()
    await turns()
    assert text("early") in b"".join(harness.take())
    assert harness.transport.is_reading_now


async def test_a_request_that_comes_in_pieces_is_read_when_it_is_whole() -> None:
    harness = Harness(echo)
    for at in range(0, len(REQUEST), 7):
        assert harness.take() == []
        harness.protocol.data_received(REQUEST[at : at + 7])
        await turns(2)
    await turns()
    assert harness.take()[0].startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize("head", [b"POST" + REQUEST[3:], REQUEST], ids=["refusal", "violation"])
async def test_a_peer_that_is_gone_when_its_end_is_written_does_no_harm(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    errors: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    harness = Harness(echo)
    monkeypatch.setattr(harness.transport, "write_eof", gone)
    # What is raised in here makes uvicorn wait for this connection for ever when it stops.
    harness.protocol.data_received(head + frame(11))
    await turns(10)
    harness.protocol.connection_lost(None)
    await turns()
    assert errors == []
    assert (len(harness.state.connections), len(harness.state.tasks)) == (0, 0)


async def test_a_request_without_end_is_refused() -> None:
    harness = Harness(echo)
    harness.protocol.data_received(b"GET /ws HTTP/1.1\r\n")
    harness.protocol.data_received(b"x-more: " + b"x" * 20_000)
    assert harness.take()[0].startswith(b"HTTP/1.1 431 ")
    assert harness.transport.has_eof


async def test_a_missing_pong_does_not_count_while_we_do_not_listen() -> None:
    harness = Harness(wait, ws_max_queue=1)
    await harness.open()
    harness.protocol.data_received(frame(TEXT, b"a"))
    assert not harness.transport.is_reading_now
    assert harness.protocol.miss_pong()
    assert harness.take() == []


async def test_a_missing_pong_closes_1011() -> None:
    harness = Harness(wait)
    await harness.open()
    assert not harness.protocol.miss_pong()
    (close,) = harness.take()
    assert close[2:] == (1011).to_bytes(2, "big") + b"keepalive ping timeout"
    assert harness.transport.has_eof


async def test_the_transport_can_be_reached_through_send() -> None:
    reached: list[object] = []

    async def look(receive: Receive, send: Send) -> None:
        reached.append(cast("Any", send).__self__.transport)

    harness = Harness(look)
    await harness.open()
    assert reached == [harness.transport]


@pytest.mark.parametrize("code", [999, 1006, 1015, 5000])
async def test_a_code_that_cannot_be_sent_is_an_error_of_the_application(code: int) -> None:
    errors: list[str] = []

    async def close(receive: Receive, send: Send) -> None:
        try:
            await send({"type": "websocket.close", "code": code})
        except RuntimeError as error:
            errors.append(str(error))

    harness = Harness(close)
    await harness.open()
    assert errors == [f"{code} cannot be sent as a close code"]


async def test_a_cancelled_application_closes_1012() -> None:
    harness = Harness(wait)
    await harness.open()
    (task,) = harness.state.tasks
    task.cancel()
    await turns()
    assert b"".join(harness.take()) == b"\x88\x02" + (1012).to_bytes(2, "big")


def test_importing_without_uvicorn_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import fastapi_observable_socket.uvicorn as module

    monkeypatch.setattr(module, "version", lambda _package: "0.37.5")
    with pytest.raises(ImportError, match=r"uvicorn is 0\.37\.5; it needs uvicorn>=0\.38"):
        module._check_installed()


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.builds(
                frame,
                st.sampled_from([0, 1, 1, 1, 2, 8, 9, 10, 11]),
                st.binary(max_size=20),
                fin=st.booleans(),
            ),
        ),
        max_size=8,
    )
)
@example([b"\x01\xff", b"\x00\x00\x00\x00\x01\x01\x00\x00"])
def test_whatever_comes_the_last_frame_is_the_only_close_or_there_is_none(
    chunks: list[bytes],
) -> None:
    async def play() -> None:
        harness = Harness(echo)
        await harness.open()
        for chunk in chunks:
            harness.protocol.data_received(chunk)
            await turns(3)
        sent = frames_in(b"".join(harness.take()))
        opcodes = [opcode for opcode, _ in sent]
        has_ended = harness.transport.has_eof or harness.transport.closing
        # Who may still be sending a message that is too large gets a moment before the end.
        is_amid = (CLOSE, (1009).to_bytes(2, "big")) in [(code, text[:2]) for code, text in sent]
        assert has_ended == (CLOSE in opcodes) or is_amid
        assert CLOSE not in opcodes[:-1]
        harness.protocol.connection_lost(None)
        await turns()
        assert (len(harness.state.connections), len(harness.state.tasks)) == (0, 0)

    asyncio.run(play())
