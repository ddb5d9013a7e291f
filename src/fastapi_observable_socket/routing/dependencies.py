"""FastAPI's ``Depends`` and ``Security`` for messages, solved by FastAPI itself."""

from __future__ import annotations

import copy
import inspect
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, solve_dependencies
from fastapi.params import Depends as DependsMarker
from fastapi.params import Param
from starlette.websockets import WebSocket

from .._generated.envelopes import FieldError
from ..errors import InvalidRequest
from .context import Context

_CONTEXT = "fastapi_observable_socket.context"


def current_context(websocket: WebSocket) -> Context:
    """The context of the message being answered; a dependency, see `CurrentContext`."""
    context: Context = websocket.scope[_CONTEXT]
    return context


CurrentContext = Annotated[Context, Depends(current_context)]
"""For functions given to ``Depends``: ``def user(context: CurrentContext) -> User``."""


def is_dependency(annotation: Any, default: Any) -> bool:
    """Whether a parameter is FastAPI's to fill: ``Depends``, ``Security``, ``Header``, ..."""
    marks = (default, *getattr(annotation, "__metadata__", ()))
    return any(isinstance(mark, DependsMarker | Param) for mark in marks)


class Dependencies:
    """The parameters of one handler that FastAPI fills, analysed once.

    Args:
        parameters: Those parameters, annotations evaluated.

    Raises:
        FastAPIError: FastAPI cannot make sense of one of them, or of what it depends on.
    """

    __slots__ = ("_dependant",)

    def __init__(self, parameters: Sequence[inspect.Parameter]) -> None:
        def target(**values: Any) -> None:
            """Stands for the handler: FastAPI sees only the parameters that it is to fill."""

        keywords = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
        target.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]
        self._dependant: Dependant = get_dependant(path="", call=target)

    @asynccontextmanager
    async def solve(self, context: Context) -> AsyncGenerator[dict[str, Any]]:
        """Gives the values for one message; what they hold open is closed on leaving.

        Raises:
            InvalidRequest: Something taken from the handshake, such as a header, is invalid.
        """
        websocket = copy.copy(context.connection.websocket)
        # Shared with the connection, even where the server's scope came without it.
        websocket.scope.setdefault("state", {})
        async with AsyncExitStack() as request_stack, AsyncExitStack() as function_stack:
            websocket.scope = {
                **websocket.scope,
                _CONTEXT: context,
                "fastapi_inner_astack": request_stack,
                "fastapi_function_astack": function_stack,
            }
            solved = await solve_dependencies(
                request=websocket,
                dependant=self._dependant,
                dependency_overrides_provider=_overriding(websocket.scope.get("app")),
                async_exit_stack=request_stack,
                embed_body_fields=False,
            )
            if solved.errors:
                raise InvalidRequest("handshake is invalid", list(map(_field_error, solved.errors)))
            yield solved.values


def _overriding(app: Any) -> Any:
    """Returns an application that can override dependencies; Starlette's cannot."""
    return app if hasattr(app, "dependency_overrides") else None


def _field_error(error: dict[str, Any]) -> FieldError:
    where = "/".join(str(step) for step in error["loc"])
    return FieldError(pointer=f"/handshake/{where}", code=error["type"], message=error["msg"])
