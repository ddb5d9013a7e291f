"""Pairs of schemas, labelled by what they accept: each is a change of a request and a reply.

What clients send may get wider, what they read narrower. A change that only counts for members
that nobody declared is a warning; one that breaks nobody is never more than a note.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.versions import changes, in_role

FILE = Path(__file__).resolve().parents[1] / "breaking" / "relations.json"

CASES = [
    pytest.param(case, id=f"{case['name']}: {case['relation']}")
    for case in json.loads(FILE.read_text("utf-8"))
]

HURTS = {"request": ("narrower", "other"), "reply": ("wider", "other")}


def contract(case: dict[str, Any], role: str, version: int) -> list[Any]:
    """Return a contract with one of the two schemas in a role."""
    (route,) = in_role(role, case["after" if version else "before"])
    return [{**route, "$defs": case["$defs"][version]} if "$defs" in case else route]


@pytest.mark.parametrize("role", HURTS)
@pytest.mark.parametrize("case", CASES)
def test_what_matters_is_which_values_are_accepted(case: dict[str, Any], role: str) -> None:
    relation, _, undeclared = case["relation"].partition(", ")
    grave = "warning" if undeclared else "error"

    found = changes(contract(case, role, 0), contract(case, role, 1))

    levels = {change.severity for change in found} - {"info"}
    assert levels == ({grave} if relation in HURTS[role] else set())
