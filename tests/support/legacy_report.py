"""A pytest plugin that writes how each defect test ended, for `tests.support.legacy` to judge."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Outcome:
    """How one test of the defect file ended.

    Attributes:
        test: The test's name with its case.
        row: The defect's group.
        stated: How the test is said to fail on 1.1.1.
        phase: The phase that failed (``setup``, ``call``, ``teardown``); empty if none did.
        failure: The type and text of what was raised; empty if the test passed.
        cause: What 1.1.1 is said to log as the cause; empty where it logs nothing.
        log: What was logged during the test.
    """

    test: str
    row: int
    stated: str
    phase: str
    failure: str
    cause: str
    log: str

    @property
    def proven(self) -> bool:
        """Whether the test failed in its own body, with the stated words and from that cause."""
        failed = self.phase == "call" and bool(self.stated) and self.stated in self.failure
        return failed and self.cause in self.log


def read(path: Path) -> list[Outcome]:
    """Read the outcomes that a run has written."""
    return [Outcome(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]


_outcomes: dict[str, Outcome] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    known = _outcomes.get(item.nodeid)
    if known is None or (call.excinfo is not None and not known.phase):
        _outcomes[item.nodeid] = _outcome(item, call, report.caplog)
    return report


def pytest_sessionfinish() -> None:
    path = Path(os.environ["OBSERVABLE_SOCKET_REPORT"])
    path.write_text(json.dumps([asdict(outcome) for outcome in _outcomes.values()]), "utf-8")


def _outcome(item: pytest.Item, call: pytest.CallInfo[None], log: str) -> Outcome:
    mark = item.get_closest_marker("defect")
    stated: Mapping[str, Any] = (
        mark.kwargs if mark is not None else {"row": 0, "on_1_1_1": "", "cause": ""}
    )
    return Outcome(
        test=item.name,
        row=stated["row"],
        stated=stated["on_1_1_1"],
        phase=call.when if call.excinfo is not None else "",
        failure=call.excinfo.exconly() if call.excinfo is not None else "",
        cause=stated["cause"],
        log=log,
    )
