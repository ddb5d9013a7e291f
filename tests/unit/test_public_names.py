"""What users may import; a change here is a change of the public API."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import fastapi_observable_socket
from fastapi_observable_socket import testing

PACKAGE = Path(fastapi_observable_socket.__file__).parent

NAMES = [
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


def test_the_public_names_are_these() -> None:
    assert sorted(fastapi_observable_socket.__all__) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(fastapi_observable_socket, name) is not None


def test_the_tool_for_tests_has_two_public_names() -> None:
    own = {
        name
        for name, value in vars(testing).items()
        if inspect.isclass(value) and value.__module__ == testing.__name__
    }
    assert {name for name in own if not name.startswith("_")} == {"Closed", "SocketClient"}


def test_what_the_package_imports_at_its_top_is_what_it_exports() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported == set(fastapi_observable_socket.__all__)


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


@pytest.mark.parametrize("name", ["CallRoute", "Context", "Reply", "SocketError", "SocketRouter"])
def test_what_users_hold_is_documented(name: str) -> None:
    documented = getattr(fastapi_observable_socket, name)
    members = [documented] + [
        member
        for key, member in vars(documented).items()
        if inspect.isfunction(member) and not key.startswith("_")
    ]
    assert [one for one in members if not inspect.getdoc(one)] == []
