"""chanx on fast-channels; it validates what comes in and serializes the reply's model."""

from typing import Literal

from chanx.core.decorators import ws_handler
from chanx.fast_channels.websocket import AsyncJsonWebsocketConsumer
from chanx.messages.base import BaseMessage
from fastapi import FastAPI

from .models import Article, Batch, Total


class Add(BaseMessage):
    action: Literal["sum"] = "sum"
    payload: list[float]


class Added(BaseMessage):
    action: Literal["added"] = "added"
    payload: Total


class Read(BaseMessage):
    action: Literal["article"] = "article"
    payload: Article


class Store(BaseMessage):
    action: Literal["records"] = "records"
    payload: Batch


class Consumer(AsyncJsonWebsocketConsumer):
    channel_layer_alias = "default"

    @ws_handler(output_type=Added)
    async def add(self, message: Add) -> Added:
        return Added(payload=Total(sum=sum(message.payload)))

    @ws_handler(output_type=Read)
    async def read(self, message: Read) -> Read:
        message.payload.views += 1
        return Read(payload=message.payload)

    @ws_handler(output_type=Store)
    async def store(self, message: Store) -> Store:
        return Store(payload=message.payload)


app = FastAPI()
app.mount("/ws", Consumer.as_asgi())
