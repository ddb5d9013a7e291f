"""What correlates a request with its answers: texts and integers, of some length (R4.1, R9.3)."""

from __future__ import annotations

from typing import Any

import pytest

from fastapi_observable_socket import Limits
from fastapi_observable_socket.protocol.uuids import is_uuid

LIMITS = Limits(uuid_length=4)


@pytest.mark.parametrize("value", ["", "abcd", "\U0001f600" * 4, 0, 9999, -999])
def test_texts_and_integers_up_to_the_limit_are_uuids(value: Any) -> None:
    assert is_uuid(value, LIMITS)


@pytest.mark.parametrize("value", ["abcde", 10_000, -1000, 10**4000])
def test_longer_ones_are_none(value: Any) -> None:
    assert not is_uuid(value, LIMITS)


@pytest.mark.parametrize("value", [True, False, None, 1.0, [], {}, b"abcd"])
def test_values_of_other_types_are_none(value: Any) -> None:
    assert not is_uuid(value, LIMITS)
