"""Names that the protocol keeps for itself.

Generated from ``schema/protocol/{protocol,error-codes}.json``. Do not edit; run ``make generate``.
"""

from enum import StrEnum
from typing import Final

PROTOCOL_VERSION: Final = 2
"""Counted up when an old peer could no longer talk to a new one."""

PING: Final = "PING"
"""Are you there? Answered with PONG and the same uuid."""

PONG: Final = "PONG"
"""The answer to PING."""

HELLO: Final = "HELLO"
"""Introduces the client: protocol version, contract digest, credentials, name."""

CANCEL: Final = "CANCEL"
"""Ends the stream or the running request that has the same uuid."""

RESERVED_ROUTES: Final[frozenset[str]] = frozenset(
    {
        PING,
        PONG,
        HELLO,
        CANCEL,
    }
)
"""The routes that no contract may have."""


class ErrorCode(StrEnum):
    """What can be wrong with a frame and is no keyword of JSON Schema."""

    MALFORMED_JSON = "malformed_json"
    """The message is not one JSON text (RFC 8259): bad syntax, trailing text, NaN, Infinity."""

    BINARY_FRAME = "binary_frame"
    """The message is a binary frame; only text frames carry requests."""

    NESTING = "nesting"
    """Arrays and objects are nested deeper than the limit `depth`."""

    INTEGER_DIGITS = "integer_digits"
    """An integer has more digits than the limit `integer_digits`."""

    NUMBER_RANGE = "number_range"
    """A number is too large for a 64-bit float, such as 1e400."""

    LONE_SURROGATE = "lone_surrogate"
    """A string contains half of a surrogate pair, which no text encoding can carry."""
