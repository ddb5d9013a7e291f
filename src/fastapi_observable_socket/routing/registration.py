"""Decides each step of a route when its handler is registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._generated.limits import Limits
from ..options import Policy
from .binding import Getter, bind_typed, payload_of
from .completion import ReplyCompletion
from .descriptors import AnyCallRoute, Contract, Part
from .endpoint import Endpoint
from .hooks import bind_hooks
from .loading import Load, load_anything, load_checked
from .plain import bind_plain
from .policy import in_force
from .replies import ContractReplies, encode_plain, plain_reply
from .values.checker import Checker


def plain_endpoint(handler: Callable[..., Any], options: Any, limits: Limits) -> Endpoint:
    """Binds a handler in the style of 1.1.1, without a contract.

    Raises:
        SignatureProblem: Handler or hooks cannot be called.
    """
    hooks = bind_hooks(options)
    return Endpoint(
        load=load_anything(limits),
        hooks=hooks,
        handler=bind_plain(handler, hooks, limits.errors_reported),
        normalise=plain_reply,
        encode=encode_plain,
        policy=in_force(options, Policy()),
    )


class ContractEndpoints:
    """Makes the endpoints of one contract; each part of it is compiled once.

    Args:
        contract: The generated contract.
        limits: The limits in force.
    """

    def __init__(self, contract: Contract, limits: Limits) -> None:
        self._definitions = contract.definitions
        self._completions = contract.completions
        self._limits = limits
        self._checkers: dict[str, Checker] = {}

    def typed(self, route: AnyCallRoute, handler: Callable[..., Any], options: Any) -> Endpoint:
        """Binds a handler that takes and returns the generated types.

        Raises:
            SignatureProblem: Handler or hooks cannot be called.
        """
        given: dict[Any, Getter] = {}
        if route.headers is not None:
            given[route.headers.type] = lambda context: context.typed_headers
        if route.payload is not None:
            given[route.payload.type] = payload_of
        bound = bind_typed(handler, given)
        replies = ContractReplies(route, self._checker)
        completion = self._completion(route)
        return Endpoint(
            load=self._load(route),
            hooks=bind_hooks(options),
            handler=bound,
            normalise=replies.normalise,
            encode=replies.encode,
            policy=in_force(options, route.policy),
            write_plain=replies.plain_writer(completion),
            completion=completion,
        )

    def plain(self, route: AnyCallRoute, handler: Callable[..., Any], options: Any) -> Endpoint:
        """Binds a handler in the style of 1.1.1 to a contract route: same checks, other form.

        Raises:
            SignatureProblem: Handler or hooks cannot be called.
        """
        hooks = bind_hooks(options)
        return Endpoint(
            load=self._load(route),
            hooks=hooks,
            handler=bind_plain(handler, hooks, self._limits.errors_reported),
            normalise=plain_reply,
            encode=ContractReplies(route, self._checker).encode,
            policy=in_force(options, route.policy),
            completion=self._completion(route),
        )

    @property
    def model_refusals(self) -> int:
        """How many values models have refused although their schemas accept them."""
        return sum(checker.refusals for checker in self._checkers.values())

    def _completion(self, route: AnyCallRoute) -> ReplyCompletion | None:
        completion = ReplyCompletion(route, self._completions, self._checker)
        return completion if completion.is_needed else None

    def _checker(self, part: Part[Any]) -> Checker:
        if part.definition not in self._checkers:
            most = self._limits.errors_reported
            self._checkers[part.definition] = Checker(part, self._definitions, most)
        return self._checkers[part.definition]

    def _load(self, route: AnyCallRoute) -> Load:
        payload = self._checker(route.payload) if route.payload else None
        headers = self._checker(route.headers) if route.headers else None
        return load_checked(payload, headers, self._limits)
