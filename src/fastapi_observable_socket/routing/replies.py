"""From what a handler returned to what the reply carries, checked against the contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError

from .._generated.envelopes import ErrorPayload, FieldError
from .._generated.status import IMPLICIT_STATUSES, Status
from ..errors import BrokenReply
from ..failures import words_of
from ..protocol.encoding import encode_data_reply, encode_json, encode_payload
from ..protocol.json_types import is_mapping, is_object
from .completion import ReplyCompletion
from .context import Context
from .descriptors import AnyCallRoute, Reply
from .values.checker import Checker

_RESULT_MEMBERS = frozenset({"status", "headers", "payload"})

Encode = Callable[[Reply[int, Any]], bytes]
Normalise = Callable[[Any], Reply[int, Any]]
WritePlain = Callable[[Context, Any], str]


def plain_reply(result: Any) -> Reply[int, Any]:
    """Reads what a handler in the style of 1.1.1 returned.

    A dictionary with ``status``, ``headers`` or ``payload`` is a ``HandlerResult``, in which each
    may be left out; an empty one too. Any other value is the payload of a 200.

    Raises:
        BrokenReply: The status is no number from 100 to 599.
    """
    if isinstance(result, Reply):
        return cast("Reply[int, Any]", result)
    if not is_mapping(result) or (result and _RESULT_MEMBERS.isdisjoint(result)):
        return Reply(Status.OK, result)
    status: Any = result.get("status")
    if status is None:
        status = Status.OK
    else:
        _require_status(status)
    return Reply(status, result.get("payload"), result.get("headers"))


def head_of(reply: Reply[int, Any]) -> dict[str, Any]:
    """Returns the headers of a reply whose status and headers are what the protocol allows.

    Raises:
        BrokenReply: The status is no number from 100 to 599, or the headers are no mapping.
    """
    _require_status(reply.status)
    if reply.headers is None:
        return {}
    if not is_mapping(reply.headers):
        raise BrokenReply(reply.status, "/headers are no mapping")
    return dict(reply.headers)


def _require_status(status: Any) -> None:
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 599:
        raise BrokenReply(status, "the status is no number from 100 to 599")


def encode_plain(reply: Reply[int, Any]) -> bytes:
    """Writes the payload of a reply that no contract describes."""
    return encode_payload(reply.payload)


@dataclass(frozen=True, slots=True)
class _ReplyCheck:
    payload: Checker | None
    headers: Checker | None


class ContractReplies:
    """The replies that one contract route may give.

    Args:
        route: The route's descriptor.
        check: Makes the checker of one part of the contract.
    """

    __slots__ = ("_checks", "_primary")

    def __init__(self, route: AnyCallRoute, check: Callable[[Any], Checker]) -> None:
        self._primary = next((one for one in route.replies if 200 <= one < 300), Status.OK)
        self._checks = {
            status: _ReplyCheck(
                check(part.payload) if part.payload else None,
                check(part.headers) if part.headers else None,
            )
            for status, part in route.replies.items()
        }

    def normalise(self, result: Any) -> Reply[int, Any]:
        """Returns what a handler returned as a reply; a plain value is the primary payload."""
        if isinstance(result, Reply):
            return cast("Reply[int, Any]", result)
        return Reply(self._primary, result)

    def plain_writer(self, completion: ReplyCompletion | None = None) -> WritePlain | None:
        """Returns what writes the frame for a plain value; None if it takes more than its payload.

        Args:
            completion: What puts defaults in; None where there are none.

        Raises:
            BrokenReply: When it is called, and the schema refuses the value.
            ValueError: When it is called, and a string in the value has no form in UTF-8.
        """
        status, declared = self._primary, self._checks.get(self._primary)
        if declared is None or declared.payload is None or declared.headers is not None:
            return None
        if completion is not None:
            return _completing_writer(status, declared.payload, completion)
        checker = declared.payload

        def write(context: Context, value: Any) -> str:
            # As in `_encoded`: a function for both would cost every reply more than it spares here.
            if type(value) is not dict:
                try:
                    data = checker.plain_fast(value)
                    if checker.accepts(data):
                        return encode_data_reply(context.uuid, status, data)
                except Exception:  # noqa: BLE001 - the slow path says in full what is wrong
                    pass
            data = _checked(status, checker, value, "/payload")
            return encode_data_reply(context.uuid, status, data)

        return write

    def encode(self, reply: Reply[int, Any]) -> bytes:
        """Writes a reply's payload as JSON.

        Raises:
            BrokenReply: The contract does not declare the status, or its schema refuses the
                payload or the headers.
            ValueError: A string in the payload has no form in UTF-8.
        """
        declared = self._checks.get(reply.status)
        if declared is None and reply.status not in IMPLICIT_STATUSES:
            raise BrokenReply(reply.status, "the contract does not declare this status")
        if declared is not None and declared.headers is not None:
            _checked(reply.status, declared.headers, head_of(reply), "/headers")
        if declared is not None and declared.payload is not None:
            return _encoded(reply.status, declared.payload, reply.payload)
        return _undescribed(reply)


def _completing_writer(status: int, checker: Checker, completion: ReplyCompletion) -> WritePlain:
    """Returns what `plain_writer` returns, where defaults are put in."""
    plain_fast = completion.plain_fast(status, checker)

    def write(context: Context, value: Any) -> str:
        if not is_object(value):
            try:
                data = plain_fast(value, context.payload)
                if checker.accepts(data):
                    return encode_data_reply(context.uuid, status, data)
            except Exception:  # noqa: BLE001 - the slow path says in full what is wrong
                pass
        reply = completion.completed(Reply(status, value), context.payload)
        data = _checked(status, checker, reply.payload, "/payload")
        return encode_data_reply(context.uuid, status, data)

    return write


def _encoded(status: int, checker: Checker, value: Any) -> bytes:
    """Writes a payload that its schema accepts."""
    if type(value) is not dict:
        try:
            data = checker.plain_fast(value)
            if checker.accepts(data):
                return encode_json(data)
        except Exception:  # noqa: BLE001 - the slow path says in full what is wrong
            pass
    return encode_json(_checked(status, checker, value, "/payload"))


def _checked(status: int, checker: Checker, value: Any, root: str) -> Any:
    """Returns a value as plain data that its schema accepts."""
    try:
        data = checker.plain(value)
        accepted = checker.accepts(data)
    except (ValueError, RecursionError) as error:
        problem = f"{root} cannot be written as {checker.name}: {words_of(error)}"
        raise BrokenReply(status, problem) from error
    if not accepted:
        raise BrokenReply(status, _listed(checker.errors(data, root)))
    return data


def _undescribed(reply: Reply[int, Any]) -> bytes:
    """Writes a payload that has no schema of its own: null, or from 400 on the error payload."""
    if reply.status < Status.BAD_REQUEST:
        if reply.payload is not None:
            raise BrokenReply(reply.status, "/payload is not null, and the contract gives it none")
        return b"null"
    text = encode_payload(reply.payload)
    try:
        ErrorPayload.model_validate_json(text, strict=True)
    except ValidationError as error:
        where = ["/payload" + "".join(f"/{step}" for step in one["loc"]) for one in error.errors()]
        raise BrokenReply(reply.status, f"not the error payload, at {', '.join(where)}") from None
    return text


def _listed(errors: list[FieldError]) -> str:
    return "; ".join(f"{error.pointer} {error.message} ({error.code})" for error in errors)
