"""The lifespan of an application under test, shared by all clients that are open together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from starlette.applications import Starlette


def shared_lifespan(app: Starlette) -> AbstractAsyncContextManager[Mapping[str, Any]]:
    """Returns what runs an application's lifespan while any client is in it; gives its state."""
    return _lifespans.setdefault(app, _Lifespan(app)).joined()


class _Lifespan:
    """An application's lifespan while any client is connected to it."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self._turn = asyncio.Lock()
        self._clients = 0
        self._stack = AsyncExitStack()
        self._state: Mapping[str, Any] | None = None

    @asynccontextmanager
    async def joined(self) -> AsyncGenerator[Mapping[str, Any]]:
        """Starts the application with the first client and stops it after the last."""
        self._clients += 1
        try:
            async with self._turn:
                if self._state is None:
                    context: Any = self._app.router.lifespan_context(self._app)
                    self._state = await self._stack.enter_async_context(context) or {}
            yield self._state
        finally:
            self._clients -= 1
            if not self._clients:
                del _lifespans[self._app]
                await self._stack.aclose()


_lifespans: dict[Starlette, _Lifespan] = {}
