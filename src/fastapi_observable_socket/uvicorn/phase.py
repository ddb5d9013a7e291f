"""The phases of a connection, from its handshake to its end."""

from __future__ import annotations

from enum import Enum, auto


class Phase(Enum):
    """How far a connection is; no phase comes again.

    OPENING until the handshake is answered, REFUSING while the body of a refusal is sent, OPEN,
    CLOSING from our close frame until the peer's, ENDED when nothing is sent or served any more.
    """

    OPENING = auto()
    REFUSING = auto()
    OPEN = auto()
    CLOSING = auto()
    ENDED = auto()
