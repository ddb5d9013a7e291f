"""Replies to frames (PROTOCOL, sections on frames and the envelope).

What a user's code returns may hold values of any type: pydantic turns those into JSON. What is
plain JSON data already takes msgspec a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from pydantic_core import to_json

from ..errors import SocketError
from .parsing import MAX_DIGITS, may_hold_long_integer, parse
from .uuids import Uuid


class _ResponseFrame(msgspec.Struct, gc=False):
    uuid: Uuid | None
    status: int
    headers: dict[str, Any]
    payload: Any


_REPLY: Final = b'{"uuid":%b,"status":%d,"headers":%b,"payload":%b}'

_encode = msgspec.json.Encoder().encode


def encode_reply(uuid: Uuid | None, status: int, headers: Mapping[str, Any], payload: bytes) -> str:
    """Writes a response frame; ``payload`` is JSON already.

    Raises:
        ValueError: ``headers`` has no JSON form.
    """
    head = encode_payload(headers) if headers else b"{}"
    return (_REPLY % (_encode(uuid), status, head, payload)).decode()


def encode_data_reply(uuid: Uuid | None, status: int, data: Any) -> str:
    """Writes a response frame without headers for plain JSON data; NaN and infinities become null.

    Raises:
        ValueError: A string in it holds half of a surrogate pair.
    """
    return _encode(_ResponseFrame(uuid, status, {}, data)).decode()


def encode_error(uuid: Uuid | None, error: SocketError) -> str:
    """Writes the response frame that tells a caller about an error of the protocol.

    Raises:
        ValueError: The payload of the error has no JSON form.
    """
    return encode_reply(uuid, error.status, {}, encode_payload(error.body()))


def encode_pong(uuid: Uuid | None) -> str:
    """Writes the answer to a heartbeat."""
    return f'{{"uuid":{_encode(uuid).decode()},"route":"PONG","headers":{{}},"payload":null}}'


def encode_payload(value: Any) -> bytes:
    """Writes any value that pydantic can serialise as JSON; NaN and infinities become null.

    Raises:
        ValueError: The value, or something inside it, has no JSON form, or is an integer of more
            digits than anybody reads (R2.13).
    """
    text = to_json(value, by_alias=True, inf_nan_mode="null")
    if len(text) > MAX_DIGITS and may_hold_long_integer(text):
        parse(text)  # it raises for such an integer
    return text


def encode_json(data: Any) -> bytes:
    """Writes plain JSON data; NaN and infinities become null.

    Raises:
        ValueError: A string in it holds half of a surrogate pair.
    """
    return _encode(data)
