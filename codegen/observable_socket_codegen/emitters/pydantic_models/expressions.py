"""Python expressions in place of types that the model generator cannot be told of.

It can be told to import a type. So an expression goes through it as the name of such a type, made
of the expression's bytes, and is put back in its output.
"""

from __future__ import annotations

import re

_MODULE = "observable_socket_expression"
_PREFIX = "Expression_"

_IMPORT = re.compile(rf"^from {_MODULE} import .*\n", re.MULTILINE)
_NAME = re.compile(rf"\b{_PREFIX}([0-9a-f]+)\b")

IMPORTS = ("typing.Annotated", "pydantic.Field", "fastapi_observable_socket.Format")
"""What expressions may need to be imported."""


def expression(text: str) -> dict[str, str]:
    """Return the part of a schema that stands for a Python type given as an expression."""
    return {"customTypePath": f"{_MODULE}.{_PREFIX}{text.encode().hex()}"}


def with_expressions(source: str) -> str:
    """Return generated source with the expressions themselves in it."""
    return _NAME.sub(lambda name: bytes.fromhex(name[1]).decode(), _IMPORT.sub("", source))
