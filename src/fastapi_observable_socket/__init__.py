"""Typed messages over one WebSocket for FastAPI, from one contract.

What is here is all of the public interface, but for `testing` and the class in `uvicorn`. Modules
import only from what stands below them:

=================  =================================================================
router, testing    what users hold, and a client for their tests
serving            a connection from its handshake to its end
servers, uvicorn   which server a connection is on; our class for uvicorn
asgi               connections: the only code near a socket
routing            from a request to its reply
options, message   types for users
protocol           the wire, without I/O
errors, failures   any exception as an answer, and as a line in the log
_generated         what ``schema/protocol`` says, as Python
=================  =================================================================
"""

from pydantic_core import MISSING

from ._generated.close_codes import CloseCode
from ._generated.envelopes import ErrorPayload, FieldError
from ._generated.limits import Limits
from ._generated.status import Status
from .errors import SocketError
from .message import Header, MessageData, Payload, Request, Response
from .options import (
    AccessCheck,
    Authenticate,
    DataCheck,
    DehydrateFunction,
    FormatCheck,
    Handler,
    HandlerResult,
    HydrateFunction,
    Identity,
    Policy,
    Rate,
    RouteOptions,
    SocketAccess,
)
from .router import SocketRouter
from .routing.context import Connection, Context
from .routing.dependencies import CurrentContext
from .routing.descriptors import (
    CallRoute,
    Contract,
    Handlers,
    Part,
    Reply,
    ReplyPart,
)
from .routing.table import RoutingError
from .routing.values.moments import Date, DateTime, WireDate, WireDatetime
from .routing.values.wire_types import Format, Number, UniqueItems

__all__ = [
    "MISSING",
    "AccessCheck",
    "Authenticate",
    "CallRoute",
    "CloseCode",
    "Connection",
    "Context",
    "Contract",
    "CurrentContext",
    "DataCheck",
    "Date",
    "DateTime",
    "DehydrateFunction",
    "ErrorPayload",
    "FieldError",
    "Format",
    "FormatCheck",
    "Handler",
    "HandlerResult",
    "Handlers",
    "Header",
    "HydrateFunction",
    "Identity",
    "Limits",
    "MessageData",
    "Number",
    "Part",
    "Payload",
    "Policy",
    "Rate",
    "Reply",
    "ReplyPart",
    "Request",
    "Response",
    "RouteOptions",
    "RoutingError",
    "SocketAccess",
    "SocketError",
    "SocketRouter",
    "Status",
    "UniqueItems",
    "WireDate",
    "WireDatetime",
]
