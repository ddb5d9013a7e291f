"""What user code sends on the WebSocket itself, held to the protocol's rules for JSON (R2.13)."""

from __future__ import annotations

import json

from starlette.types import Message

from ..protocol.encoding import encode_json


def checked_message(message: Message) -> Message:
    """Returns a ``websocket.send`` message in the form in which it may go out.

    Raises:
        ValueError: It holds neither bytes nor text, or half of a surrogate pair.
    """
    text = message.get("text")
    if isinstance(text, str):
        return {**message, "text": finite_text(text)}
    if not isinstance(message.get("bytes"), bytes | bytearray | memoryview):
        raise ValueError("neither bytes nor text to send")
    return message


def finite_text(text: str) -> str:
    """Returns a frame's text, with null for each NaN and infinity if the text is JSON.

    Python's own JSON writer, and so Starlette's ``send_json``, writes them as bare words, which are
    not JSON.

    Raises:
        ValueError: The text holds half of a surrogate pair, which UTF-8 cannot carry.
    """
    text.encode()
    if "NaN" not in text and "Infinity" not in text:
        return text
    bare_words: list[str] = []
    try:
        data = json.loads(text, parse_constant=bare_words.append)
    except (ValueError, RecursionError):
        return text
    return encode_json(data).decode() if bare_words else text
