"""The routes of one router, and everything that is wrong with them, found at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._generated.constants import HELLO, RESERVED_ROUTES
from .._generated.limits import Limits
from .descriptors import AnyCallRoute, Contract, Handlers
from .endpoint import Endpoint
from .registration import ContractEndpoints, plain_endpoint
from .user_code import SignatureProblem, describe


class RoutingError(Exception):
    """The routes of a router cannot be served; lists every reason.

    Args:
        problems: One sentence each.
    """

    def __init__(self, problems: list[str]) -> None:
        listed = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(f"the socket router cannot start:{listed}")
        self.problems = tuple(problems)


class RouteTable:
    """Endpoints by path.

    Registration never raises: what is wrong is remembered, so that `check` can tell all of it at
    once.

    Args:
        contract: The generated contract; None for routes in the style of 1.1.1 only.
        strict: Whether every contract route must have a handler, and every route a contract.
        limits: The limits in force.

    Attributes:
        find: Returns the endpoint of a path, or None.
    """

    def __init__(self, contract: Contract | None, strict: bool, limits: Limits) -> None:
        self._limits = limits
        self._strict = strict
        self._declared = {route.path: route for route in contract.routes} if contract else {}
        self._endpoints_of = ContractEndpoints(contract, limits) if contract else None
        self._endpoints: dict[str, Endpoint] = {}
        self._problems: list[str] = []
        self._refused: set[str] = set()  # the paths of handlers that cannot serve
        self.find = self._endpoints.get

    def add_typed(self, route: AnyCallRoute, handler: Callable[..., Any], options: Any) -> None:
        """Registers a handler that takes and returns the route's generated types."""
        if self._endpoints_of is None or self._declared.get(route.path) is not route:
            self._refuse(
                route.path,
                f"{describe(handler)} handles a route that is not of this router's contract",
            )
        elif route.path in self._endpoints:
            self._refuse(route.path, f"{describe(handler)} is a second handler")
        else:
            make = self._endpoints_of.typed
            self._add(route.path, lambda: make(route, handler, options))

    def add_plain(self, path: str, handler: Callable[..., Any], options: Any) -> None:
        """Registers a handler in the style of 1.1.1; a later one takes the place of an earlier."""
        route = self._declared.get(path)
        if path in RESERVED_ROUTES:
            self._refuse(path, "this name is reserved by the protocol")
        elif route is not None and self._endpoints_of is not None:
            make = self._endpoints_of.plain
            self._add(path, lambda: make(route, handler, options))
        elif self._endpoints_of is not None and self._strict:
            self._refuse(
                path,
                f"{describe(handler)} handles a route that the contract does not declare "
                "(SocketRouter(contract, strict=False) allows that)",
            )
        else:
            self._add(path, lambda: plain_endpoint(handler, options, self._limits))

    def add_all(self, implementation: Handlers, options: Mapping[str, Any]) -> None:
        """Registers every method of an implementation of generated stubs.

        Args:
            implementation: An instance of a class that implements them.
            options: The hooks of some of its methods, by method name.
        """
        routes = {
            name: route
            for class_ in reversed(type(implementation).__mro__)
            for name, route in getattr(class_, "__routes__", {}).items()
        }
        if not routes:
            self._problems.append(
                f"{describe(type(implementation))} implements none of the generated stubs"
            )
        self._problems += [
            f"{describe(type(implementation))}: there are options for {name}, but no such route"
            for name in sorted(options.keys() - routes.keys())
        ]
        for name, route in routes.items():
            self.add_typed(route, getattr(implementation, name), options.get(name))

    def add_hello(self, endpoint: Endpoint) -> None:
        """Serves HELLO, which no contract declares."""
        self._endpoints[HELLO] = endpoint

    @property
    def model_refusals(self) -> int:
        """How many values models have refused although their schemas accept them."""
        return self._endpoints_of.model_refusals if self._endpoints_of else 0

    def check(self) -> None:
        """Makes sure that every route can be served.

        Raises:
            RoutingError: Some cannot; it lists all reasons.
        """
        problems = list(self._problems)
        if self._strict:
            missing = self._declared.keys() - self._endpoints.keys() - self._refused
            problems += [f"{path}: has no handler" for path in sorted(missing)]
        if problems:
            raise RoutingError(problems)

    def _add(self, path: str, make: Callable[[], Endpoint]) -> None:
        try:
            self._endpoints[path] = make()
        except SignatureProblem as problem:
            self._refuse(path, str(problem))

    def _refuse(self, path: str, reason: str) -> None:
        """Remembers why a handler cannot serve a path."""
        self._problems.append(f"{path}: {reason}")
        self._refused.add(path)
