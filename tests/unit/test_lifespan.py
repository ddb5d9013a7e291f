"""A router is drained when the last application that serves it shuts down."""

from __future__ import annotations

from typing import cast

import pytest
from starlette.applications import Starlette

from fastapi_observable_socket.asgi.fleet import Fleet
from fastapi_observable_socket.asgi.lifespan import Lifespan


class FakeFleet:
    """Connections that count how often they were drained."""

    is_draining = False

    def __init__(self) -> None:
        self.drains = 0

    async def drain(self) -> None:
        self.is_draining = True
        self.drains += 1


@pytest.fixture
def fleet() -> FakeFleet:
    return FakeFleet()


@pytest.fixture
def lifespan(fleet: FakeFleet) -> Lifespan:
    return Lifespan(cast("Fleet", fleet))


async def test_only_the_last_of_several_applications_drains(
    fleet: FakeFleet, lifespan: Lifespan
) -> None:
    async with lifespan.entered():
        async with lifespan.entered():
            pass
        assert fleet.drains == 0
    assert fleet.drains == 1


async def test_what_a_signal_has_drained_is_not_drained_again(
    fleet: FakeFleet, lifespan: Lifespan
) -> None:
    async with lifespan.entered():
        await fleet.drain()
    assert fleet.drains == 1


async def test_after_a_drain_an_application_may_be_started_again(
    fleet: FakeFleet, lifespan: Lifespan
) -> None:
    async with lifespan.entered():
        pass
    assert not fleet.is_draining
    async with lifespan.entered():
        assert not fleet.is_draining
    assert fleet.drains == 2


async def test_a_router_that_an_application_has_twice_drains_with_its_others_and_once(
    fleet: FakeFleet, lifespan: Lifespan
) -> None:
    application, other = Starlette(), FakeFleet()
    async with lifespan.entered(application), lifespan.entered(application):
        async with Lifespan(cast("Fleet", other)).entered(application):
            pass
        assert (fleet.drains, other.drains) == (1, 1)
    assert (fleet.drains, other.drains) == (1, 1)
