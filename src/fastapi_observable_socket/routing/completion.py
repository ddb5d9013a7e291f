"""Replies have every member that the contract gives a default, whoever made them.

The generator decides where: only where no value that the schema accepts could be spoilt by it. It
writes the same decision into the types of clients, which may rely on such members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..protocol.json_types import is_array, is_mapping, is_object
from .descriptors import AnyCallRoute, Part, Reply

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
            data[name] = deepcopy(default)
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


class ReplyCompletion:
    """Completes the replies of one route.

    Args:
        route: The route's descriptor.
        plans: What to put where.
        plain: Makes what turns values of one part of the contract into plain data.
    """

    def __init__(
        self, route: AnyCallRoute, plans: Plans, plain: Callable[[Part[Any]], Plain]
    ) -> None:
        self._plans = plans
        self._request = None if route.payload is None else _Given(route.payload.type)
        self._payloads = {
            status: (part.payload.definition, plain(part.payload))
            for status, part in route.replies.items()
            if part.payload is not None and part.payload.definition in plans
        }
        self._headers = {
            status: (part.headers.definition, plain(part.headers))
            for status, part in route.replies.items()
            if part.headers is not None and part.headers.definition in plans
        }

    def __bool__(self) -> bool:
        """Whether there is anything that some reply could be completed with."""
        return bool(self._payloads or self._headers)

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
        try:
            if found := self._payloads.get(reply.status):
                name, plain = found
                if self._request is not None and reply.payload is given:
                    reply = replace(reply, payload=self._request.as_it_came(given))
                else:
                    reply = replace(reply, payload=self._data(reply.payload, name, plain))
            if (found := self._headers.get(reply.status)) and is_mapping(reply.headers or {}):
                name, plain = found
                reply = replace(reply, headers=self._data(dict(reply.headers or {}), name, plain))
        except (ValueError, RecursionError):
            pass
        return reply

    def _data(self, value: Any, name: str, plain: Plain) -> Any:
        data = plain(value)
        complete(data, name, self._plans)
        return data


class _Given:
    """Payloads of one type, as they were before their defaults were put in."""

    def __init__(self, type_: Any) -> None:
        self._type = type_

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self._type)

    def as_it_came(self, value: Any) -> Any:
        """Returns a loaded value as plain data, without defaults that nobody changed."""
        whole = self._dumped(value)
        came = self._dumped(value, exclude_unset=True)
        try:
            fresh = self._dumped(self._adapter.validate_python(came, by_alias=True, by_name=False))
        except ValidationError:
            return whole  # the handler made it a value that its schema will refuse
        return _without_same(whole, came, fresh)

    def _dumped(self, value: Any, **options: Any) -> Any:
        return self._adapter.dump_python(
            value, mode="json", by_alias=True, warnings=False, **options
        )


def _without_same(whole: Any, came: Any, fresh: Any) -> Any:
    """Returns data without members that did not come and are as they would be by themselves."""
    if is_object(whole) and is_object(came) and is_object(fresh):
        return {
            name: _without_same(member, came[name], fresh.get(name)) if name in came else member
            for name, member in whole.items()
            if name in came or name not in fresh or fresh[name] != member
        }
    if is_array(whole) and is_array(came) and is_array(fresh):
        return [_without_same(*items) for items in zip(whole, came, fresh, strict=True)]
    return whole
