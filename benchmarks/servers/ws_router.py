"""fastapi-ws-router; it validates what comes in, the handler builds and sends the reply."""

from typing import Literal

from fastapi import FastAPI, WebSocket
from fastapi_ws_router import WSRouter
from pydantic import BaseModel

from .models import Article, Batch, Total


class Add(BaseModel):
    type: Literal["sum"]
    id: str
    payload: list[float]


class Added(BaseModel):
    type: Literal["sum"] = "sum"
    id: str
    payload: Total


class Read(BaseModel):
    type: Literal["article"]
    id: str
    payload: Article


class Store(BaseModel):
    type: Literal["records"]
    id: str
    payload: Batch


router = WSRouter(discriminator="type")


@router.receive(Add, callbacks=Added)
async def add(websocket: WebSocket, message: Add) -> None:
    reply = Added(id=message.id, payload=Total(sum=sum(message.payload)))
    await websocket.send_text(reply.model_dump_json())


@router.receive(Read, callbacks=Read)
async def read(websocket: WebSocket, message: Read) -> None:
    message.payload.views += 1
    reply = Read(type="article", id=message.id, payload=message.payload)
    await websocket.send_text(reply.model_dump_json())


@router.receive(Store, callbacks=Store)
async def store(websocket: WebSocket, message: Store) -> None:
    reply = Store(type="records", id=message.id, payload=message.payload)
    await websocket.send_text(reply.model_dump_json())


app = FastAPI()
app.include_router(router, prefix="/ws")
