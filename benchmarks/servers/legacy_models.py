"""fastapi-observable-socket 1.1.1 whose hooks make models of requests and replies, by hand.

So its handlers work with the same types as ours. Requests are validated; replies are not.
"""

from typing import Any

from fastapi import FastAPI, WebSocket
from pydantic import BaseModel, TypeAdapter

from fastapi_observable_socket import SocketRouter, Status

from .models import Article, Batch, Total

app = FastAPI()
router = SocketRouter()
_numbers = TypeAdapter(list[float])


async def numbers_of(_: WebSocket, message: dict[str, Any]) -> list[float]:
    return _numbers.validate_python(message["payload"])


async def article_of(_: WebSocket, message: dict[str, Any]) -> Article:
    return Article.model_validate(message["payload"])


async def batch_of(_: WebSocket, message: dict[str, Any]) -> Batch:
    return Batch.model_validate(message["payload"])


async def data_of(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json")


@router.route("math/sum", options={"hydrate": numbers_of, "dehydrate": data_of})
async def add(numbers: list[float]) -> dict[str, Any]:
    return {"status": Status.OK, "headers": {}, "payload": Total(sum=sum(numbers))}


@router.route("articles/read", options={"hydrate": article_of, "dehydrate": data_of})
async def read(article: Article) -> dict[str, Any]:
    article.views += 1
    return {"status": Status.OK, "headers": {}, "payload": article}


@router.route("records/store", options={"hydrate": batch_of, "dehydrate": data_of})
async def store(batch: Batch) -> dict[str, Any]:
    return {"status": Status.OK, "headers": {}, "payload": batch}


@app.websocket("/ws")
async def endpoint(ws: WebSocket) -> None:
    await router(ws)
