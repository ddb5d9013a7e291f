"""How the requests of one route share a connection. No event loop: the clock is injected."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import Any, Generic, TypeVar

from .._generated.status import Status
from ..errors import SocketError
from ..options import Policy, Rate, RouteOptions

MAX_STRIKES = 100
"""How many requests may come before the time that their caller was told to wait; then it closes."""

RequestT = TypeVar("RequestT")


def in_force(options: RouteOptions | None, declared: Policy) -> Policy | None:
    """Returns the policy of a route: that of its options, or else of its contract.

    None where it asks for nothing that a server has to enforce: then it costs nothing.
    """
    policy = (options.get("policy") if options else None) or declared
    return None if replace(policy, idempotent=False) == Policy() else policy


class Bucket:
    """A token bucket: full at first, refilled evenly, one token for each request.

    Args:
        rate: How many requests in how many seconds.
        now: Seconds of some steady clock.

    Attributes:
        strikes: How many requests, since the bucket was last full, came before the time that an
            earlier refusal had named. A client that heeds ``retry_after`` has none.
    """

    __slots__ = ("_full", "_now", "_per_second", "_tokens", "_told", "_touched", "strikes")

    def __init__(self, rate: Rate, now: Callable[[], float]) -> None:
        self._full = float(rate.requests)
        self._per_second = rate.requests / rate.seconds
        self._now = now
        self._tokens = self._full
        self._touched = self._told = now()
        self.strikes = 0

    def take(self) -> float:
        """Takes a token; returns 0, or if there is none the seconds until there is one."""
        now = self._now()
        gained = (now - self._touched) * self._per_second
        self._touched = now
        self._tokens = min(self._full, self._tokens + gained)
        if self._tokens >= self._full:
            self.strikes = 0
        if self._tokens >= 1:
            self._tokens -= 1
            return 0
        seconds = (1 - self._tokens) / self._per_second
        if now < self._told:
            self.strikes += 1
        else:
            self._told = now + seconds
        return seconds


class Gate(Generic[RequestT]):
    """One route's policy on one connection: who may run, who waits, who has to go.

    Args:
        policy: The route's policy.
        now: Seconds of some steady clock.
    """

    __slots__ = ("_bucket", "_count", "_newest", "_waiting", "policy")

    def __init__(self, policy: Policy, now: Callable[[], float]) -> None:
        self.policy = policy
        self._bucket = Bucket(policy.rate, now) if policy.rate else None
        self._count = 0
        self._newest: RequestT | None = None
        self._waiting: deque[RequestT] = deque()

    @property
    def is_abused(self) -> bool:
        """Whether the caller has gone on for long without heeding ``retry_after``."""
        return self._bucket is not None and self._bucket.strikes >= MAX_STRIKES

    @property
    def is_full(self) -> bool:
        """Whether as many requests run or wait as may, without one that a newer one would end."""
        most = self.policy.max_in_flight
        return most is not None and self._count - (self._newest is not None) >= most

    def refusal(self, payload_bytes: int) -> SocketError | None:
        """Returns why a request may not run at all, if so. Asking counts: ask once."""
        policy = self.policy
        if policy.max_payload is not None and payload_bytes > policy.max_payload:
            return SocketError(
                Status.PAYLOAD_TOO_LARGE, f"payload is larger than {policy.max_payload} bytes"
            )
        if self.is_full:
            return SocketError(
                Status.TOO_MANY_REQUESTS, "too many requests to this route are running"
            )
        seconds = self._bucket.take() if self._bucket else 0
        return too_fast(seconds) if seconds else None

    def enter(self, request: RequestT) -> bool:
        """Lets a request in; returns whether it may start now or waits for `leave` to name it."""
        self._count += 1
        if self.policy.concurrency == "serial" and self._count > 1:
            self._waiting.append(request)
            return False
        return True

    def supersede(self, request: RequestT) -> RequestT | None:
        """Makes a request the newest one; returns the one that has to go for it, if any."""
        if self.policy.concurrency != "latest":
            return None
        older, self._newest = self._newest, request
        return older

    def leave(self, request: RequestT) -> RequestT | None:
        """Says that a request is over; returns the one that may start now, if any."""
        self._count -= 1
        if self._newest is request:
            self._newest = None
        if request in self._waiting:
            self._waiting.remove(request)
            return None
        return self._waiting.popleft() if self._waiting else None


def too_fast(seconds: float) -> SocketError:
    """Returns the refusal of a request that came too early, by ``seconds``."""
    message = "too many requests; wait before the next one"
    # Rounded up: who waits for so long and no longer must not be too early once more.
    payload: dict[str, Any] = {"message": message, "retry_after": ceil(seconds * 1000) / 1000}
    return SocketError(Status.TOO_MANY_REQUESTS, message, payload)
