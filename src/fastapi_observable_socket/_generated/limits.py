"""What one connection may ask of its peer.

Generated from ``schema/protocol/limits.json``. Do not edit; run ``make generate``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one connection may ask of its peer; the defaults are the protocol's."""

    message_bytes: int = 1_048_576
    """Bytes of the largest message that is taken; a larger one closes with 1009."""

    depth: int = 200
    """Levels of arrays and objects within the payload or the headers; more is 400."""

    integer_digits: int = 4_300
    """Digits of the longest integer in a frame, a minus sign counted as one; more is 400."""

    uuid_length: int = 128
    """Characters of the longest uuid, digits and sign if it is an integer; more is 400."""

    route_length: int = 256
    """Characters of the longest route name; more is 400."""

    headers_count: int = 64
    """Members of the headers; more is 400."""

    max_in_flight: int = 64
    """Requests of one connection that run side by side; one more is 429."""

    errors_reported: int = 32
    """Entries of `errors` in one error payload; what is found beyond them is left out."""

    writer_bytes: int = 262_144
    """Bytes that may wait to be written to one connection."""

    write_timeout: float = 10.0
    """Seconds that a write may wait for a peer that does not read, before it is cut."""

    drain_timeout: float = 10.0
    """Seconds that running requests get to finish at shut-down."""

    hello_timeout: float = 10.0
    """Seconds to wait for HELLO where the server demands it; then it closes with 4408."""
