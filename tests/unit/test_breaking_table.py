"""Every labelled change of the table is reported as its label says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.versions import changes, in_role

from observable_socket_codegen.breaking.changes import CHANGES

FOLDER = Path(__file__).resolve().parents[1] / "breaking" / "table"

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.json"))
    for case in json.loads(file.read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_reported_as_its_label_says(case: dict[str, Any]) -> None:
    found = changes(in_role(case["role"], case["before"]), in_role(case["role"], case["after"]))
    reported = sorted({(change.severity, change.rule) for change in found})
    assert reported == sorted((label["level"], label["rule"]) for label in case["expect"])


@pytest.mark.parametrize("case", CASES)
def test_a_contract_does_not_differ_from_itself(case: dict[str, Any]) -> None:
    same = in_role(case["role"], case["after"])
    assert changes(same, same) == []


@pytest.mark.parametrize("case", CASES)
def test_what_is_called_breaking_in_a_schema_is_shown_by_an_example(case: dict[str, Any]) -> None:
    found = changes(in_role(case["role"], case["before"]), in_role(case["role"], case["after"]))
    for change in found:
        if change.severity == "error" and change.rule.startswith(("narrowed-", "widened-")):
            assert change.example


def test_the_table_has_every_rule_that_has_a_level_in_it() -> None:
    labels = {label["rule"] for case in CASES for label in case.values[0]["expect"]}  # type: ignore[index]  # pytest's types know no dictionary
    assert CHANGES.keys() - labels == {"narrowed-unproven", "widened-unproven"}
