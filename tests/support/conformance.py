"""Runs the conformance cases of ``schema/protocol/conformance`` against a server."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

from jsonschema import Draft202012Validator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Json: TypeAlias = Any

PROTOCOL = Path(__file__).resolve().parents[2] / "schema" / "protocol"
ORDINARY_ENDPOINT = "/ws"

GUARD_SECONDS = 30
"""A server that does not answer for so long never will; no case waits that long for anything."""


class ConformanceError(AssertionError):
    """The server did something else than the case says."""


@dataclass(frozen=True, slots=True)
class Case:
    """One conformance case, as ``case.schema.json`` has it."""

    subject: str
    name: str
    rules: tuple[str, ...]
    endpoint: str
    never_received: tuple[str, ...]
    steps: tuple[Mapping[str, Json], ...]

    @property
    def id(self) -> str:
        """Names the case among all cases."""
        return f"{self.subject}: {self.name}"


def load_cases(folder: Path = PROTOCOL / "conformance") -> list[Case]:
    """Return all cases of a folder, in the order of file names and then as written."""
    return [
        case
        for path in sorted(folder.glob("*.json"))
        if not path.name.endswith(".schema.json")
        for case in _cases(path)
    ]


def _cases(path: Path) -> Iterator[Case]:
    for case in json.loads(path.read_text("utf-8"))["cases"]:
        yield Case(
            subject=path.stem,
            name=case["name"],
            rules=tuple(case["rules"]),
            endpoint=case.get("endpoint", ORDINARY_ENDPOINT),
            never_received=tuple(case.get("neverReceived", ())),
            steps=tuple(case["steps"]),
        )


async def run_case(case: Case, origin: str) -> None:
    """Take the steps of a case against the server at ``origin`` (``ws://host:port``).

    Raises:
        ConformanceError: The server did something else.
    """
    async with asyncio.timeout(GUARD_SECONDS), _Peer(case, origin) as peer:
        for step in case.steps:
            await peer.take(step)
        if peer.is_open:
            await peer.expect_nothing_more()


class _Peer:
    """The client's side of one case."""

    def __init__(self, case: Case, origin: str) -> None:
        self._case = case
        self._url = origin + case.endpoint
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        await self._connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._disconnect()

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    async def take(self, step: Mapping[str, Json]) -> None:
        match step:
            case {"send": send}:
                await self._send(send)
            case {"receive": pattern}:
                self._check([pattern], [await self._receive()])
            case {"receiveInAnyOrder": patterns}:
                self._check(patterns, [await self._receive() for _ in patterns])
            case {"closed": code}:
                await self._expect_closed(code)
            case {"disconnect": True}:
                await self._disconnect()
            case {"connect": True}:
                await self._connect()
            case _:
                raise ValueError(f"no such step: {step}")

    async def expect_nothing_more(self) -> None:
        """Send a PING; its PONG is the next frame unless an unexpected one is under way."""
        uuid = "end-of-case"
        await self._send({"json": {"uuid": uuid, "route": "PING"}})
        pong: Json = {"uuid": uuid, "route": "PONG", "headers": {}, "payload": None}
        self._check([pong], [await self._receive()])

    async def _connect(self) -> None:
        self._socket = await connect(self._url, max_size=None, compression=None)

    async def _disconnect(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _send(self, send: Mapping[str, Json]) -> None:
        frame = frame_of(send)
        await self._open_socket.send(frame, text=True if send.get("as") == "text" else None)

    async def _receive(self) -> Json:
        try:
            frame = await self._open_socket.recv()
        except ConnectionClosed as closed:
            raise ConformanceError(f"the connection ended: {closed}") from None
        if isinstance(frame, bytes):
            raise ConformanceError(f"received a binary frame: {frame!r}")
        for text in self._case.never_received:
            if text in frame:
                raise ConformanceError(f"received {text!r}, in {frame}")
        return parse(frame)

    async def _expect_closed(self, code: int) -> None:
        try:
            frame = await self._open_socket.recv()
        except ConnectionClosed as closed:
            found = closed.rcvd.code if closed.rcvd else None
            if found != code:
                raise ConformanceError(f"closed with {found}, not with {code}") from None
        else:
            raise ConformanceError(f"received {frame!r}, expected the end with {code}")
        await self._disconnect()

    def _check(self, patterns: Sequence[Json], frames: Sequence[Json]) -> None:
        left = list(frames)
        for pattern in patterns:
            found = next((frame for frame in left if fits(pattern, frame)), None)
            if found is None:
                expected = json.dumps(pattern)
                raise ConformanceError(f"expected {expected}\nreceived {json.dumps(left)}")
            left.remove(found)

    @property
    def _open_socket(self) -> ClientConnection:
        if self._socket is None:
            raise ValueError("the case has closed the connection")
        return self._socket


def frame_of(send: Mapping[str, Json]) -> str | bytes:
    """Return the frame that a ``send`` step describes."""
    match send:
        case {"json": value}:
            return json.dumps(value, ensure_ascii=False)
        case {"text": text}:
            return str(text)
        case {"parts": parts}:
            return "".join(
                part if isinstance(part, str) else part["repeat"] * part["times"] for part in parts
            )
        case {"base64": content}:
            return base64.b64decode(content)
        case _:
            raise ValueError(f"no such frame: {send}")


def parse(frame: str) -> Json:
    """Read a received frame as RFC 8259 has it: NaN and its kin are refused."""

    def refuse(constant: str) -> None:
        raise ConformanceError(f"received {constant}, which is no JSON, in {frame}")

    try:
        return json.loads(frame, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise ConformanceError(f"received no JSON ({error}): {frame}") from None


def fits(pattern: Json, value: Json) -> bool:
    """Whether a received value fits a pattern of a case."""
    match pattern:
        case {"$any": True}:
            return True
        case {"$oneOf": patterns}:
            return any(fits(one, value) for one in patterns)
        case {"$error": findings}:
            return _fits_error(findings, value)
        case dict():
            return (
                isinstance(value, dict)
                and pattern.keys() == value.keys()
                and all(fits(pattern[name], value[name]) for name in pattern)
            )
        case list():
            return (
                isinstance(value, list)
                and len(pattern) == len(value)
                and all(map(fits, pattern, value))
            )
        case bool():
            return pattern is value
        case _:
            return not isinstance(value, bool) and bool(pattern == value)


_is_error_payload = Draft202012Validator(
    json.loads((PROTOCOL / "error.schema.json").read_text("utf-8"))
).is_valid


def _fits_error(findings: Json, value: Json) -> bool:
    """``findings`` is true, or the exact list of pointers and codes."""
    if not _is_error_payload(value):
        return False
    if findings is True:
        return True
    found = [{"pointer": e["pointer"], "code": e["code"]} for e in value.get("errors", [])]
    if len(found) != len(findings):
        return False
    return all(any(fits(one, other) for other in found) for one in findings)
