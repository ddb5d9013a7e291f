"""The protocol class without a network: a transport that keeps what is written."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.support.protocol_peer import USUAL

REQUEST = "\r\n".join(
    ["GET /ws HTTP/1.1", *(f"{name}: {value}" for name, value in USUAL), "", ""]
).encode()
CLOSE = 8


class RecordingTransport(asyncio.Transport):
    """A transport that keeps what is written, one entry for each write."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.is_reading_now = True
        self.has_eof = self.is_aborted = self.closing = False

    def write(self, data: Any) -> None:
        self.writes.append(bytes(data))

    def pause_reading(self) -> None:
        assert self.is_reading_now
        self.is_reading_now = False

    def resume_reading(self) -> None:
        assert not self.is_reading_now
        self.is_reading_now = True

    def is_closing(self) -> bool:
        return self.closing

    def get_write_buffer_size(self) -> int:
        return 0

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.has_eof = True

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.is_aborted = self.closing = True

    def heard(self) -> list[Any]:
        """What has been written since the last call: JSON of texts, codes of closes."""
        writes, self.writes = self.writes, []
        return [
            int.from_bytes(payload[:2], "big") if opcode == CLOSE else json.loads(payload)
            for opcode, payload in frames_in(b"".join(writes))
        ]


async def turns(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def frames_in(data: bytes) -> list[tuple[int, bytes]]:
    """Return opcode and payload of frames that a server has written, none of them giant."""
    found = []
    while data:
        assert data[0] & 0xF0 == 0x80
        assert data[1] <= 126
        start = 4 if data[1] == 126 else 2
        end = start + (int.from_bytes(data[2:4], "big") if start == 4 else data[1])
        found.append((data[0] & 0x0F, data[start:end]))
        data = data[end:]
    return found
