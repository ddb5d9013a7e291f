"""Deciding about who may connect, for tests of what happens in the meantime."""

from __future__ import annotations

import asyncio

from fastapi import WebSocket


class Undecided:
    """An ``access_logic`` that never decides, and tells what becomes of it.

    Attributes:
        asked: Set when it is asked.
        happened: Holds "cancelled" once it was cancelled.
    """

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.happened: list[str] = []

    async def __call__(self, websocket: WebSocket) -> bool:
        self.asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.happened.append("cancelled")
        return True
