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

router = SocketRouter(contract)


@router.on(routes.math_sum)
async def add(payload: MathSumPayload) -> MathSumReply200:
    return MathSumReply200(sum=sum(payload))


@router.on(routes.articles_read)
async def read(payload: Article) -> Article:
    return payload.model_copy(update={"views": payload.views + 1})


@router.on(routes.records_store)
async def store(payload: Batch) -> Batch:
    return payload


app = FastAPI()
router.mount(app, "/ws")
