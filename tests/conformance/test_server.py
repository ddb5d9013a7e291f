"""Every conformance case against the router under uvicorn, over a real WebSocket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.conformance import Case, ConformanceError, load_cases, run_case
from tests.support.servers import serve

CASES = load_cases()

KNOWN_FAILURES: dict[str, str] = json.loads(
    Path(__file__).with_name("known_failures.json").read_text("utf-8")
)
"""Why a case fails, by its id. It must keep failing; when it passes, its line must go."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serve("tests.support.conformance_app:app") as server:
        yield server.ws("")


def _marks(case: Case) -> list[pytest.MarkDecorator]:
    if reason := KNOWN_FAILURES.get(case.id):
        return [pytest.mark.xfail(reason=reason, raises=ConformanceError, strict=True)]
    return []


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.id, marks=_marks(case)) for case in CASES]
)
async def test_the_server_does_what_the_case_says(case: Case, origin: str) -> None:
    await run_case(case, origin)


def test_every_known_failure_is_a_case_and_has_a_reason() -> None:
    names = {case.id for case in CASES}
    assert [
        name for name, reason in KNOWN_FAILURES.items() if name not in names or not reason
    ] == []
