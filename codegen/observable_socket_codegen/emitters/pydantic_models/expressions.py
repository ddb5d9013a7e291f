"""Python expressions in place of types that the model generator cannot be told of.

It can be told to import a type. So an expression goes through it as the name of such a type, made
of the expression's bytes, and is put back in its output.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from observable_socket_codegen import python_text
from observable_socket_codegen.json_schema.references import name_of

_MODULE = "observable_socket_expression"
_PREFIX = "Expression_"

_IMPORT = re.compile(rf"^from {_MODULE} import .*\n", re.MULTILINE)
_NAME = re.compile(rf"\b{_PREFIX}([0-9a-f]+)\b")

RUNTIME = "fastapi_observable_socket"
"""The package that the types of some values are imported from."""

IMPORTS = (
    "typing.Annotated",
    "typing.Literal",
    "pydantic.Field",
    *(f"{RUNTIME}.{name}" for name in ("Date", "DateTime", "Format", "Number", "UniqueItems")),
)
"""What expressions may need to be imported."""

_BUILT_IN = {"boolean": "bool", "integer": "int", "null": "None", "string": "str"}


def expression(text: str) -> dict[str, str]:
    """Return the part of a schema that stands for a Python type given as an expression."""
    return {"customTypePath": f"{_MODULE}.{_PREFIX}{text.encode().hex()}"}


def expression_of(shape: Mapping[str, Any]) -> str:
    """Return the Python type that the generator makes of the schema of scalars."""
    match shape:
        case {"customTypePath": str() as path}:
            return _decoded(path.rpartition(".")[2])
        case {"$ref": str() as reference}:
            return name_of(reference)
        case {"enum": [*values]}:
            return f"Literal[{', '.join(map(python_text.literal, values))}]"
        case {"anyOf": [*members]}:
            return " | ".join(map(expression_of, members))
        case _:
            return _BUILT_IN[shape["type"]]


def with_expressions(source: str) -> str:
    """Return generated source with the expressions themselves in it."""
    return _decoded(_IMPORT.sub("", source))


def _decoded(source: str) -> str:
    return _NAME.sub(lambda name: bytes.fromhex(name[1]).decode(), source)
