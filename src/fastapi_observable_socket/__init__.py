"""Typed messages over one WebSocket for FastAPI, from one contract."""
