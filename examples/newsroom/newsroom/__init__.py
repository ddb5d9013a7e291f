"""A newsroom on one WebSocket: the example of fastapi-observable-socket."""
