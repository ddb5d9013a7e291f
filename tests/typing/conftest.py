"""Type tests run the real compilers; without Node they are skipped, loudly."""

from __future__ import annotations

import pytest
from tests.support import node


@pytest.fixture(scope="session")
def _node_modules() -> None:
    node.require_modules()
