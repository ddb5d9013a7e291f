"""Who is connected."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Depends
from fastapi.requests import HTTPConnection


def current_user(connection: HTTPConnection) -> str | None:
    """Return the user's handle, or None for a guest.

    A demonstration: it believes the address (``/ws?user=ada``). Check a session cookie or a
    token of the handshake here.
    """
    return connection.query_params.get("user") or None


User: TypeAlias = Annotated[str | None, Depends(current_user)]
"""Annotate a parameter of a handler with it to get the user."""
