"""`SocketRouter`: what users register handlers with and mount into applications."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar, cast, overload

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from ._generated.limits import Limits
from .asgi.bypass import bypassed
from .asgi.fleet import Fleet
from .asgi.handshake import Handshake, Origins
from .asgi.lifespan import Lifespan
from .options import Authenticate, RouteOptions, SocketAccess
from .protocol.limits import checked_limits
from .routing.decorators import Register, RegisterWithoutPayload
from .routing.descriptors import CallRoute, Contract, Handlers
from .routing.hello import Hello
from .routing.table import RouteTable
from .servers import answer_unreadable_handshakes
from .serving import Serving

PayloadT = TypeVar("PayloadT")
ResultT = TypeVar("ResultT")
HandlerT = TypeVar("HandlerT", bound=Callable[..., Any])


class SocketRouter:
    """Routes typed messages over one WebSocket.

    Use an instance as an endpoint (``app.add_api_websocket_route("/ws", router)``, or
    ``await router(websocket)`` in one of your own), as an ASGI application
    (``app.mount("/ws", router)``), or let `mount` do all of it.

    Args:
        contract: The generated contract. Without one, routes are those of 1.1.1, unvalidated.
        access_logic: Says whether a connection may be opened. It is called with the socket before
            that is accepted. If it returns False, the socket is accepted and then closed with 1008,
            which clients take as final.
        strict: Whether every route of the contract must have a handler, and every handler a route
            of the contract. Set it to False while you move routes to a contract one by one.
        limits: What one connection may ask for; see ``schema/protocol/limits.json``.
        origins: Other origins whose pages may connect, such as ``https://example.org``. Pages of
            the server's own host and clients that are no browsers always may. ``"*"`` allows every
            page.
        refuse: How connections are refused that ``access_logic`` does not allow: ``"close"`` as
            described there, or ``"http"`` for a plain 403, which browsers take for a lost network.
        hello: Whether clients have to send HELLO before anything else. If they do not, they are
            closed with 4408 after `Limits.hello_timeout` seconds.
        authenticate: Checks the credentials of HELLO. The user that it returns is
            ``context.state.user``; see `Authenticate`.
        mismatch: Whether a HELLO with the digest of another contract is told so, or refused with
            412.
        take_over: Whether connections that uvicorn's default protocol class has opened go on with
            our own class. It takes about half the time, limits whatever a client can send, and does
            without compression, which costs more than it gains on small messages. Set it to False
            to keep uvicorn's class and what that negotiates.

    Raises:
        ValueError: A limit is below zero, endless, or above what can be read and written.
    """

    def __init__(
        self,
        contract: Contract | SocketAccess | None = None,
        access_logic: SocketAccess | None = None,
        *,
        strict: bool = True,
        limits: Limits | None = None,
        origins: Origins = (),
        refuse: Literal["close", "http"] = "close",
        hello: Literal["optional", "required"] = "optional",
        authenticate: Authenticate | None = None,
        mismatch: Literal["report", "refuse"] = "report",
        take_over: bool = True,
    ) -> None:
        if contract is not None and not isinstance(contract, Contract):
            # In 1.1.1 `access_logic` was the first parameter.
            contract, access_logic = None, contract
        self.contract = contract
        self.limits = checked_limits(limits or Limits())
        self._table = RouteTable(contract, strict, self.limits)
        digest = contract.digest if contract else None
        self._table.add_hello(Hello(digest, self.limits, authenticate, mismatch).endpoint())
        self._fleet = Fleet(self.limits)
        self._lifespan = Lifespan(self._fleet)
        self._serving = Serving(
            self._fleet,
            Handshake(access_logic, origins, refuse),
            self._table.find,
            self.limits,
            must_greet=hello == "required",
            take_over=take_over,
        )
        self._is_checked = False
        # FastAPI reads an endpoint's signature to see what to pass to it.
        self.__signature__ = inspect.signature(self._serving.serve, eval_str=True)

    def route(
        self, path: str, options: RouteOptions | None = None
    ) -> Callable[[HandlerT], HandlerT]:
        """Registers a handler in the style of 1.1.1, on any path or on a contract route.

        Args:
            path: The route's name on the wire.
            options: The hooks ``data_check``, ``access``, ``hydrate`` and ``dehydrate``.
        """

        def register(handler: HandlerT) -> HandlerT:
            self._table.add_plain(path, handler, options)
            self._is_checked = False
            return handler

        return register

    @overload
    def on(
        self, route: CallRoute[None, Any, ResultT], options: RouteOptions | None = None
    ) -> RegisterWithoutPayload[ResultT]: ...

    @overload
    def on(
        self, route: CallRoute[PayloadT, Any, ResultT], options: RouteOptions | None = None
    ) -> Register[PayloadT, ResultT]: ...

    def on(self, route: CallRoute[Any, Any, Any], options: RouteOptions | None = None) -> Any:
        """Registers the handler of a contract route.

        The handler's parameters say what it receives: the generated payload type first, then any
        of the generated headers type, `Context`, ``WebSocket`` and ``Depends(...)``. It returns
        the payload of the route's success status, or a `Reply`; it raises `SocketError` to
        refuse.

        Args:
            route: The generated descriptor, such as ``routes.articles_get``.
            options: The hooks; ``message.payload`` is the validated, typed payload.
        """

        def register(handler: HandlerT) -> HandlerT:
            self._table.add_typed(route, handler, options)
            self._is_checked = False
            return handler

        return register

    def include(
        self, implementation: Handlers, options: Mapping[str, RouteOptions] | None = None
    ) -> None:
        """Registers every method of an object that implements generated handler stubs.

        Args:
            implementation: An instance of a class that implements them.
            options: The hooks of some of its methods, by method name.
        """
        self._table.add_all(implementation, options or {})
        self._is_checked = False

    @property
    def model_refusals(self) -> int:
        """How many values a generated model has refused although their JSON Schema accepts them.

        Each is a defect of the generator, and is logged as an error that names model and place. The
        client does not notice: the handler gets the nearest value that could be built. Anything
        but 0 is worth an alert, and a report to us.
        """
        return self._table.model_refusals

    def check(self) -> None:
        """Checks that every route can be served; `mount` does this at start-up.

        Raises:
            RoutingError: Contract routes lack a handler, handlers lack a contract route, or
                signatures cannot be bound. It lists all reasons.
        """
        if not self._is_checked:
            self._table.check()
            self._is_checked = True

    def mount(self, app: Starlette, path: str = "/ws") -> None:
        """Serves the router at ``path`` of an application, and checks it when that starts.

        Args:
            app: A FastAPI or Starlette application.
            path: Where clients connect.
        """
        route = WebSocketRoute(path, self, name="observable_socket")
        app.router.routes.append(route)
        lifespan = app.router.lifespan_context

        @asynccontextmanager
        async def with_router(app: Any) -> AsyncGenerator[Mapping[str, Any] | None]:
            self.check()
            async with lifespan(app) as state, self.lifespan(app):
                with bypassed(app, route, self._serve):
                    yield state

        app.router.lifespan_context = cast("Any", with_router)

    @asynccontextmanager
    async def lifespan(self, app: Any = None) -> AsyncGenerator[None]:
        """Checks the router at start-up and drains it at shut-down; `mount` uses it.

        Without `mount`, enter it in the lifespan of your application, inside of whatever handlers
        need: ``async with database(), router.lifespan(app): yield``. Routers that are given the
        same application drain at the same time; one that is given none drains by itself.

        At shut-down, new requests are answered 503, running ones have `Limits.drain_timeout`
        seconds to finish, and then all connections close with 1012. Under uvicorn this happens
        before it stops, without a lifespan too; a second signal ends it at once.
        """
        self.check()
        if self._serving.take_over:
            answer_unreadable_handshakes()
        async with self._lifespan.entered(app):
            yield

    @overload
    async def __call__(self, websocket: WebSocket) -> None: ...

    @overload
    async def __call__(self, websocket: Scope, receive: Receive, send: Send) -> None: ...

    async def __call__(
        self,
        websocket: WebSocket | Scope,
        receive: Receive | None = None,
        send: Send | None = None,
    ) -> None:
        """Serves one connection until it ends, called as an endpoint or as an ASGI application.

        Plain HTTP requests are answered 426 (Upgrade Required).

        Raises:
            RoutingError: The routes cannot be served; the connection is not opened.
            RuntimeError: Called as an ASGI application with something else.
        """
        if isinstance(websocket, WebSocket):
            return await self._serve(websocket)
        if receive is None or send is None or websocket["type"] not in {"websocket", "http"}:
            raise RuntimeError(f"{websocket['type']} is not served here, only websocket")
        if websocket["type"] == "http":
            refusal = PlainTextResponse("Upgrade Required", 426, {"upgrade": "websocket"})
            return await refusal(websocket, receive, send)
        return await self._serve(WebSocket(websocket, receive, send))

    def _serve(self, websocket: WebSocket) -> Coroutine[Any, Any, None]:
        # No coroutine of its own: there would be one more for as long as the connection lasts.
        self.check()
        return self._serving.serve(websocket)
