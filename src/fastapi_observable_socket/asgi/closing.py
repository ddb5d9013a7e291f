"""Which close codes and reasons can be sent (RFC 6455, sections 5.5.1 and 7.4)."""

from __future__ import annotations

_MAX_REASON_BYTES = 123
"""A control frame carries at most 125 bytes, two of which are the code."""


def is_sendable(code: int) -> bool:
    """Whether a close frame may carry this code.

    Others are reserved, or stand for close frames that had none or never came (1005, 1006, 1015).
    """
    return 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999


def checked_code(code: int) -> int:
    """Returns the code as it is.

    Raises:
        ValueError: No close frame may carry it.
    """
    if not is_sendable(code):
        raise ValueError(f"{code} is no close code that can be sent")
    return code


def short_reason(reason: str) -> str:
    """Returns a reason, cut between characters if it does not fit into a close frame.

    Half of a surrogate pair, which UTF-8 cannot carry, becomes a question mark.
    """
    return reason.encode(errors="replace")[:_MAX_REASON_BYTES].decode(errors="ignore")
