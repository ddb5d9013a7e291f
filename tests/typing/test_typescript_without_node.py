"""What becomes of the type tests where the compilers cannot be had."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import node


@pytest.fixture
def _no_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv(node.REQUIRE_NODE, raising=False)


@pytest.mark.usefixtures("_no_node")
def test_they_are_skipped_for_a_reason_that_nobody_overlooks() -> None:
    with pytest.raises(pytest.skip.Exception, match="THE TYPESCRIPT SIDE IS NOT TESTED"):
        node.require_modules()


@pytest.mark.usefixtures("_no_node")
@pytest.mark.parametrize(("variable", "value"), [("CI", "true"), (node.REQUIRE_NODE, "1")])
def test_they_fail_where_node_is_required(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(pytest.fail.Exception, match="THE TYPESCRIPT SIDE IS NOT TESTED"):
        node.require_modules()
