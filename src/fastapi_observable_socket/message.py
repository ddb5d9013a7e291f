"""The messages that hooks and user code hold: what travels, with the names of 1.1.1."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from ._generated.envelopes import MessageFields, RequestFields, ResponseFields

Header: TypeAlias = dict[str, Any]
"""What concerns the exchange and not the matter itself."""

Payload: TypeAlias = Any
"""The matter itself: any JSON value."""


_FIELDS = frozenset(MessageFields.model_fields)
_set = object.__setattr__


class Data(TypedDict):
    """A message as a plain dictionary."""

    headers: Header
    payload: Payload


class MessageData(MessageFields):
    """What a hook is told about a request.

    1.1.1 handed out a dictionary where its documentation says attributes; both are served.

    Attributes:
        headers: An empty dictionary where the client sent none.
        payload: ``None`` where the client sent none; falsy values stay what they are.
    """

    def get_data(self) -> Data:
        """Returns headers and payload as a dictionary."""
        return {"headers": self.headers, "payload": self.payload}

    def __getitem__(self, name: Literal["headers", "payload"]) -> Any:
        if name in _FIELDS:
            return getattr(self, name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in _FIELDS

    def get(self, name: str, default: Any = None) -> Any:
        """Returns ``headers`` or ``payload``; ``default`` for any other name."""
        return getattr(self, name) if name in _FIELDS else default


def message_of(headers: Header, payload: Payload) -> MessageData:
    """Returns a message of what has been read from a frame; it is not validated again."""
    # What `model_construct` does too, in three times the time.
    message = MessageData.__new__(MessageData)
    _set(message, "__dict__", {"headers": headers, "payload": payload})
    _set(message, "__pydantic_fields_set__", {"headers", "payload"})
    _set(message, "__pydantic_extra__", None)
    _set(message, "__pydantic_private__", None)
    return message


class Request(MessageData, RequestFields):
    """A request; ``track_id`` and ``path`` are ``uuid`` and ``route`` on the wire."""


class Response(MessageData, ResponseFields):
    """A response; ``track_id`` is ``uuid`` on the wire."""
