"""fastapi-websocket-rpc; it validates the envelope and what a method returns."""

from typing import Any

from fastapi import FastAPI
from fastapi_websocket_rpc import RpcMethodsBase, WebsocketRPCEndpoint

from .models import Article, Batch, Total


class Methods(RpcMethodsBase):
    async def sum(self, numbers: list[float]) -> Total:
        return Total(sum=sum(numbers))

    async def article(self, article: dict[str, Any]) -> Article:
        article["views"] += 1
        return Article(**article)

    async def records(self, batch: dict[str, Any]) -> Batch:
        return Batch(**batch)


app = FastAPI()
WebsocketRPCEndpoint(Methods()).register_route(app, "/ws")
