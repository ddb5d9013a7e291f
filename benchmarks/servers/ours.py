"""This package: request and reply are validated against the contract."""

from fastapi import FastAPI

from benchmarks.contract import (
    Article,
    Batch,
    MathSumPayload,
    MathSumReply200,
    contract,
    routes,
)
from fastapi_observable_socket import SocketRouter


async def add(payload: MathSumPayload) -> MathSumReply200:
    return MathSumReply200(sum=sum(payload))


async def read(payload: Article) -> Article:
    payload.views += 1
    return payload


async def store(payload: Batch) -> Batch:
    return payload


def application(*, take_over: bool = True) -> FastAPI:
    """An application that serves all works.

    Args:
        take_over: Whether the router may put its own class in the place of uvicorn's.
    """
    app, router = FastAPI(), SocketRouter(contract, take_over=take_over)
    router.on(routes.math_sum)(add)
    router.on(routes.articles_read)(read)
    router.on(routes.records_store)(store)
    router.mount(app, "/ws")
    return app


app = application()
