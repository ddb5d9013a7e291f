"""One route at run time: from a request to the frame that answers it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette import websockets

from .._generated.status import Status
from ..errors import Refusal, to_socket_error
from ..failures import log_failure
from ..options import Policy
from ..protocol.decoding import IncomingRequest
from ..protocol.encoding import encode_reply
from ..protocol.parsing import LARGE
from .binding import BoundHandler
from .collecting import large_answers
from .completion import ReplyCompletion
from .context import Context
from .descriptors import Reply
from .hooks import Hooks
from .loading import Load
from .replies import (
    Encode,
    Normalise,
    WritePlain,
    encode_plain,
    head_of,
)
from .user_code import is_being_cancelled, result_at_once

logger = logging.getLogger("fastapi_observable_socket")

# What sending by hand raises once the connection has ended; older Starlette knows no own class.
_LOST_PEER: tuple[type[Exception], ...] = (
    websockets.WebSocketDisconnect,
    getattr(websockets, "WebSocketDisconnected", RuntimeError),
)
_NOTHING: Mapping[str, Any] = {}


@dataclass(slots=True, eq=False)
class Endpoint:
    """The steps of one route, each decided at registration.

    Attributes:
        load: Reads and validates the request's payload and headers into the context.
        hooks: What runs around the handler.
        handler: The handler, bound to its parameters.
        normalise: Turns what the handler returned into a reply.
        encode: Checks a reply and writes its payload.
        policy: How requests share a connection; None where there is nothing to enforce.
        write_plain: Writes the whole frame for a handler's result that is no `Reply`, in less time
            than ``normalise`` and ``encode`` take; None where they are needed.
        completion: Puts defaults into replies; None where there are none.
        is_bare: Whether neither hooks nor dependencies run around the handler.
        is_immediate: Whether `answer_now` may be used: nothing that a request does ever waits.
    """

    load: Load
    hooks: Hooks
    handler: BoundHandler
    normalise: Normalise
    encode: Encode
    policy: Policy | None = None
    write_plain: WritePlain | None = None
    completion: ReplyCompletion | None = None
    is_bare: bool = field(init=False)
    is_immediate: bool = field(init=False)

    def __post_init__(self) -> None:
        handler, hooks = self.handler, self.hooks
        is_alone = handler.dependencies is None and self.policy is None
        self.is_bare = handler.dependencies is None and hooks == Hooks()
        self.is_immediate = is_alone and handler.never_waits and hooks.never_wait

    async def answer(self, context: Context, request: IncomingRequest) -> None:
        """Serves one request and sends its reply; an error of any kind becomes an answer too."""
        try:
            self.load(context, request)
            if self.is_bare:
                result = await self.handler.call(context, _NOTHING)
                await self._deliver(context, self._text(context, result))
            elif self.handler.dependencies is None:
                await self._deliver(context, await self._hooked(context, _NOTHING))
            else:
                # The reply is sent before what the dependencies hold open is closed.
                async with self.handler.dependencies.solve(context) as values:
                    await self._deliver(context, await self._hooked(context, values))
        except asyncio.CancelledError as error:
            if is_being_cancelled():
                raise
            # It is not this task that was cancelled, but something that the handler awaited.
            await self._fail(context, error)
        except (KeyboardInterrupt, GeneratorExit):
            raise  # they end the process, or this coroutine
        except BaseException as error:  # noqa: BLE001 - user code ends its request only, with sys.exit() too
            await self._fail(context, error)
        else:
            if not context.answered:
                await self._fail(context, RuntimeError("a dependency swallowed an error"))

    def answer_now(self, context: Context, request: IncomingRequest) -> str:
        """Serves one request without a task of its own, and returns the frame of its reply.

        Only for an endpoint that `is_immediate`.
        """
        size = len(request.payload)
        is_large = size >= LARGE
        if is_large:
            large_answers.begin(size)
        try:
            self.load(context, request)
            if self.is_bare:
                result = result_at_once(self.handler.call(context, _NOTHING))
                text = self._text(context, result)
            else:
                text = result_at_once(self._hooked(context, _NOTHING))
        except (KeyboardInterrupt, GeneratorExit):
            raise  # as above
        except BaseException as error:  # noqa: BLE001 - user code ends its request only, with sys.exit() too
            text = self._failure(context, error, is_late=False)
        finally:
            if is_large:
                large_answers.end()
        context.answered = True
        return text

    async def _hooked(self, context: Context, values: Mapping[str, Any]) -> str:
        """Runs the handler with the hooks around it; returns the frame that answers the request."""
        hooks = self.hooks
        for check in hooks.checks:
            await check(context)
        if hooks.hydrate is not None:
            context.hydrated = await hooks.hydrate(context)
        reply = self.normalise(await self.handler.call(context, values))
        if hooks.dehydrate is not None and 200 <= reply.status < 300:
            reply = Reply(reply.status, await hooks.dehydrate(reply.payload), reply.headers)
        return _write(context, self._whole(context, reply), self.encode)

    def _text(self, context: Context, result: Any) -> str:
        """Writes what a handler returned as the frame that answers its request."""
        if self.write_plain is None or isinstance(result, Reply):
            reply = self._whole(context, self.normalise(result))
            return _write(context, reply, self.encode)
        return self.write_plain(context, result)

    def _whole(self, context: Context, reply: Reply[int, Any]) -> Reply[int, Any]:
        """Returns a reply with the defaults of its contract put in."""
        if self.completion is None:
            return reply
        return self.completion.completed(reply, context.payload)

    def _deliver(self, context: Context, text: str) -> Awaitable[None]:
        """Records that there is an answer; returns an awaitable that sends it."""
        if context.answered:
            logger.debug("%s: the handler's answer came too late", context.label)
            return asyncio.sleep(0)
        context.answered = True
        return context.connection.reply(context.uuid, text)

    async def _fail(self, context: Context, error: BaseException) -> None:
        """Answers with what an exception means, if nothing has been answered yet."""
        is_late = context.answered
        context.answered = True
        if isinstance(error, _LOST_PEER) and not context.connection.is_open:
            logger.debug("%s: the peer is gone", context.label, exc_info=error)
            return
        text = self._failure(context, error, is_late=is_late)
        if not is_late:
            await context.connection.reply(context.uuid, text)

    def _failure(self, context: Context, error: BaseException, *, is_late: bool) -> str:
        """Writes what an exception means as an answer, and logs it where it is ours to mend."""
        problem = to_socket_error(error)
        encode = encode_plain if isinstance(problem, Refusal) else self.encode
        reply: Reply[int, Any] = Reply(problem.status, problem.body())
        try:
            if encode is not encode_plain:
                reply = self._whole(context, reply)
            text = _write(context, reply, encode)
        except Exception as broken:  # noqa: BLE001 - the answer itself may break the contract
            error, problem = broken, Refusal(Status.INTERNAL_SERVER_ERROR)
            text = _write(context, Reply(problem.status, problem.body()), encode_plain)
        if problem.status == Status.INTERNAL_SERVER_ERROR or (is_late and not context.abandoned):
            log_failure(f"{context.label} failed", error)
        return text


def _write(context: Context, reply: Reply[int, Any], encode: Encode) -> str:
    return encode_reply(context.uuid, reply.status, head_of(reply), encode(reply))
