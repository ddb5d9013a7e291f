"""What every test may count on."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "defect(row, on_1_1_1, cause): a defect of 1.1.1, and how the same test fails there",
    )


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
