"""What importing a generated package leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.support.servers import ROOT


@pytest.mark.parametrize("collecting", [True, False])
def test_importing_a_contract_leaves_garbage_collection_as_it_was(*, collecting: bool) -> None:
    code = (
        f"import gc; gc.{'enable' if collecting else 'disable'}()\n"
        "import newsroom.contract\n"
        "print(gc.isenabled(), gc.get_freeze_count())"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT / "examples/newsroom")},
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout == f"{collecting} 0\n"
