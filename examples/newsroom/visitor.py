"""The people of the demo: each has a connection, sends requests and knows what must come."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from websockets.sync.client import ClientConnection

PATIENCE = 30
"""Seconds to wait for an answer."""


class UnexpectedError(Exception):
    """Something is not as the demo expects it; the text says what."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A frame from the server, without its uuid."""

    frame: Mapping[str, Any]

    def gets(self, status: int, payload: Any, headers: Mapping[str, str] | None = None) -> None:
        """Check all of a reply."""
        must_be({"status": status, "headers": headers or {}, "payload": payload}, self.frame)

    def gets_errors(self, codes: Mapping[str, str]) -> None:
        """Check that this is a 400 which has these codes at these pointers, in any order."""
        must_be(400, self.frame.get("status"))
        errors = self.frame["payload"]["errors"]
        must_be(codes, {error["pointer"]: error["code"] for error in errors})

    def gets_pong(self) -> None:
        """Check that this answers a PING."""
        must_be({"route": "PONG", "headers": {}, "payload": None}, self.frame)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a connection; ``uuids`` names the requests."""

    name: str
    connection: ClientConnection
    uuids: count[int] = field(default_factory=count)

    def asks(
        self, route: str, payload: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request, print it and its answer."""
        sent = {"route": route, "headers": headers or {}, "payload": payload}
        uuid = next(self.uuids)
        self.connection.send(json.dumps({"uuid": uuid, **sent}))
        frame: dict[str, Any] = json.loads(self.connection.recv(PATIENCE))
        status = str(frame.get("status", frame.get("route")))
        good = status in ("200", "201", "PONG")
        say(f"{self.name} > {paint(36, route)}", sent)
        say(f"{' ' * len(self.name)} < {paint(32 if good else 33, status)}", frame)
        say("")
        must_be(uuid, frame.pop("uuid"))
        return Answer(frame)


def must_be(expected: object, found: object) -> None:
    """Compare.

    Raises:
        UnexpectedError: The two differ.
    """
    if found != expected:
        raise UnexpectedError(f"expected {json.dumps(expected)}\nbut got  {json.dumps(found)}")


def say(text: str, frame: Mapping[str, Any] | None = None) -> None:
    """Print a line, with the headers and payload of a frame if it has any."""
    parts = [part for part in map((frame or {}).get, ("headers", "payload")) if part]
    line = " ".join([text, *(json.dumps(part, ensure_ascii=False) for part in parts)])
    wrapped = textwrap.wrap(
        line, 100, subsequent_indent=" " * 8, break_long_words=False, break_on_hyphens=False
    )
    sys.stdout.write("\n".join(wrapped) + "\n")


def paint(code: int, text: str) -> str:
    """Return text in an ANSI colour where a person is looking."""
    return f"\033[{code}m{text}\033[0m" if sys.stdout.isatty() else text
