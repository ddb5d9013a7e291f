"""The four hooks of a route: ``data_check``, ``access``, ``hydrate``, ``dehydrate``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from .._generated.status import Status
from ..errors import Refusal
from ..options import RouteOptions
from .context import Context
from .user_code import AsyncCall, SignatureProblem, argument_count, as_async, never_waits

Hook = Callable[[Context], Awaitable[Any]]
"""A hook that runs before the handler."""

_NAMES = ("data_check", "access", "hydrate", "dehydrate")


@dataclass(frozen=True, slots=True)
class Hooks:
    """The hooks of one route in the order in which they run.

    Attributes:
        checks: What may end the request before the handler; each raises to do so.
        hydrate: Builds the handler's argument; None where the route has no such hook.
        dehydrate: Shapes the payload of a 2xx reply; None where the route has no such hook.
        never_wait: Whether each of them ends in its first step.
    """

    checks: tuple[Hook, ...] = ()
    hydrate: Hook | None = None
    dehydrate: AsyncCall | None = None
    never_wait: bool = True


def bind_hooks(options: RouteOptions | None) -> Hooks:
    """Decides once how each hook of a route is called.

    Raises:
        SignatureProblem: A hook is not callable with the arguments of its place, or the options
            hold a name that is no hook.
    """
    given = _hooks_among(options)
    checks: list[Hook] = []
    if "data_check" in given:
        check = _on_message(given["data_check"])
        checks.append(_required(check, Status.BAD_REQUEST, "data check failed"))
    if "access" in given:
        check = _on_socket(given["access"])
        checks.append(_required(check, Status.FORBIDDEN, "access denied"))
    hydrate = _on_socket(given["hydrate"]) if "hydrate" in given else None
    dehydrate = given.get("dehydrate")
    if dehydrate is not None:
        argument_count(dehydrate, 1)
    return Hooks(
        tuple(checks),
        hydrate,
        as_async(dehydrate) if dehydrate else None,
        never_wait=all(map(never_waits, given.values())),
    )


def _hooks_among(options: RouteOptions | None) -> dict[str, Callable[..., Any]]:
    """Returns the hooks that the options hold, by name.

    Raises:
        SignatureProblem: There is a name that is no option.
    """
    given = cast("dict[str, Any]", {k: v for k, v in (options or {}).items() if v is not None})
    given.pop("policy", None)
    if unknown := sorted(given.keys() - _NAMES):
        names = ", ".join((*_NAMES, "policy"))
        raise SignatureProblem(f"no such option: {', '.join(unknown)} (there are {names})")
    return given


def _required(hook: Hook, status: int, message: str) -> Hook:
    """Returns a hook that refuses the request where another one does not return True."""

    async def check(context: Context) -> None:
        if not await hook(context):
            raise Refusal(status, message)

    return check


def _on_message(hook: Callable[..., Any]) -> Hook:
    with_local = argument_count(hook, 2, 1) == 2
    call = as_async(hook)

    async def run(context: Context) -> Any:
        message = context.message
        return await (call(message, context.local) if with_local else call(message))

    return run


def _on_socket(hook: Callable[..., Any]) -> Hook:
    with_local = argument_count(hook, 3, 2) == 3
    call = as_async(hook)

    async def run(context: Context) -> Any:
        message, socket = context.message, context.connection.websocket
        return await (call(socket, message, context.local) if with_local else call(socket, message))

    return run
