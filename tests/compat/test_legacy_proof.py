"""The defect tests prove something: on 1.1.1 every one of them fails, for the reason it states."""

from __future__ import annotations

import subprocess

import pytest
from tests.support import legacy
from tests.support.legacy_report import Outcome


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    try:
        legacy.environment()
    except subprocess.CalledProcessError as error:
        pytest.skip(f"1.1.1 CANNOT BE INSTALLED, so nothing is proven here: {error.stderr}")
    return legacy.outcomes()


def test_every_defect_test_fails_on_1_1_1_for_its_stated_reason(outcomes: list[Outcome]) -> None:
    assert legacy.unproven(outcomes) == []


def test_every_test_of_the_defect_file_states_its_defect(outcomes: list[Outcome]) -> None:
    assert [outcome.test for outcome in outcomes if not outcome.stated] == []
    assert {outcome.row for outcome in outcomes} == set(range(1, 16))


@pytest.mark.parametrize(
    ("phase", "failure", "log"),
    [
        pytest.param("", "", "", id="it passed"),
        pytest.param("setup", "AssertionError: no answer", "cause", id="a fixture failed"),
        pytest.param("call", "AssertionError: something else", "cause", id="other words"),
        pytest.param("call", "AssertionError: no answer", "", id="another cause"),
    ],
)
def test_a_defect_counts_as_proven_only_by_its_own_failure(
    phase: str, failure: str, log: str
) -> None:
    outcome = Outcome("test", 1, "no answer", phase, failure, "cause", log)
    assert not outcome.proven
    assert len(legacy.unproven([outcome])) == 1
