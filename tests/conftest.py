"""What every test may count on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "defect(row, on_1_1_1, cause): a defect of 1.1.1, and how the same test fails there",
    )


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def no_memory_of_earlier_runs() -> Iterator[None]:
    """The generator keeps nothing in the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OBSERVABLE_SOCKET_CACHE", "")
        yield
