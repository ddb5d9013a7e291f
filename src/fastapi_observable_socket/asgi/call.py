"""One request while it runs."""

from __future__ import annotations

import asyncio
import logging

from ..failures import log_failure
from ..protocol.decoding import IncomingRequest
from ..routing.context import Context
from ..routing.endpoint import Endpoint
from ..routing.policy import Gate

logger = logging.getLogger("fastapi_observable_socket")


class Call:
    """One request that runs, or waits behind others of its route.

    Args:
        endpoint: What serves it.
        context: What its handler is told.
        request: The request.

    Attributes:
        endpoint: What serves it.
        context: What its handler is told.
        request: The request.
        task: Runs the handler; None as long as the request waits.
        gate: The policy of its route; None where there is none.
        timer: Its deadline; None where there is none.
    """

    __slots__ = ("context", "endpoint", "gate", "request", "task", "timer")

    def __init__(self, endpoint: Endpoint, context: Context, request: IncomingRequest) -> None:
        self.endpoint = endpoint
        self.context = context
        self.request = request
        self.task: asyncio.Task[None] | None = None
        self.gate: Gate[Call] | None = None
        self.timer: asyncio.TimerHandle | None = None

    @property
    def is_shielded(self) -> bool:
        """Whether the handler runs to its end even if nobody waits for its answer."""
        return self.endpoint.policy is not None and self.endpoint.policy.shield

    def abandon(self) -> None:
        """Has the handler's answer dropped, should there still be one."""
        self.context.answered = self.context.abandoned = True

    def log_end(self) -> None:
        """Logs how its task has ended that has not answered."""
        assert self.task is not None
        if self.task.cancelled() or (error := self.task.exception()) is None:
            logger.error("%s was cancelled by its own side", self.context.label)
        else:
            log_failure(f"{self.context.label} failed", error)
