from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode

from fastapi_observable_socket.uvicorn.frames import BINARY, build_close, build_frame


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_frames_are_built_as_the_library_builds_them(size: int) -> None:
    payload = b"x" * size
    assert build_frame(BINARY, payload) == Frame(Opcode.BINARY, payload).serialize(mask=False)


def test_a_close_frame_carries_code_and_reason() -> None:
    assert build_close(1000, "bye") == b"\x88\x05\x03\xe8bye"
    assert build_close(1005) == b"\x88\x00"


def test_a_close_reason_that_utf_8_has_no_form_for_closes_all_the_same() -> None:
    assert build_close(1000, "\ud800") == b"\x88\x03\x03\xe8?"


def test_a_long_close_reason_is_cut_between_characters() -> None:
    frame = build_close(1000, "\u00e9" * 100)
    assert frame[1] == 2 + 122
    assert frame[4:].decode() == "\u00e9" * 61
