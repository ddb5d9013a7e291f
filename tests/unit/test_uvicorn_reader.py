"""Frames of a client: valid ones are read as the library reads them, others refused in time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from fastapi_observable_socket.uvicorn.fragments import FREE_FRAGMENTS
from fastapi_observable_socket.uvicorn.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Close,
    Event,
    Ping,
    Pong,
)
from fastapi_observable_socket.uvicorn.reader import FrameReader

MAX_SIZE = 1 << 20
MASK = b"\x01\x80\x7f\xee"


def client_frame(
    opcode: int, payload: bytes = b"", *, fin: bool = True, reserved: int = 0, masked: bool = True
) -> bytes:
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    size, bit = len(payload), 0x80 if masked else 0
    if size < 126:
        head = bytes([first, bit | size])
    elif size < 1 << 16:
        head = bytes([first, bit | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([first, bit | 127]) + size.to_bytes(8, "big")
    if not masked:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))


def read(*chunks: bytes, max_size: int = MAX_SIZE) -> tuple[list[Event], FrameReader]:
    reader = FrameReader(max_size)
    return [event for chunk in chunks for event in reader.feed(chunk, 1000)], reader


def violation(data: bytes, max_size: int = MAX_SIZE) -> int | None:
    _, reader = read(data, max_size=max_size)
    return None if reader.violation is None else reader.violation.code


STREAMS = {
    "text": ([client_frame(TEXT, b"hello")], ["hello"]),
    "empty text": ([client_frame(TEXT)], [""]),
    "binary": ([client_frame(BINARY, b"\x00\xff")], [b"\x00\xff"]),
    "ping": ([client_frame(PING, b"are you there")], [Ping(b"are you there")]),
    "pong": ([client_frame(PONG, b"yes")], [Pong(b"yes")]),
    "close": ([client_frame(CLOSE, b"\x03\xe8bye")], [Close(1000, "bye")]),
    "close without code": ([client_frame(CLOSE)], [Close(1005, "")]),
    "characters of four bytes": ([client_frame(TEXT, "a\U0001f600".encode())], ["a\U0001f600"]),
    "two messages": ([client_frame(TEXT, b"1"), client_frame(TEXT, b"2")], ["1", "2"]),
    "fragments with a ping between, cut within a character": (
        [
            client_frame(TEXT, b"a\xf0\x9f", fin=False),
            client_frame(PING, b"p"),
            client_frame(CONTINUATION, b"", fin=False),
            client_frame(CONTINUATION, b"\x98\x80"),
        ],
        [Ping(b"p"), "a\U0001f600"],
    ),
    "binary fragments that are no text": (
        [client_frame(BINARY, b"\xff", fin=False), client_frame(CONTINUATION, b"\xfe")],
        [b"\xff\xfe"],
    ),
    "a message after a fragmented one": (
        [
            client_frame(TEXT, b"a", fin=False),
            client_frame(CONTINUATION, b"b"),
            client_frame(TEXT, b"c"),
        ],
        ["ab", "c"],
    ),
    "a close within a fragmented message": (
        [client_frame(TEXT, b"a", fin=False), client_frame(CLOSE, b"\x03\xe8")],
        [Close(1000, "")],
    ),
    "nothing after a close counts": (
        [client_frame(CLOSE, b"\x0f\xa0"), client_frame(TEXT, b"late"), b"\xff\xff\xff"],
        [Close(4000, "")],
    ),
    "a length of two bytes": ([client_frame(TEXT, b"x" * 126)], ["x" * 126]),
}


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_reads_the_same_whole_and_cut_anywhere(name: str) -> None:
    frames, expected = STREAMS[name]
    stream = b"".join(frames)
    assert read(stream)[0] == expected
    for cut in range(1, len(stream)):
        events, reader = read(stream[:cut], stream[cut:])
        assert events == expected, f"cut at {cut}"
        assert reader.violation is None
    assert read(*(stream[at : at + 1] for at in range(len(stream))))[0] == expected


@pytest.mark.parametrize("size", [125, 126, 127, 65_535, 65_536, 70_000])
def test_payloads_of_all_three_lengths_are_read(size: int) -> None:
    payload = bytes(index % 251 for index in range(size))
    assert read(client_frame(BINARY, payload))[0] == [payload]
    stream = client_frame(BINARY, payload) + client_frame(TEXT, b"next")
    assert read(stream[: size // 2], stream[size // 2 :])[0] == [payload, "next"]


VIOLATIONS = {
    "not masked": (client_frame(TEXT, b"hello", masked=False), 1002),
    "an unmasked close": (client_frame(CLOSE, masked=False), 1002),
    "first reserved bit": (client_frame(TEXT, b"a", reserved=4), 1002),
    "second reserved bit": (client_frame(TEXT, b"a", reserved=2), 1002),
    "third reserved bit of a control frame": (client_frame(PING, b"a", reserved=1), 1002),
    "opcode 3": (client_frame(3), 1002),
    "opcode 7": (client_frame(7), 1002),
    "opcode 11": (client_frame(11), 1002),
    "opcode 15": (client_frame(15), 1002),
    "a ping in fragments": (client_frame(PING, b"a", fin=False), 1002),
    "a long ping": (client_frame(PING, b"a" * 126), 1002),
    "a continuation of nothing": (client_frame(CONTINUATION, b"a"), 1002),
    "a message within a message": (
        client_frame(TEXT, b"a", fin=False) + client_frame(TEXT, b"b"),
        1002,
    ),
    "two bytes for a short length": (b"\x81\xfe\x00\x7d" + MASK, 1002),
    "eight bytes for a short length": (b"\x81\xff" + (65_535).to_bytes(8, "big") + MASK, 1002),
    "the highest bit of a length": (b"\x82\xff" + b"\x80" + bytes(7) + MASK, 1009),
    "a giant length": (b"\x82\xff" + (1 << 40).to_bytes(8, "big") + MASK, 1009),
    "one byte too many": (client_frame(BINARY, bytes(201)), 1009),
    "one byte too many, in fragments": (
        client_frame(BINARY, bytes(120), fin=False) + client_frame(CONTINUATION, bytes(81)),
        1009,
    ),
    "bad text": (client_frame(TEXT, b"\xff"), 1007),
    "text that ends within a character": (client_frame(TEXT, b"\xf0\x9f"), 1007),
    "fragments that end within a character": (
        client_frame(TEXT, b"a", fin=False) + client_frame(CONTINUATION, b"\xf0"),
        1007,
    ),
    "half of a surrogate pair": (client_frame(TEXT, b"\xed\xa0\x80"), 1007),
    "a close code of one byte": (client_frame(CLOSE, b"\x03"), 1002),
    "a bad close reason": (client_frame(CLOSE, b"\x03\xe8\xff"), 1007),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_ends_the_stream_with_its_code_wherever_it_is_cut(name: str) -> None:
    stream, code = VIOLATIONS[name]
    assert violation(stream, max_size=200) == code
    for cut in range(1, len(stream)):
        _, reader = read(stream[:cut], stream[cut:], client_frame(TEXT, b"late"), max_size=200)
        assert reader.violation is not None
        assert reader.violation.code == code, f"cut at {cut}"


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535])
def test_a_close_code_that_nobody_may_send_is_a_violation(code: int) -> None:
    assert violation(client_frame(CLOSE, code.to_bytes(2, "big"))) == 1002


@pytest.mark.parametrize("code", [1000, 1003, 1007, 1014, 3000, 4999])
def test_a_close_code_that_may_be_sent_is_passed_on(code: int) -> None:
    assert read(client_frame(CLOSE, code.to_bytes(2, "big")))[0] == [Close(code, "")]


@pytest.mark.parametrize("start", [b"\x81\x05", b"\xc1\x85", b"\x83\x80", b"\x80\x80", b"\x09\x80"])
def test_two_bytes_are_enough_to_refuse_a_frame(start: bytes) -> None:
    assert violation(start) == 1002


def test_what_came_before_a_violation_is_passed_on() -> None:
    events, reader = read(client_frame(TEXT, b"good") + client_frame(3))
    assert events == ["good"]
    assert reader.violation is not None


def test_bad_text_is_refused_in_the_fragment_that_has_it() -> None:
    assert violation(client_frame(TEXT, b"a\xff", fin=False)) == 1007


def test_a_giant_length_is_refused_before_its_payload_comes() -> None:
    head = b"\x82\xff" + (1 << 30).to_bytes(8, "big") + MASK
    assert violation(head) == 1009


def test_tiny_fragments_are_refused_after_the_free_ones() -> None:
    stream = client_frame(TEXT, b"a", fin=False)
    more = client_frame(CONTINUATION, b"a", fin=False)
    assert violation(stream + more * (FREE_FRAGMENTS - 1)) is None
    assert violation(stream + more * (2 * FREE_FRAGMENTS)) == 1008


def test_empty_fragments_are_refused_too() -> None:
    stream = client_frame(BINARY, b"", fin=False)
    assert violation(stream + client_frame(CONTINUATION, fin=False) * (2 * FREE_FRAGMENTS)) == 1008


def test_fragments_of_a_fair_size_may_be_many() -> None:
    piece = b"x" * 64
    count = MAX_SIZE // 64
    middle = client_frame(CONTINUATION, piece, fin=False) * (count - 2)
    first, last = client_frame(TEXT, piece, fin=False), client_frame(CONTINUATION, piece)
    assert read(first + middle + last)[0] == ["x" * MAX_SIZE]


def test_each_message_has_its_own_fragments() -> None:
    first, last = client_frame(TEXT, b"a", fin=False), client_frame(CONTINUATION, b"b")
    middle = client_frame(CONTINUATION, b"", fin=False) * (FREE_FRAGMENTS - 10)
    events, reader = read((first + middle + last) * 3)
    assert events == ["ab"] * 3
    assert reader.violation is None


def test_the_fragments_of_one_message_are_not_held_against_the_next() -> None:
    middle = client_frame(CONTINUATION, b"x" * 64, fin=False) * (2 * FREE_FRAGMENTS)
    first, last = client_frame(BINARY, b"", fin=False), client_frame(CONTINUATION)
    events, reader = read(first + middle + last + client_frame(BINARY, b"next"))
    assert events[1:] == [b"next"]
    assert reader.violation is None


def test_reading_stops_at_the_limit_and_goes_on_where_it_stopped() -> None:
    reader = FrameReader(MAX_SIZE)
    stream = b"".join(client_frame(TEXT, str(number).encode()) for number in range(5))
    assert reader.feed(stream + b"\x81", 2) == ["0", "1"]
    assert reader.unread is not None
    assert reader.feed(b"", 2) == ["2", "3"]
    assert reader.feed(client_frame(TEXT, b"5")[1:], 9) == ["4", "5"]
    assert reader.unread is None


def test_a_limit_reached_with_the_last_frame_leaves_nothing() -> None:
    reader = FrameReader(MAX_SIZE)
    assert reader.feed(client_frame(TEXT, b"a") * 2, 2) == ["a", "a"]
    assert reader.unread is None


def test_held_bytes_come_first() -> None:
    reader = FrameReader(MAX_SIZE)
    stream = client_frame(TEXT, b"first")
    reader.hold(stream[:3])
    reader.hold(stream[3:])
    assert reader.held_bytes == len(stream)
    assert reader.feed(client_frame(TEXT, b"second"), 9) == ["first", "second"]


@st.composite
def valid_streams(draw: st.DrawFn) -> bytes:
    frames = []
    for _ in range(draw(st.integers(1, 6))):
        opcode = draw(st.sampled_from([TEXT, BINARY]))
        data = draw(st.text(max_size=300)).encode() if opcode == TEXT else draw(st.binary())
        cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=4)))
        pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
        for index, piece in enumerate(pieces):
            kind = opcode if index == 0 else CONTINUATION
            frames.append(client_frame(kind, piece, fin=index == len(pieces) - 1))
            if draw(st.booleans()):
                control = draw(st.sampled_from([PING, PONG]))
                frames.append(client_frame(control, draw(st.binary(max_size=125))))
    return b"".join(frames)


@st.composite
def any_streams(draw: st.DrawFn) -> bytes:
    return b"".join(
        client_frame(
            draw(st.sampled_from([0, 1, 1, 2, 2, 3, 8, 9, 10, 15])),
            draw(st.binary(max_size=130)),
            fin=draw(st.integers(0, 3)) > 0,
            reserved=draw(st.sampled_from([0] * 9 + [1, 2, 4])),
            masked=draw(st.integers(0, 9)) > 0,
        )
        for _ in range(draw(st.integers(1, 6)))
    )


def judge_by_library(stream: bytes) -> tuple[list[Event], bool]:
    """What websockets makes of a stream; text is checked by us, as it leaves that to others."""
    protocol = ServerProtocol(state=OPEN, max_size=MAX_SIZE)
    protocol.receive_data(stream)
    events: list[Event] = []
    message, is_text = b"", False
    for frame in protocol.events_received():
        assert isinstance(frame, Frame)
        data = bytes(frame.data)
        if frame.opcode == PING:
            events.append(Ping(data))
        elif frame.opcode == PONG:
            events.append(Pong(data))
        elif frame.opcode == CLOSE:
            assert protocol.close_rcvd is not None
            events.append(Close(protocol.close_rcvd.code, protocol.close_rcvd.reason))
        else:
            if frame.opcode != CONTINUATION:
                message, is_text = b"", frame.opcode == TEXT
            message += data
            if frame.fin:
                events.append(message.decode() if is_text else message)
    return events, protocol.parser_exc is not None


@given(valid_streams(), st.lists(st.integers(0, 2000), max_size=12))
def test_any_valid_stream_cut_anywhere_reads_as_the_library_reads_it(
    stream: bytes, cuts: list[int]
) -> None:
    points = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    chunks = [stream[a:b] for a, b in pairwise(points)]
    events, reader = read(*chunks)
    assert (events, reader.violation) == (judge_by_library(stream)[0], None)


@given(any_streams())
def test_any_stream_of_frames_is_refused_when_the_library_refuses_it(stream: bytes) -> None:
    events, reader = read(stream)
    try:
        expected, is_refused = judge_by_library(stream)
    except UnicodeDecodeError:
        assert reader.violation is not None
        return
    if reader.violation is not None and reader.violation.code == 1007:
        assert len(events) <= len(expected)  # bad text that was not finished yet
    elif events and isinstance(events[-1], Close) and is_refused:
        assert expected == events[:-1]  # a close within a message: RFC 6455, 5.4 allows it
    else:
        assert (events, reader.violation is not None) == (expected, is_refused)
