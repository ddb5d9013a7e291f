"""The endpoint of HELLO: the versions and contracts are compared, the credentials are checked."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from .._generated.envelopes import FieldError
from .._generated.hello import HELLO_DEFINITIONS
from .._generated.limits import Limits
from .._generated.status import Status
from ..errors import InvalidRequest, SocketError
from ..options import Authenticate, Identity, Policy, Rate
from ..protocol.decoding import IncomingRequest, read_payload
from ..protocol.hello import check_hello, welcome
from .binding import BoundHandler
from .context import Context
from .descriptors import Part, Reply
from .endpoint import Endpoint
from .hooks import Hooks
from .replies import encode_plain, plain_reply
from .user_code import AsyncCall, as_async
from .values.checker import Checker

_ATTEMPTS = Rate(requests=10, seconds=10.0)
"""How often one connection may say HELLO; it limits how fast credentials can be guessed."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a router does about HELLO.

    Attributes:
        digest: The digest of its contract, None where it has none.
        limits: The limits that clients are told.
        authenticate: Checks credentials; None where nobody asks for any.
        mismatch: What is done about a client of another contract.
    """

    digest: str | None
    limits: Limits
    authenticate: Authenticate | None
    mismatch: Literal["report", "refuse"]

    def endpoint(self) -> Endpoint:
        """Returns the endpoint that serves HELLO."""
        check = Checker(
            Part(dict[str, Any], "Hello"), HELLO_DEFINITIONS, self.limits.errors_reported
        )
        authenticate = as_async(self.authenticate) if self.authenticate else None

        def load(context: Context, frame: IncomingRequest) -> None:
            context.payload = read_payload(frame, self.limits)
            if not check.accepts(context.payload):
                errors: list[FieldError] = check.errors(context.payload, "/payload")
                raise InvalidRequest("payload is not that of a HELLO", errors)

        def greet(context: Context, _values: Mapping[str, Any]) -> Awaitable[Any]:
            return self._greet(context, authenticate)

        policy = Policy("serial", timeout=self.limits.hello_timeout, rate=_ATTEMPTS)
        handler = BoundHandler(greet, None)
        return Endpoint(
            load=load,
            hooks=Hooks(),
            handler=handler,
            normalise=plain_reply,
            encode=encode_plain,
            policy=policy,
        )

    async def _greet(self, context: Context, authenticate: AsyncCall | None) -> Reply[int, Any]:
        hello: Mapping[str, Any] = context.payload
        check_hello(hello, self.digest, refuse_mismatch=self.mismatch == "refuse")
        seconds: float | None = None
        if authenticate is not None:
            found = await authenticate(context.websocket, hello.get("credentials"))
            identity = found if isinstance(found, Identity) else Identity(found)
            seconds = _seconds_left(identity.expires_at)
            if found is None or found is False or (seconds is not None and not seconds > 0):
                raise SocketError(Status.UNAUTHORIZED, "the credentials are not accepted")
            context.state.user = identity.user
        context.connection.admit(seconds)
        return Reply(
            Status.OK, welcome(hello, self.digest, context.connection.id, self.limits), None
        )


def _seconds_left(expires_at: datetime | float | None) -> float | None:
    if isinstance(expires_at, datetime):
        expires_at = expires_at.timestamp()
    return None if expires_at is None else expires_at - time.time()
