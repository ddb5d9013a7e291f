"""A message that comes in fragments (RFC 6455, section 5.4)."""

from __future__ import annotations

import codecs
from typing import Final

FREE_FRAGMENTS: Final = 1024
BYTES_PER_FRAGMENT: Final = 32
"""A message may have `FREE_FRAGMENTS` fragments, and one more for every so many bytes.

With more of them, a peer could keep us busy with next to no data.
"""

_new_decoder = codecs.getincrementaldecoder("utf-8")


class FragmentedMessage:
    """A message whose last fragment has not come yet.

    Args:
        is_text: Whether it is text, which has to be UTF-8.

    Attributes:
        size: How many bytes have come.
        least_size: How many bytes it has to have, at least, for as many fragments as have come.
    """

    __slots__ = ("_data", "_decoder", "least_size", "size")

    def __init__(self, *, is_text: bool) -> None:
        self._data = bytearray()
        self.size = 0
        self.least_size = -FREE_FRAGMENTS * BYTES_PER_FRAGMENT
        self._decoder = _new_decoder() if is_text else None

    def add(self, payload: bytes, *, is_final: bool) -> None:
        """Adds a fragment.

        Raises:
            UnicodeDecodeError: It is no text, though it should be; whatever else may come.
        """
        self._data += payload
        self.size += len(payload)
        self.least_size += BYTES_PER_FRAGMENT
        if self._decoder is not None:
            self._decoder.decode(payload, is_final)

    def whole(self) -> str | bytes:
        """Returns the message, after its last fragment."""
        return bytes(self._data) if self._decoder is None else self._data.decode()
