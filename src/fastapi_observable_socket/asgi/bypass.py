"""A way around the layers of an application that do nothing for a connection of ours.

Each of them (error pages, exit stacks and so on) keeps a coroutine for as long as a connection
lasts. Together these take more memory than an idle connection itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Match, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

Serve = Callable[[WebSocket], Awaitable[None]]

_OWN_BUILDERS = (Starlette.build_middleware_stack, FastAPI.build_middleware_stack)


class Bypass:
    """Leads connections to one route straight to it, and everything else the usual way.

    Args:
        stack: The application's middleware stack.
        route: The route.
        router: The application's router, which has the route.
        serve: Serves a connection to the route.
    """

    def __init__(
        self, stack: ASGIApp, route: WebSocketRoute, router: ASGIApp, serve: Serve
    ) -> None:
        self._stack = stack
        self._route = route
        self._router = router
        self._serve = serve

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Returns an awaitable that serves the connection or request."""
        # FastAPI's telemetry, where it is on, follows a connection through the layers.
        if scope["type"] == "websocket" and "fastapi.telemetry" not in scope:
            match, found = self._route.matches(scope)
            if match is Match.FULL:
                scope.update({"router": self._router, **found})
                return self._serve(WebSocket(scope, receive, send))
        return self._stack(scope, receive, send)


@contextmanager
def bypassed(app: Starlette, route: WebSocketRoute, serve: Serve) -> Generator[None]:
    """Leads connections around an application's layers, provided that none is the user's.

    Args:
        app: An application that is just starting.
        route: One of its routes.
        serve: Serves a connection to that route.
    """
    if not _is_plain(app) or not _is_first(app, route):
        yield
        return
    before = app.middleware_stack
    stack = before or app.build_middleware_stack()
    app.middleware_stack = bypass = Bypass(stack, route, app.router, serve)
    try:
        yield
    finally:
        if app.middleware_stack is bypass:
            app.middleware_stack = before


def _is_plain(app: Starlette) -> bool:
    """Whether an application has only the layers that every application has."""
    has_own_stack = "build_middleware_stack" in vars(app)
    builds_usual_stack = type(app).build_middleware_stack in _OWN_BUILDERS and not has_own_stack
    router: Any = app.router
    return builds_usual_stack and not app.user_middleware and router.middleware_stack == router.app


def _is_first(app: Starlette, route: WebSocketRoute) -> bool:
    """Whether no route before this one can match a WebSocket; routes for HTTP cannot."""
    for other in app.router.routes:
        if other is route:
            return True
        if not isinstance(other, Route):
            return False
    return False
