"""HELLO: what a client says about itself, and what it is answered (PROTOCOL, section 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .._generated.constants import PROTOCOL_VERSION
from .._generated.limits import Limits
from .._generated.status import Status
from ..errors import SocketError


def check_hello(hello: Mapping[str, Any], digest: str | None, *, refuse_mismatch: bool) -> None:
    """Makes sure that client and server understand each other.

    Args:
        hello: The payload of the request, valid by its schema.
        digest: The digest of the server's contract; None where it has none.
        refuse_mismatch: Whether a client with another contract is refused.

    Raises:
        SocketError: 505 for a version that is not spoken here, 412 for another contract.
    """
    if hello["protocol"] != PROTOCOL_VERSION:
        raise SocketError(
            Status.HTTP_VERSION_NOT_SUPPORTED,
            f"version {PROTOCOL_VERSION} of the protocol is spoken here",
        )
    if refuse_mismatch and _digests_match(hello, digest) is False:
        raise SocketError(
            Status.PRECONDITION_FAILED, "client and server are of different contracts"
        )


def welcome(
    hello: Mapping[str, Any], digest: str | None, connection: str, limits: Limits
) -> dict[str, Any]:
    """Returns the payload of the answer to a HELLO.

    Args:
        hello: The payload of the request, valid by its schema.
        digest: The digest of the server's contract; None where it has none.
        connection: The id of the connection.
        limits: The limits in force.
    """
    answer: dict[str, Any] = {"protocol": PROTOCOL_VERSION}
    if digest is not None:
        answer["digest"] = digest
    matches = _digests_match(hello, digest)
    if matches is not None:
        answer["digest_matches"] = matches
    return {**answer, "connection": connection, "limits": asdict(limits)}


def _digests_match(hello: Mapping[str, Any], digest: str | None) -> bool | None:
    """Whether the digests are equal; None if either side has none."""
    theirs = hello.get("digest")
    return None if theirs is None or digest is None else theirs == digest
