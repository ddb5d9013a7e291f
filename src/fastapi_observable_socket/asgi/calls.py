"""The requests of one connection while they run: policies, deadlines, cancellation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from .._generated.close_codes import CloseCode
from .._generated.constants import CANCEL
from .._generated.status import Status
from ..errors import SocketError
from ..options import Policy
from ..protocol.decoding import IncomingRequest
from ..protocol.encoding import encode_error
from ..protocol.session import Crowded, Session
from ..routing.context import Connection, Context
from ..routing.endpoint import Endpoint
from ..routing.policy import Gate
from .call import Call
from .tasks import starter

logger = logging.getLogger("fastapi_observable_socket")

CLEAN_UP_SECONDS = 2.0
"""How long the end of a connection waits for cancelled handlers to clean up."""


class Host(Connection, Protocol):
    """The connection as `Calls` and `Intake` see it."""

    def post(self, frame: str) -> None:
        """Queues a frame; for places that cannot wait."""
        ...

    def shut(self, code: int, reason: str) -> None:
        """Closes the connection and cancels the requests that run on it."""
        ...


class Calls:
    """Runs the requests of one connection.

    A call begins, is settled when it has its answer, and is finished when its task has ended.
    Whoever cancels it before it is settled answers in its place, unless the peer is gone.

    Args:
        host: The connection.
        session: Knows which of them are in flight.
        find_endpoint: Returns the endpoint of a route, or None.

    Attributes:
        leftovers: Tasks that outlived the connection: shielded ones, and any that ignored their
            cancellation.
    """

    __slots__ = (
        "_find_endpoint",
        "_gates",
        "_host",
        "_session",
        "_start",
        "leftovers",
    )

    def __init__(
        self, host: Host, session: Session[Call], find_endpoint: Callable[[str], Endpoint | None]
    ) -> None:
        self._host = host
        self._start = starter(asyncio.get_running_loop())
        self._session = session
        self._find_endpoint = find_endpoint
        self._gates: dict[str, Gate[Call]] = {}
        self.leftovers: Sequence[asyncio.Task[None]] = ()

    def begin(self, request: IncomingRequest) -> str | None:
        """Starts a request, or serves a CANCEL.

        Returns:
            A frame to send now: the answer to this request where it is known already, or the last
            answer to one that it cancels.

        Raises:
            Crowded: Too many requests of its route run, perhaps only for a moment.
        """
        endpoint = self._find_endpoint(request.route)
        if endpoint is None:
            return self._without_endpoint(request)
        headers = request.headers
        # Twice, as they are the typed headers too, unless a contract has a type for them.
        context = Context(self._host, request.uuid, request.route, headers, headers)
        if endpoint.is_immediate:
            return endpoint.answer_now(context, request)
        if endpoint.policy is not None:
            return self._begin_governed(Call(endpoint, context, request), endpoint.policy)
        task = self._start(endpoint.answer(context, request))
        # Where tasks start at once, many are done by now, and were never in flight.
        if not (task.done() and context.answered):
            call = Call(endpoint, context, request)
            call.task = task
            self._enter(call)
            task.add_done_callback(partial(self._go_on, call))
        return None

    def refuse_running(self, problem: SocketError) -> None:
        """Cancels every request that has no answer yet, and answers it with ``problem``."""
        for call in list(self._session.running):
            self._post_abandoned(call, problem)

    def cancel(self) -> None:
        """Cancels every request that has no answer yet, and sends none: the peer is gone."""
        for call in list(self._session.running):
            if not call.context.answered:
                call.abandon()
                self._stop(call)

    async def end(self) -> None:
        """Cancels what runs and waits until it has cleaned up, `CLEAN_UP_SECONDS` at most.

        What takes longer goes on, and counts as a leftover.
        """
        self.cancel()
        tasks = {call.task: call for call in self._session.running if call.task is not None}
        awaited = {task for task, call in tasks.items() if not call.is_shielded}
        if awaited:
            _, late = await asyncio.wait(awaited, timeout=CLEAN_UP_SECONDS)
            # They are not cancelled again: that would interrupt the clean-up itself.
            for task in late:
                logger.warning("%s does not end", tasks[task].context.label)
        self.leftovers = [task for task in tasks if not task.done()]

    def _without_endpoint(self, request: IncomingRequest) -> str | None:
        """Serves a CANCEL, which has no endpoint, or refuses what has no route."""
        if request.route == CANCEL:
            call = self._session.unanswered(request.uuid)
            problem = SocketError(Status.CLIENT_CLOSED_REQUEST, "cancelled")
            return None if call is None else self._abandon(call, problem)
        problem = SocketError(Status.NOT_FOUND, "there is no such route")
        return encode_error(request.uuid, problem)

    def _begin_governed(self, call: Call, policy: Policy) -> str | None:
        """Starts a request whose route has a policy; returns what `begin` does."""
        gate = call.gate = self._gate(call.context.route, policy)
        problem = gate.refusal(len(call.request.payload))
        if problem is not None:
            return self._refuse(call, gate, problem)
        older = gate.supersede(call)
        text = None
        if older is not None:
            problem = SocketError(Status.CLIENT_CLOSED_REQUEST, "a newer request took its place")
            text = self._abandon(older, problem)
        self._enter(call)
        if gate.enter(call):
            self._run(call)
        if policy.timeout is not None and call in self._session.running:
            loop = asyncio.get_running_loop()
            call.timer = loop.call_later(policy.timeout, self._expire, call)
        return text

    def _gate(self, route: str, policy: Policy) -> Gate[Call]:
        gate = self._gates.get(route)
        if gate is None:
            gate = self._gates[route] = Gate(policy, asyncio.get_running_loop().time)
        return gate

    def _refuse(self, call: Call, gate: Gate[Call], problem: SocketError) -> str:
        """Refuses a request that its gate does not let in; closes if no refusal is ever heeded.

        Raises:
            Crowded: There may be room for it in a moment.
        """
        if gate.is_full and self._is_one_ending(gate):
            raise Crowded(call.context.uuid, problem)
        if gate.is_abused:
            self._host.shut(CloseCode.POLICY_VIOLATION, "too many requests")
        return encode_error(call.context.uuid, problem)

    def _is_one_ending(self, gate: Gate[Call]) -> bool:
        """Whether a request of a route still runs although it has its answer."""
        return any(call.gate is gate and call.context.answered for call in self._session.running)

    def _enter(self, call: Call) -> None:
        """Records that a call runs; it may have its answer already if it began before."""
        self._session.begin(call.context.uuid, call)
        if call.context.answered:
            self._session.answered(call.context.uuid)

    def _run(self, call: Call | None) -> None:
        """Starts a call; if it is done at once, also the one that waited behind it, and so on."""
        while call is not None:
            task = call.task = self._start(call.endpoint.answer(call.context, call.request))
            if not task.done():
                task.add_done_callback(partial(self._go_on, call))
                return
            call = self._finished(call)

    def _go_on(self, call: Call, _: asyncio.Task[None]) -> None:
        """Follows the end of a call's task."""
        self._run(self._finished(call))

    def _finished(self, call: Call) -> Call | None:
        """Records a call's end; returns the one that waited for it, if any."""
        context = call.context
        self._session.finish(call)
        if call.timer is not None:
            call.timer.cancel()
        if not context.answered:
            # Only a task that somebody else has cancelled is without an answer by now.
            call.log_end()
            self._host.post(self._settle(call, SocketError(Status.INTERNAL_SERVER_ERROR)))
        return None if call.gate is None else call.gate.leave(call)

    def _expire(self, call: Call) -> None:
        problem = SocketError(Status.REQUEST_TIMEOUT, "the route's deadline has passed")
        self._post_abandoned(call, problem)

    def _post_abandoned(self, call: Call, problem: SocketError) -> None:
        """Cancels a call and sends the answer in its place, unless it has answered itself."""
        if (text := self._abandon(call, problem)) is not None:
            self._host.post(text)

    def _abandon(self, call: Call, problem: SocketError) -> str | None:
        """Cancels a call and returns the answer in its place; None if it has answered itself."""
        if call.context.answered:
            return None
        text = self._settle(call, problem)
        self._stop(call)
        return text

    def _settle(self, call: Call, problem: SocketError) -> str:
        """Answers in place of a call's handler; returns the answer."""
        call.abandon()
        self._session.answered(call.context.uuid)
        return encode_error(call.context.uuid, problem)

    def _stop(self, call: Call) -> None:
        """Ends a call that nobody waits for any more."""
        if call.task is None:
            self._finished(call)
        elif not call.is_shielded:
            call.task.cancel()
