"""The application: FastAPI, one socket at ``/ws``, and the contract behind it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from fastapi_observable_socket import MISSING, Reply, SocketRouter
from newsroom import db
from newsroom.contract import (
    MathSumHeaders,
    MathSumPayload,
    MathSumReply200,
    MathSumResult,
    contract,
    routes,
)
from newsroom.service import Articles


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
    """Prepare the database before the first request, let go of it after the last."""
    await db.prepare()
    yield
    await db.engine.dispose()


router = SocketRouter(contract)
articles = Articles(db.sessions)
router.include(articles, options={"get": {"access": articles.may_read}})


@router.on(routes.math_sum)
async def math_sum(payload: MathSumPayload, headers: MathSumHeaders) -> MathSumResult:
    """Add numbers, and hand back what they count."""
    unit = {} if headers.unit is MISSING else {"unit": headers.unit}
    return Reply(200, MathSumReply200(sum=sum(payload)), unit)


app = FastAPI(title="Newsroom", lifespan=lifespan)
router.mount(app, "/ws")
