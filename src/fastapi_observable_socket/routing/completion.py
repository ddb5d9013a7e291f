"""Puts the contract's defaults into replies, however those were made.

The generator decides where: only where no value that the schema accepts could be spoilt by it. It
writes the same decision into the types of clients, which may rely on such members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..protocol.json_types import is_array, is_mapping, is_object
from .descriptors import AnyCallRoute, Part, Reply
from .validation import Checker

Plans = Mapping[str, Any]
"""What to put where, by the name of a schema; see `Contract.completions`."""

Plain = Callable[[Any], Any]
"""Turns a value into plain JSON data, or raises ``ValueError``."""


def complete(data: Any, plan: Any, plans: Plans) -> None:
    """Puts defaults into plain JSON data where they are absent.

    Args:
        data: What to complete, in place.
        plan: The name of a schema, or what to do.
        plans: What to do, by the name of a schema.
    """
    while isinstance(plan, str):
        plan = plans.get(plan, {})
    if is_object(data):
        _complete_object(data, plan, plans)
    elif is_array(data):
        first = plan.get("first", ())
        for item, inner in zip(data, first, strict=False):
            complete(item, inner, plans)
        for item in data[len(first) :] if "rest" in plan else ():
            complete(item, plan["rest"], plans)
    for part in plan.get("all", ()):
        complete(data, part, plans)


def _complete_object(data: dict[str, Any], plan: Any, plans: Plans) -> None:
    for name, default in plan.get("defaults", {}).items():
        if name not in data:
            data[name] = _copied(default)
    for name, inner in plan.get("members", {}).items():
        if name in data:
            complete(data[name], inner, plans)
    if "others" in plan:
        for name in data.keys() - plan.get("named", ()):
            complete(data[name], plan["others"], plans)
    for name, by_value in plan.get("tagged", {}).items():
        tag = data.get(name)
        if isinstance(tag, str) and tag in by_value:
            complete(data, by_value[tag], plans)


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
        self._as_it_came = check(given).as_it_came if given and given.defaults else None
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

    def __bool__(self) -> bool:
        """Whether there is anything to be done about some reply."""
        return bool(self._payloads or self._headers or self._as_it_came)

    def has_payload(self, status: int) -> bool:
        """Whether the payload of replies of a status may have to be completed."""
        return status in self._payloads

    def completed(self, reply: Reply[int, Any], given: Any) -> Reply[int, Any]:
        """Returns a reply with its defaults; what has no JSON form is left for the encoder.

        Args:
            reply: What the handler answers.
            given: The payload that the handler was given. If it gives that very object back, what
                came in goes out: what the client left out stays absent unless it was changed.
        """
        payload, headers = reply.payload, reply.headers
        try:
            if self._as_it_came is not None and payload is given:
                payload = self._as_it_came(given)
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
