"""The one error type of the public API, and the one way from any exception to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.exceptions import HTTPException, WebSocketException

from ._generated.envelopes import ErrorPayload, FieldError
from ._generated.status import Status


class SocketError(Exception):
    """Ends a request with an error status; raise it anywhere below a handler or hook.

    The caller receives ``status`` and the error payload ``{"message": message}``, or
    ``payload`` itself where one is given (the contract may declare one for that status).
    The connection goes on.

    Args:
        status: A status that the route declares, or one that the protocol allows everywhere.
        message: What the caller may read. Nothing else of the exception reaches the wire.
        payload: Sent instead of ``{"message": ...}``.
    """

    def __init__(self, status: int, message: str = "", payload: Any = None) -> None:
        super().__init__(status, message)
        self.status = int(status)
        self.message = message or phrase(self.status)
        self.payload = payload

    def body(self) -> Any:
        """Returns what the error reply carries as its payload."""
        if self.payload is None and self.status >= Status.BAD_REQUEST:
            return {"message": self.message}
        return self.payload


class Refusal(SocketError):  # noqa: N818 - a refusal is what it is
    """An error of the protocol itself: its payload is the protocol's, whatever the contract says.

    What handlers raise is checked against the contract, which may give a status its own payload.
    """


class InvalidRequest(Refusal):
    """A request that the protocol or the route's contract refuses.

    Args:
        message: One sentence for people.
        errors: Where and what, for programs; pointers lead into the request frame.
        status: 400, or the status that the violated limit names.
    """

    def __init__(
        self, message: str, errors: Sequence[FieldError] = (), status: int = Status.BAD_REQUEST
    ) -> None:
        super().__init__(status, message)
        self.errors = tuple(errors)

    def body(self) -> Any:
        """Returns the protocol's error payload, ``errors`` included where there are any."""
        payload = ErrorPayload(message=self.message, errors=list(self.errors))
        return payload.model_dump()


class BrokenReply(Exception):  # noqa: N818 - it is the reply that is broken
    """A handler's answer that its contract does not allow: our side's fault, so a 500.

    Args:
        status: The status that the handler answered with.
        problem: What is wrong, for the log; it names the place by JSON pointer.
    """

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(f"reply {status}: {problem}")


def to_socket_error(error: BaseException) -> SocketError:
    """Turns any exception into what the caller is told about it.

    `SocketError` passes unchanged, FastAPI's and Starlette's exceptions keep their status and
    their detail, and anything else becomes a 500 that gives nothing away.
    """
    if isinstance(error, SocketError):
        return error
    if isinstance(error, HTTPException):
        return _from_http(error)
    if isinstance(error, WebSocketException):
        return SocketError(Status.FORBIDDEN, error.reason)
    return Refusal(Status.INTERNAL_SERVER_ERROR)


def _from_http(error: HTTPException) -> SocketError:
    detail: Any = error.detail
    if isinstance(detail, str):
        return SocketError(error.status_code, detail)
    message = phrase(error.status_code)
    return SocketError(error.status_code, message, {"message": message, "detail": detail})


def phrase(status: int) -> str:
    """Returns the words for a status, such as "Not Found"; "Error" for an unknown one."""
    try:
        return Status(status).name.replace("_", " ").capitalize()
    except ValueError:
        return "Error"
