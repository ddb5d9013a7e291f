"""What user code sends on the socket itself is held to JSON and UTF-8."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fastapi_observable_socket.asgi.raw_messages import checked_message, finite_text


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ('{"a":1}', '{"a":1}'),
        ('{"a": "NaN Infinity"}', '{"a": "NaN Infinity"}'),
        ("NaN, he said", "NaN, he said"),
        ('{"a":NaN,"b":[-Infinity,Infinity]}', '{"a":null,"b":[null,null]}'),
    ],
)
def test_a_text_has_null_for_numbers_that_json_lacks(text: str, sent: str) -> None:
    assert finite_text(text) == sent


def test_a_text_that_utf_8_cannot_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        finite_text(json.dumps("\ud800", ensure_ascii=False))


@pytest.mark.parametrize("data", [b"a", bytearray(b"a"), memoryview(b"a")])
def test_bytes_of_any_kind_go_out_as_they_are(data: Any) -> None:
    message = {"type": "websocket.send", "bytes": data}
    assert checked_message(message) is message


def test_a_message_has_text_rather_than_bytes() -> None:
    message = {"type": "websocket.send", "text": "[NaN]", "bytes": None}
    assert checked_message(message)["text"] == "[null]"


@pytest.mark.parametrize("message", [{}, {"text": None}, {"bytes": "text"}, {"text": 1}])
def test_a_message_without_either_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="neither bytes nor text"):
        checked_message({"type": "websocket.send", **message})
