"""Every conformance case against the router under real servers, over a real WebSocket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from tests.support.conformance import Case, ConformanceError, load_cases, run_case
from tests.support.servers import ServerName, serve

CASES = load_cases()
SERVERS: tuple[ServerName, ...] = get_args(ServerName)

KNOWN_FAILURES: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("known_failures.json").read_text("utf-8")
)
"""Why a case fails, by server and id. It must keep failing; when it passes, its line must go."""


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> ServerName:
    name: ServerName = request.param
    return name


@pytest.fixture(scope="module")
def origin(server: ServerName) -> Iterator[str]:
    with serve("tests.support.conformance_app:app", server=server) as running:
        yield running.ws("")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_the_server_does_what_the_case_says(
    case: Case, server: ServerName, origin: str, request: pytest.FixtureRequest
) -> None:
    if reason := _known_failures(server).get(case.id):
        xfail = pytest.mark.xfail(reason=reason, raises=ConformanceError, strict=True)
        request.applymarker(xfail)
    await run_case(case, origin)


@pytest.mark.parametrize("server", SERVERS)
def test_every_known_failure_is_a_case_and_has_a_reason(server: ServerName) -> None:
    assert _known_failures(server).keys() <= {case.id for case in CASES}
    assert all(_known_failures(server).values())


def _known_failures(server: ServerName) -> dict[str, str]:
    return KNOWN_FAILURES["every server"] | KNOWN_FAILURES[server]
