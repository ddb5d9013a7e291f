"""Which closes can be sent."""

from __future__ import annotations

import pytest

from fastapi_observable_socket.asgi.closing import checked_code, short_reason


@pytest.mark.parametrize("code", [1000, 1003, 1007, 1011, 1014, 3000, 4401, 4999])
def test_codes_that_may_be_sent_are_taken(code: int) -> None:
    assert checked_code(code) == code


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_536])
def test_codes_that_may_not_be_sent_are_refused(code: int) -> None:
    with pytest.raises(ValueError, match=str(code)):
        checked_code(code)


def test_a_reason_is_cut_to_what_fits_between_two_characters() -> None:
    assert short_reason("bye") == "bye"
    assert short_reason("x" * 200) == "x" * 123
    assert short_reason("\u20ac" * 50) == "\u20ac" * 41
    assert short_reason("\ud800") == "?"
