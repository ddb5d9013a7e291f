"""What leaves a connection: at once, in order, bounded, and never two writes at a time."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message

from fastapi_observable_socket.asgi.writer import Writer


class Server:
    """A server whose peer reads when the test says so."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.inside = 0
        self.most_inside = 0

    async def send(self, message: Message) -> None:
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            await self.reads.wait()
            self.sent.append(message.get("text") or message["type"])
        finally:
            self.inside -= 1


@pytest.fixture
def server() -> Server:
    return Server()


async def settle() -> None:
    """Gives every task that can go on its turn."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_frame_is_written_before_send_returns(server: Server) -> None:
    await Writer(server.send, 100).send("one")
    assert server.sent == ["one"]


async def test_frames_behind_a_suspended_write_are_queued_and_written_in_order(
    server: Server,
) -> None:
    writer = Writer(server.send, 100)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("1"))
    await settle()
    for text in "23":
        await writer.send(text)
    writer.post("4")
    assert (server.sent, writer.is_busy) == ([], True)
    server.reads.set()
    await first
    await settle()
    assert server.sent == ["1", "2", "3", "4"]
    assert server.most_inside == 1
    assert not writer.is_busy


async def test_who_finds_the_queue_full_waits_for_room(server: Server) -> None:
    writer = Writer(server.send, 10)
    server.reads.clear()
    tasks = [asyncio.ensure_future(writer.send(str(number) * 6)) for number in range(4)]
    await settle()
    assert [task.done() for task in tasks] == [False, True, False, False]
    server.reads.set()
    await asyncio.gather(*tasks)
    await settle()
    assert server.sent == ["000000", "111111", "222222", "333333"]


async def test_frames_that_nobody_waits_with_take_room_too(server: Server) -> None:
    writer = Writer(server.send, 10)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("1"))
    await settle()
    await writer.room()
    for text in ("222222", "333333"):
        writer.post(text)
    waiting = asyncio.ensure_future(writer.send("4"))
    room = asyncio.ensure_future(writer.room())
    await settle()
    assert (waiting.done(), room.done()) == (False, False)
    server.reads.set()
    await asyncio.gather(first, waiting, room)
    await settle()
    assert server.sent == ["1", "222222", "333333", "4"]


async def test_nobody_waits_for_room_where_nothing_is_queued_whatever_the_limit(
    server: Server,
) -> None:
    writer = Writer(server.send, 0)
    await writer.room()
    await writer.send("1")
    await writer.room()
    assert server.sent == ["1"]


async def test_a_frame_larger_than_the_queue_may_wait_alone(server: Server) -> None:
    writer = Writer(server.send, 10)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("1"))
    await settle()
    await writer.send("x" * 100)
    server.reads.set()
    await first
    await settle()
    assert server.sent == ["1", "x" * 100]


async def test_the_queue_is_counted_in_bytes_of_utf_8(server: Server) -> None:
    writer = Writer(server.send, 10)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("1"))
    await settle()
    await writer.send("é" * 4)
    waiting = asyncio.ensure_future(writer.send("éé"))
    await settle()
    assert not waiting.done()
    server.reads.set()
    await asyncio.gather(first, waiting)


async def test_a_cancelled_write_does_not_keep_what_is_queued_behind_it(server: Server) -> None:
    writer = Writer(server.send, 100)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("cancelled"))
    await settle()
    await writer.send("queued")
    first.cancel()
    await settle()
    server.reads.set()
    await settle()
    assert server.sent == ["queued"]
    await writer.send("later")
    assert server.sent == ["queued", "later"]


async def test_a_cancelled_wait_for_room_sends_nothing(server: Server) -> None:
    writer = Writer(server.send, 1)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("1"))
    await settle()
    await writer.send("2")
    waiting = asyncio.ensure_future(writer.send("3"))
    await settle()
    waiting.cancel()
    server.reads.set()
    await first
    await settle()
    assert server.sent == ["1", "2"]


async def test_nothing_is_sent_behind_a_close(server: Server) -> None:
    writer = Writer(server.send, 100)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("1"))
    await settle()
    await writer.send("2")
    writer.post_close(1012, "")
    await writer.send("3")
    writer.post("4")
    writer.post_close(1000, "")
    server.reads.set()
    await first
    await settle()
    assert server.sent == ["1", "2", "websocket.close"]
    with pytest.raises(OSError, match="closed"):
        await writer.relay({"type": "websocket.send", "text": "5"})


async def test_a_close_does_not_wait_for_room_and_goes_out_behind_what_is_queued(
    server: Server,
) -> None:
    writer = Writer(server.send, 10)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("1"))
    await settle()
    await writer.relay({"type": "websocket.send", "text": "2" * 20})
    waiting = asyncio.ensure_future(writer.relay({"type": "websocket.send", "text": "3" * 20}))
    await settle()
    writer.post_close(4000, "enough")
    assert not waiting.done()
    server.reads.set()
    await asyncio.gather(first, waiting)
    await settle()
    assert server.sent == ["1", "2" * 20, "websocket.close"]


async def test_giving_up_drops_what_is_queued_and_lets_everybody_go(server: Server) -> None:
    writer = Writer(server.send, 1)
    server.reads.clear()
    tasks = [asyncio.ensure_future(writer.send(text)) for text in "1234"]
    room = asyncio.create_task(writer.room())
    await settle()
    assert [task.done() for task in (*tasks, room)] == [False, True, False, False, False]
    writer.abandon()
    await settle()
    # Only the server's own write still waits for the peer.
    assert [task.done() for task in (*tasks, room)] == [False, True, True, True, True]
    server.reads.set()
    await asyncio.gather(*tasks)
    await settle()
    assert server.sent == ["1"]


@pytest.mark.parametrize("error", [OSError, RuntimeError])
async def test_a_peer_that_is_gone_ends_the_writer_in_silence(
    error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    async def gone(message: Message) -> None:
        raise error

    for post in (False, True):
        writer = Writer(gone, 100)
        writer.post("1") if post else await writer.send("1")
        await settle()
        assert writer.is_closed
        await writer.send("2")
    assert caplog.records == []


async def test_a_server_that_fails_otherwise_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(message: Message) -> None:
        raise LookupError

    writer = Writer(broken, 100, name="c7")
    writer.post("1")
    writer.post("2")
    await settle()
    assert writer.is_closed
    (record,) = caplog.records
    assert record.getMessage().startswith("c7: a frame could not be written")


async def test_what_user_code_sends_on_the_socket_queues_too(server: Server) -> None:
    writer = Writer(server.send, 100)
    server.reads.clear()
    first = asyncio.ensure_future(writer.send("1"))
    await settle()
    await writer.relay({"type": "websocket.send", "text": "2"})
    await writer.relay({"type": "websocket.send", "bytes": b"3"})
    server.reads.set()
    await first
    await settle()
    assert server.sent == ["1", "2", "websocket.send"]
