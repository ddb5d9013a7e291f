"""One connection's side of the protocol: which frame means what, and what is in flight.

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
from .codec import (
    IncomingRequest,
    UnreadableFrame,
    Uuid,
    decode,
    encode_payload,
    encode_pong,
    encode_reply,
)

CallT = TypeVar("CallT")


class Crowded(Exception):  # noqa: N818 - a moment later there may be room
    """There is no room for a request, but one that has its answer already may be about to end.

    What takes more time than that, such as cleaning up, goes on counting.

    Attributes:
        uuid: The request's.
        problem: The answer to it if nothing ends.
    """

    def __init__(self, uuid: Uuid, problem: SocketError) -> None:
        super().__init__(problem.message)
        self.uuid = uuid
        self.problem = problem


_BARRIER: Final = SocketError(Status.UNAUTHORIZED, "HELLO has to come first")


class Session(Generic[CallT]):
    """Reads the frames of one connection and keeps its correlation in order.

    A request that is answered at once is never in flight. For any other one there is a call, which
    is whatever the caller makes of it: it has the uuid from `begin` until `answered`, and runs
    until `finish`.

    Args:
        limits: The limits in force on this connection.
        must_greet: Whether nothing is served before `admit`.

    Attributes:
        refusal: The answer to every request now, None while requests are taken. HELLO, PING and
            CANCEL are taken in any case.
    """

    __slots__ = ("_limits", "_running", "_unanswered", "refusal")

    def __init__(self, limits: Limits, *, must_greet: bool = False) -> None:
        self._limits = limits
        self.refusal: SocketError | None = _BARRIER if must_greet else None
        self._unanswered: dict[Uuid, CallT] = {}
        # As a set: of those an empty one takes three times as much memory.
        self._running: dict[CallT, None] = {}

    @property
    def running(self) -> Collection[CallT]:
        """The calls that run, those included whose request has its answer."""
        return self._running.keys()

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs."""
        return not self._running

    def receive(self, text: str) -> IncomingRequest | str | None:
        """Takes one text frame from the peer.

        Returns:
            A request to dispatch, or a CANCEL; or the text of a frame to send back at once; or
            None where the protocol asks for no answer.

        Raises:
            Crowded: It is a request too many, perhaps only for a moment.
        """
        try:
            frame = decode(text, self._limits)
        except UnreadableFrame as error:
            # A heartbeat is answered, whatever else is in its frame (R5.3).
            if error.route in (PING, PONG):
                return encode_pong(error.uuid) if error.route == PING else None
            return self.refuse(error.uuid, error)
        if frame.route in RESERVED_ROUTES:
            return self._reserved(frame)
        problem = self.refusal or self._clash(frame.uuid)
        return frame if problem is None else self.refuse(frame.uuid, problem)

    def admit(self) -> None:
        """Takes requests from now on, as far as only HELLO was missing (R12.2)."""
        if self.refusal is _BARRIER:
            self.refusal = None

    def receive_binary(self) -> str:
        """Returns the answer to a binary frame: this protocol's frames are text."""
        message = "is binary; frames are JSON text"
        error = FieldError(pointer="", code=ErrorCode.BINARY_FRAME, message=message)
        return self.refuse(None, InvalidRequest(f"frame {message}", [error]))

    def begin(self, uuid: Uuid, call: CallT) -> None:
        """Says that a call runs for a request, and that its uuid is taken."""
        self._unanswered[uuid] = call
        self._running[call] = None

    def unanswered(self, uuid: Uuid) -> CallT | None:
        """Returns the call that has a uuid, if any."""
        return self._unanswered.get(uuid)

    def answered(self, uuid: Uuid) -> None:
        """Says that a request gets its last answer now; its uuid may be used again (R4.5)."""
        self._unanswered.pop(uuid, None)

    def finish(self, call: CallT) -> None:
        """Says that a call does not run any more."""
        del self._running[call]

    def refuse(self, uuid: Uuid | None, error: SocketError) -> str:
        """Returns the frame that tells the caller about an error."""
        return encode_reply(uuid, error.status, {}, encode_payload(error.body()))

    def _clash(self, uuid: Uuid) -> SocketError | None:
        """Returns what stands against another request beside those that run (R4.5, R9.5)."""
        if uuid in self._unanswered:
            return SocketError(Status.CONFLICT, "a request with this uuid is still running")
        if len(self._running) >= self._limits.max_in_flight:
            problem = SocketError(Status.TOO_MANY_REQUESTS, "too many requests are running")
            if len(self._unanswered) < len(self._running):
                raise Crowded(uuid, problem)
            return problem
        return None

    def _reserved(self, frame: IncomingRequest) -> IncomingRequest | str | None:
        if frame.route == PING:
            return encode_pong(frame.uuid)
        if frame.route == CANCEL:
            return frame
        if frame.route == HELLO:
            problem = self._clash(frame.uuid)
            return frame if problem is None else self.refuse(frame.uuid, problem)
        assert frame.route == PONG
        return None
