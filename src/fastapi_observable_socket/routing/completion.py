"""Puts the contract's defaults into replies, however those were made.

The generator decides where: only where no value that the schema accepts could be spoilt by it. It
writes the same decision into the types of clients, which may rely on such members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..protocol.json_types import is_array, is_mapping, is_object
from .descriptors import AnyCallRoute, Part, Reply
from .values.checker import Checker

Plans = Mapping[str, Any]
"""What to put where, by the name of a schema; see `Contract.completions`."""

Plain = Callable[[Any], Any]
"""Turns a value into plain JSON data, or raises ``ValueError``."""


_Put = Callable[[dict[str, Any], str, Any], None]
"""Does something about an object in which a member is absent: its name, and its default."""


def complete(data: Any, plan: Any, plans: Plans) -> None:
    """Puts defaults into plain JSON data where they are absent.

    Args:
        data: What to complete, in place.
        plan: The name of a schema, or what to do.
        plans: What to do, by the name of a schema.
    """
    _fill(data, plan, plans, _put)


def require_complete(data: Any, plan: Any, plans: Plans) -> None:
    """Leaves data as it is, in which `complete` would not change anything.

    Raises:
        LookupError: A default is absent.
    """
    _fill(data, plan, plans, _refuse)


def _fill(data: Any, plan: Any, plans: Plans, put: _Put) -> None:
    while isinstance(plan, str):
        plan = plans.get(plan, {})
    if is_object(data):
        _fill_object(data, plan, plans, put)
    elif is_array(data):
        first = plan.get("first", ())
        for item, inner in zip(data, first, strict=False):
            _fill(item, inner, plans, put)
        for item in data[len(first) :] if "rest" in plan else ():
            _fill(item, plan["rest"], plans, put)
    for part in plan.get("all", ()):
        _fill(data, part, plans, put)


def _fill_object(data: dict[str, Any], plan: Any, plans: Plans, put: _Put) -> None:
    for name, default in plan.get("defaults", {}).items():
        if name not in data:
            put(data, name, default)
    for name, inner in plan.get("members", {}).items():
        if name in data:
            _fill(data[name], inner, plans, put)
    if "others" in plan:
        for name in data.keys() - plan.get("named", ()):
            _fill(data[name], plan["others"], plans, put)
    for name, by_value in plan.get("tagged", {}).items():
        tag = data.get(name)
        if isinstance(tag, str) and tag in by_value:
            _fill(data, by_value[tag], plans, put)


def _put(data: dict[str, Any], name: str, default: Any) -> None:
    data[name] = _copied(default)


def _refuse(_data: dict[str, Any], name: str, _default: Any) -> None:
    raise LookupError(name)


def _copied(value: Any) -> Any:
    """Returns a value that may be changed without changing the contract's."""
    if is_object(value):
        return {name: _copied(member) for name, member in value.items()}
    return [_copied(item) for item in value] if is_array(value) else value


class ReplyCompletion:
    """Completes the replies of one route.

    Args:
        route: The route's descriptor.
        plans: What to put where.
        check: Makes the checker of one part of the contract.
    """

    def __init__(
        self, route: AnyCallRoute, plans: Plans, check: Callable[[Part[Any]], Checker]
    ) -> None:
        self._plans = plans
        given = route.payload
        self._given = check(given) if given and given.defaults else None
        self._payloads = {
            status: (part.payload.definition, check(part.payload).plain)
            for status, part in route.replies.items()
            if part.payload is not None and part.payload.definition in plans
        }
        self._headers = {
            status: (part.headers.definition, check(part.headers).plain)
            for status, part in route.replies.items()
            if part.headers is not None and part.headers.definition in plans
        }

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to be done about some reply."""
        return bool(self._payloads or self._headers or self._given)

    def plain_fast(self, status: int, checker: Checker) -> Callable[[Any, Any], Any]:
        """Returns what makes plain data of payloads that need nothing put in, on the fast path.

        It takes a payload and the one that the handler was given, and raises any exception where
        `completed` has to be asked; what it returns must not be changed.

        Args:
            status: The status of the replies.
            checker: The checker of their payloads.
        """
        given, plans = self._given, self._plans
        plan = self._payloads[status][0] if status in self._payloads else None

        def plain(payload: Any, came: Any) -> Any:
            if payload is came and given is not None:
                return given.as_it_came_fast(payload)
            data = checker.plain_fast(payload)
            if plan is not None:
                require_complete(data, plan, plans)
            return data

        return plain

    def completed(self, reply: Reply[int, Any], given: Any) -> Reply[int, Any]:
        """Returns a reply with its defaults; what has no JSON form is left for the encoder.

        Args:
            reply: What the handler answers.
            given: The payload that the handler was given. If it gives that very object back, what
                came in goes out: what the client left out stays absent unless it was changed.
        """
        payload, headers = reply.payload, reply.headers
        try:
            if self._given is not None and payload is given:
                payload = self._given.as_it_came(given)
            elif found := self._payloads.get(reply.status):
                payload = self._data(payload, *found)
            if (found := self._headers.get(reply.status)) and is_mapping(headers or {}):
                headers = self._data(dict(headers or {}), *found)
        except (ValueError, RecursionError):
            return reply
        return Reply(reply.status, payload, headers)

    def _data(self, value: Any, name: str, plain: Plain) -> Any:
        data = plain(value)
        complete(data, name, self._plans)
        return data
