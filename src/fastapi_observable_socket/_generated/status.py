"""How requests end.

Generated from ``schema/protocol/status.json``. Do not edit; run ``make generate``.
"""

from enum import IntEnum
from typing import Final


class Status(IntEnum):
    """How a request ended; names and numbers are those of HTTP where HTTP has the meaning."""

    OK = 200
    """The request was carried out; the payload is the answer."""

    CREATED = 201
    """The request was carried out and made something new."""

    ACCEPTED = 202
    """The request was taken and will be carried out later."""

    NO_CONTENT = 204
    """The request was carried out and there is nothing to say; the payload is null."""

    PARTIAL_CONTENT = 206
    """One item of a stream; more answers with the same uuid follow."""

    BAD_REQUEST = 400
    """The frame or its payload is not what the protocol or the contract asks for."""

    UNAUTHORIZED = 401
    """The caller is not known; credentials are missing or have expired."""

    PENDING = 402
    """The answer is not ready yet; ask again."""

    FORBIDDEN = 403
    """The caller is known and may not do this."""

    NOT_FOUND = 404
    """There is no such route, or what the request names does not exist."""

    METHOD_NOT_ALLOWED = 405
    """The route does not do what was asked of it."""

    NOT_ACCEPTABLE = 406
    """The answer cannot be given in the form that was asked for."""

    REQUEST_TIMEOUT = 408
    """The route's deadline passed before there was an answer."""

    CONFLICT = 409
    """The request contradicts what is there, or its uuid is already in flight."""

    GONE = 410
    """What the request names existed and never will again."""

    LENGTH_REQUIRED = 411
    """The request must say how long its content is."""

    PRECONDITION_FAILED = 412
    """A condition that the request states does not hold."""

    PAYLOAD_TOO_LARGE = 413
    """The payload is larger than the route takes."""

    URI_TOO_LONG = 414
    """A name in the request is longer than the receiver takes."""

    UNSUPPORTED_MEDIA_TYPE = 415
    """The content is in a format that the route does not take."""

    RANGE_NOT_SATISFIABLE = 416
    """The range that was asked for does not exist."""

    EXPECTATION_FAILED = 417
    """An expectation that the request states cannot be met."""

    TOO_MANY_REQUESTS = 429
    """The caller has too many requests in flight or sends them too fast."""

    CLIENT_CLOSED_REQUEST = 499
    """The caller cancelled the request before its end."""

    INTERNAL_SERVER_ERROR = 500
    """The receiver failed; its log says why, the answer does not."""

    NOT_IMPLEMENTED = 501
    """The receiver knows the route and does not serve it."""

    BAD_GATEWAY = 502
    """A system behind the receiver gave an answer that it cannot use."""

    SERVICE_UNAVAILABLE = 503
    """The receiver is shutting down or overloaded; try again elsewhere or later."""

    GATEWAY_TIMEOUT = 504
    """A system behind the receiver did not answer in time."""

    HTTP_VERSION_NOT_SUPPORTED = 505
    """The version of the protocol that was asked for is not spoken here."""


IMPLICIT_STATUSES: Final[frozenset[int]] = frozenset(
    {
        Status.BAD_REQUEST,
        Status.UNAUTHORIZED,
        Status.FORBIDDEN,
        Status.NOT_FOUND,
        Status.REQUEST_TIMEOUT,
        Status.CONFLICT,
        Status.PAYLOAD_TOO_LARGE,
        Status.TOO_MANY_REQUESTS,
        Status.CLIENT_CLOSED_REQUEST,
        Status.INTERNAL_SERVER_ERROR,
        Status.SERVICE_UNAVAILABLE,
    }
)
"""The statuses that may answer any route, declared by its contract or not."""
