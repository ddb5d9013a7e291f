"""Reads a request's payload and headers, and holds them against their contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .._generated.envelopes import FieldError
from .._generated.limits import Limits
from ..errors import InvalidRequest
from ..protocol.decoding import IncomingRequest, read_payload
from ..protocol.parsing import MAX_DIGITS
from .context import Context
from .values.checker import Checker

MAX_EXACT_BYTES = 262_144
"""The longest payload that a model reads by itself: it goes on after the first error."""

MAX_COMMAS = 20_000
"""Of a payload of more members and items no error is told (R8.4): it would take several times as
long as to find that there is one."""

_MISFIT = "request does not fit its contract"
_SHALLOW = 32
"""Levels that the payloads of an exact part have at most; see `Part.exact`."""

Load: TypeAlias = Callable[[Context, IncomingRequest], None]
"""Puts what a request holds into its context; raises `InvalidRequest` if it does not fit."""


def load_anything(limits: Limits) -> Load:
    """Returns what reads the payload of a route without a contract."""

    def load(context: Context, frame: IncomingRequest) -> None:
        context.payload = read_payload(frame, limits)

    return load


def load_checked(payload: Checker | None, headers: Checker | None, limits: Limits) -> Load:
    """Returns what reads the requests of a contract route: in one pass where that is exact."""
    judged = _judged(payload, headers, limits)
    is_usual = limits.depth >= _SHALLOW and limits.integer_digits >= MAX_DIGITS
    if payload is None or not payload.is_exact or not is_usual:
        return judged
    return _exact(payload, headers, judged)


def _exact(payload: Checker, headers: Checker | None, judged: Load) -> Load:
    def load(context: Context, frame: IncomingRequest) -> None:
        if len(frame.payload) > MAX_EXACT_BYTES:
            return judged(context, frame)
        try:
            context.payload = payload.read(bytes(frame.payload))
        except ValueError:
            return judged(context, frame)  # the model is not sure about it
        if headers is not None:
            _load_headers(context, headers)
        return None

    return load


def _judged(payload: Checker | None, headers: Checker | None, limits: Limits) -> Load:
    def load(context: Context, frame: IncomingRequest) -> None:
        data = read_payload(frame, limits)
        errors: list[FieldError] = []
        if payload is not None and not payload.accepts(data):
            if bytes(frame.payload).count(b",") > MAX_COMMAS:
                raise InvalidRequest(_MISFIT)
            errors += payload.errors(data, "/payload")
        if headers is not None and not headers.accepts(context.headers):
            errors += headers.errors(context.headers, "/headers")
        if errors:
            most = limits.errors_reported
            raise InvalidRequest(_MISFIT, errors[:most])
        context.payload = data if payload is None else payload.build(data)
        if headers is not None:
            context.typed_headers = headers.build(context.headers)

    return load


def _load_headers(context: Context, headers: Checker) -> None:
    if not headers.accepts(context.headers):
        raise InvalidRequest(_MISFIT, headers.errors(context.headers, "/headers"))
    context.typed_headers = headers.build(context.headers)
