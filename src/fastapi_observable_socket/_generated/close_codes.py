"""Why connections end.

Generated from ``schema/protocol/close-codes.json``. Do not edit; run ``make generate``.
"""

from enum import IntEnum
from typing import Final


class CloseCode(IntEnum):
    """Why a connection ended; 1000 to 1015 as RFC 6455 and its registry have them."""

    NORMAL_CLOSURE = 1000
    """The connection has done its work."""

    GOING_AWAY = 1001
    """The peer leaves: a server that stops or a page that is left."""

    PROTOCOL_ERROR = 1002
    """The peer broke the WebSocket protocol."""

    UNSUPPORTED_DATA = 1003
    """The peer sent a type of data that is not taken."""

    NO_STATUS_RECEIVED = 1005
    """The peer closed and gave no code."""

    ABNORMAL_CLOSURE = 1006
    """The connection was lost without a closing handshake."""

    INVALID_PAYLOAD = 1007
    """A text message was not valid UTF-8."""

    POLICY_VIOLATION = 1008
    """The connection is refused, or the peer did not heed a refusal."""

    MESSAGE_TOO_BIG = 1009
    """A message was larger than the limit `message_bytes`; come back, and do not send it again."""

    INTERNAL_ERROR = 1011
    """The server failed in a way that it cannot continue from."""

    SERVICE_RESTART = 1012
    """The server restarts; come back after a pause of random length."""

    TRY_AGAIN_LATER = 1013
    """The server is overloaded; come back after a pause."""

    CREDENTIALS_EXPIRED = 4401
    """The credentials have expired; come back with fresh ones."""

    HELLO_TIMEOUT = 4408
    """The server demands HELLO and none came in time."""

    SLOW_CONSUMER = 4429
    """The peer did not read fast enough to be kept."""


RETRYABLE: Final[frozenset[int]] = frozenset(
    {
        CloseCode.GOING_AWAY,
        CloseCode.NO_STATUS_RECEIVED,
        CloseCode.ABNORMAL_CLOSURE,
        CloseCode.MESSAGE_TOO_BIG,
        CloseCode.INTERNAL_ERROR,
        CloseCode.SERVICE_RESTART,
        CloseCode.TRY_AGAIN_LATER,
        CloseCode.CREDENTIALS_EXPIRED,
        CloseCode.HELLO_TIMEOUT,
        CloseCode.SLOW_CONSUMER,
    }
)
"""The codes after which a client may connect again by itself."""
