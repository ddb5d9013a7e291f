"""One connection's side of the protocol: what each frame asks for, and which requests run.

No I/O: text comes in, requests and answers come out.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Generic, TypeVar

from .._generated.constants import CANCEL, HELLO, PING, PONG, RESERVED_ROUTES, ErrorCode
from .._generated.envelopes import FieldError
from .._generated.limits import Limits
from .._generated.status import Status
from ..errors import InvalidRequest, SocketError
from .decoding import IncomingRequest, decode
from .encoding import encode_error, encode_pong
from .refusals import UnreadableFrame
from .uuids import Uuid

CallT = TypeVar("CallT")


class Crowded(Exception):  # noqa: N818 - a moment later there may be room
    """There is no room for a request, but perhaps in a moment.

    For among those that run there is one that has its answer already, and may be about to end. If
    it takes longer, to clean up for instance, it goes on counting as one that runs.

    Attributes:
        uuid: The uuid of the request.
        problem: What to answer if no other request ends.
    """

    def __init__(self, uuid: Uuid, problem: SocketError) -> None:
        super().__init__(problem.message)
        self.uuid = uuid
        self.problem = problem


_HELLO_FIRST: Final = SocketError(Status.UNAUTHORIZED, "HELLO has to come first")


class Session(Generic[CallT]):
    """Reads the frames of one connection, and knows which requests run on it.

    A request that is answered at once is never in flight. Any other one is represented by a *call*,
    an object of the caller's own type: it holds the request's uuid from `begin` until `answered`,
    and runs until `finish`.

    Args:
        limits: The limits in force on this connection.
        must_greet: Whether requests are refused until `admit`, because HELLO has to come first.

    Attributes:
        refusal: The answer to every request for the time being; None while requests are taken.
            HELLO, PING and CANCEL are taken in any case.
    """

    __slots__ = ("_limits", "_running", "_unanswered", "refusal")

    def __init__(self, limits: Limits, *, must_greet: bool = False) -> None:
        self._limits = limits
        self.refusal: SocketError | None = _HELLO_FIRST if must_greet else None
        self._unanswered: dict[Uuid, CallT] = {}
        # Used as a set. An empty set takes three times as much memory.
        self._running: dict[CallT, None] = {}

    @property
    def running(self) -> Collection[CallT]:
        """The calls that run, including those whose request has its answer already."""
        return self._running.keys()

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs."""
        return not self._running

    def receive(self, text: str) -> IncomingRequest | str | None:
        """Takes one text frame from the peer.

        Returns:
            A request to dispatch, HELLO and CANCEL included; or the text of a frame to send back;
            or None where the protocol asks for no answer.

        Raises:
            Crowded: It is a request too many, perhaps only for a moment.
        """
        try:
            request = decode(text, self._limits)
        except UnreadableFrame as error:
            # A heartbeat is answered whatever else is in its frame (R5.3).
            if error.route in (PING, PONG):
                return encode_pong(error.uuid) if error.route == PING else None
            return encode_error(error.uuid, error)
        if request.route in RESERVED_ROUTES:
            return self._reserved(request)
        problem = self.refusal or self._conflict(request.uuid)
        return request if problem is None else encode_error(request.uuid, problem)

    def admit(self) -> None:
        """Takes requests from now on if nothing but HELLO was missing (R12.2)."""
        if self.refusal is _HELLO_FIRST:
            self.refusal = None

    def receive_binary(self) -> str:
        """Returns the answer to a binary frame: this protocol's frames are text (R2.2)."""
        message = "is binary; frames are JSON text"
        error = FieldError(pointer="", code=ErrorCode.BINARY_FRAME, message=message)
        return encode_error(None, InvalidRequest(f"frame {message}", [error]))

    def begin(self, uuid: Uuid, call: CallT) -> None:
        """Records that a call runs for a request, whose uuid is taken from now on."""
        self._unanswered[uuid] = call
        self._running[call] = None

    def unanswered(self, uuid: Uuid) -> CallT | None:
        """Returns the call of the request that has this uuid and no answer yet, if any."""
        return self._unanswered.get(uuid)

    def answered(self, uuid: Uuid) -> None:
        """Records that a request has its last answer; its uuid may be used again (R4.5)."""
        self._unanswered.pop(uuid, None)

    def finish(self, call: CallT) -> None:
        """Records that a call does not run any more."""
        del self._running[call]

    def _conflict(self, uuid: Uuid) -> SocketError | None:
        """Returns why a request cannot run beside those that do, if so (R4.5, R9.5)."""
        if uuid in self._unanswered:
            return SocketError(Status.CONFLICT, "a request with this uuid is still running")
        if len(self._running) >= self._limits.max_in_flight:
            problem = SocketError(Status.TOO_MANY_REQUESTS, "too many requests are running")
            if len(self._unanswered) < len(self._running):
                raise Crowded(uuid, problem)
            return problem
        return None

    def _reserved(self, request: IncomingRequest) -> IncomingRequest | str | None:
        """Serves a frame with one of the protocol's own routes; returns what `receive` does."""
        if request.route == PING:
            return encode_pong(request.uuid)
        if request.route == CANCEL:
            return request
        if request.route == HELLO:
            problem = self._conflict(request.uuid)
            return request if problem is None else encode_error(request.uuid, problem)
        assert request.route == PONG
        return None
