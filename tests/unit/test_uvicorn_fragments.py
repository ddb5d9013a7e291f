"""A message in fragments: put together, and its text checked as it comes."""

from __future__ import annotations

import pytest

from fastapi_observable_socket.uvicorn.fragments import (
    BYTES_PER_FRAGMENT,
    FREE_FRAGMENTS,
    FragmentedMessage,
)


def message_of(*fragments: bytes, is_text: bool) -> FragmentedMessage:
    message = FragmentedMessage(is_text=is_text)
    for number, fragment in enumerate(fragments, 1):
        message.add(fragment, is_final=number == len(fragments))
    return message


def test_a_character_may_be_cut_in_two() -> None:
    message = message_of(b"caf\xc3", b"", b"\xa9", is_text=True)
    assert message.whole() == "café"
    assert message.size == 5


def test_bytes_are_joined_as_they_are() -> None:
    assert message_of(b"\xff", b"\x00\xc3", is_text=False).whole() == b"\xff\x00\xc3"


@pytest.mark.parametrize("fragments", [[b"\xff", b"more"], [b"caf\xc3"], [b"", b"\xc3", b"a"]])
def test_bytes_that_are_no_text_are_refused_at_once(fragments: list[bytes]) -> None:
    with pytest.raises(UnicodeDecodeError):
        message_of(*fragments, is_text=True)


def test_beyond_the_free_fragments_each_one_has_to_bring_some_bytes() -> None:
    message = message_of(*[b""] * FREE_FRAGMENTS, is_text=False)
    assert message.least_size == 0
    message.add(b"", is_final=False)
    assert message.least_size == BYTES_PER_FRAGMENT
