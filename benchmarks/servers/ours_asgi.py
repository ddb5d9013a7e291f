"""This package as on any other server: uvicorn's class stays, messages come and go by ASGI."""

from .ours import application

app = application(take_over=False)
