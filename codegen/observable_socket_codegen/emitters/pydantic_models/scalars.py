"""Scalars and literals as the simple schemas that the model generator is fed with."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.emitters.pydantic_models.expressions import RUNTIME, expression
from observable_socket_codegen.json_schema.kinds import of_value

PYTHON_FORMATS = {"date": "Date", "date-time": "DateTime"}
"""Formats that have a type in Python; values of the others stay the strings that they are."""

SURE_FORMATS = frozenset(
    {
        "duration",
        "email",
        "hostname",
        "ipv4",
        "json-pointer",
        "time",
        "uri",
        "uri-reference",
        "uuid",
    }
)
"""Formats of which the run-time's `Format` knows texts that have them without any doubt."""

_ARGUMENTS = {
    "exclusiveMaximum": "lt",
    "exclusiveMinimum": "gt",
    "maxLength": "max_length",
    "maximum": "le",
    "minLength": "min_length",
    "minimum": "ge",
    "multipleOf": "multiple_of",
    "pattern": "pattern",
}
"""What bounds are called as arguments of pydantic's ``Field``."""

_EXACT_FLOAT = 2**53
"""Up to here every integer is a float of its own."""

_PORTABLE = re.compile(r"(?:[^\\\x00-\x1f]|\\[-^$.|*+?()\[\]{}/\\])*")
"""Patterns without classes such as ``\\d``, which differ between engines."""

_SET_OPERATION = re.compile(r"&&|--|~~|\[[^\]]*\[")
"""What pydantic's engine takes for operations on character classes."""


def scalar(type_: ir.ScalarType) -> dict[str, Any]:
    """Return the schema of a scalar within another type.

    Its bounds are part of the Python type then: of bounds within a type the generator would make
    types with names of their own.
    """
    base = python_type(type_)
    arguments = [
        f"{_ARGUMENTS[name]}={python_text.literal(bound)}"
        for name, bound in sorted(_own_bounds(type_).items())
    ]
    annotations = [f"Field({', '.join(arguments)})"] if arguments else []
    if type_.kind == "string" and type_.format in SURE_FORMATS:
        annotations.append(f"Format({python_text.literal(type_.format)})")
    if annotations:
        return {"type": type_.kind, **expression(f"Annotated[{base}, {', '.join(annotations)}]")}
    if base in (*PYTHON_FORMATS.values(), "Number"):
        return {"type": type_.kind, "customTypePath": f"{RUNTIME}.{base}"}
    return {"type": type_.kind}


def bounded_scalar(type_: ir.ScalarType) -> dict[str, Any]:
    """Return the schema of a scalar that is a whole declaration or member."""
    if type_.kind == "string" and type_.format in SURE_FORMATS:
        return scalar(type_)
    bounds = _own_bounds(type_)
    return {"type": type_.kind, **bounds} if bounds else scalar(type_)


def python_type(type_: ir.ScalarType) -> str:
    """Return the Python type of a scalar, without its bounds.

    Plain ``datetime``, ``date`` and ``float`` would lose nanoseconds, leap seconds and the digits
    of large integers; the run-time has types for these that lose nothing.
    """
    if type_.kind == "string":
        return PYTHON_FORMATS.get(type_.format, "str")
    if type_.kind == "number":
        return "float" if _own_bounds(type_) else "Number"
    return {"integer": "int", "boolean": "bool", "null": "None"}[type_.kind]


def _own_bounds(type_: ir.ScalarType) -> dict[str, Any]:
    """Return the bounds that the Python type of a scalar has."""
    bounds = scalar_bounds(type_)
    if type_.kind != "number":
        return bounds
    # Between two such bounds a float holds every integer exactly; otherwise `Number` is needed.
    low = bounds.keys() & {"minimum", "exclusiveMinimum"}
    high = bounds.keys() & {"maximum", "exclusiveMaximum"}
    small = all(abs(bound) < _EXACT_FLOAT for bound in bounds.values())
    return bounds if low and high and small else {}


def scalar_bounds(type_: ir.ScalarType) -> dict[str, Any]:
    """Return the bounds of a scalar that pydantic decides about as JSON Schema does."""
    limits = type_.limits
    known: dict[str, Any] = {}
    match type_.kind:
        case "string" if type_.format in PYTHON_FORMATS:
            pass  # they are no strings in Python
        case "string":
            pattern = limits.pattern if limits.pattern and _is_portable(limits.pattern) else None
            known = {
                "minLength": limits.min_length,
                "maxLength": limits.max_length,
                "pattern": pattern,
            }
        case "integer":
            known = {
                "minimum": _whole(limits.minimum, math.ceil),
                "maximum": _whole(limits.maximum, math.floor),
                "exclusiveMinimum": _whole(limits.exclusive_minimum, math.floor),
                "exclusiveMaximum": _whole(limits.exclusive_maximum, math.ceil),
                "multipleOf": _divisor(limits.multiple_of),
            }
        case "number":
            known = {
                "minimum": limits.minimum,
                "maximum": limits.maximum,
                "exclusiveMinimum": _exact(limits.exclusive_minimum),
                "exclusiveMaximum": _exact(limits.exclusive_maximum),
            }
        case _:
            pass
    return {name: value for name, value in known.items() if value is not None}


def literal(values: tuple[ir.Json, ...]) -> dict[str, Any]:
    """Return the schema of some JSON values; looser where Python has no literal for one."""
    plain = _with_whole_numbers(values)
    if not _have_literals(plain):
        kinds = dict.fromkeys(of_value(value) for value in plain)
        return {"anyOf": [dict(_LOOSE[kind]) for kind in kinds]}
    some = [value for value in plain if value is not None]
    if not some:
        return {"type": "null"} if plain else {}
    return (
        {"enum": some} if len(some) == len(plain) else {"anyOf": [{"enum": some}, {"type": "null"}]}
    )


def is_faithful(values: Sequence[ir.Json]) -> bool:
    """Whether a literal takes just what a schema takes that names these values.

    Of numbers that a float does not hold exactly, judges differ about what they are equal to.
    """
    plain = _with_whole_numbers(values)
    small = all(abs(value) < _EXACT_FLOAT for value in plain if isinstance(value, int))
    return bool(plain) and small and _have_literals(plain)


def _with_whole_numbers(values: Sequence[ir.Json]) -> list[ir.Json]:
    return [int(v) if isinstance(v, float) and v.is_integer() else v for v in values]


def _have_literals(values: list[ir.Json]) -> bool:
    """Whether Python has literals for values that tell them apart.

    They do not if true stands beside 1, or false beside 0: pydantic would take 1.0 for true then.
    """
    numbers = [value for value in values if isinstance(value, int)]
    has_others = any(isinstance(value, float | list | dict) for value in values)
    return not has_others and len(set(numbers)) == len(numbers)


def _whole(bound: float | None, rounded: Any) -> int | None:
    return None if bound is None else int(rounded(bound))


def _divisor(factor: float | None) -> int | None:
    """Return a factor of integers that are all held exactly wherever they are divided by it."""
    is_exact = factor is not None and factor == int(factor) < _EXACT_FLOAT
    return int(factor) if factor is not None and is_exact else None


def _exact(bound: float | None) -> float | None:
    """Return a bound that a number does not reach by being rounded to a float."""
    return bound if bound is not None and abs(bound) < _EXACT_FLOAT else None


def _is_portable(pattern: str) -> bool:
    if not _PORTABLE.fullmatch(pattern) or _SET_OPERATION.search(pattern):
        return False
    try:
        TypeAdapter(Annotated[str, Field(pattern=pattern)])
    except Exception:  # noqa: BLE001 - pydantic's engine has error types of its own
        return False
    return True


_LOOSE: dict[str, dict[str, Any]] = {
    "array": {"type": "array", "items": {}},
    "boolean": {"type": "boolean"},
    "fraction": scalar(ir.ScalarType("number")),
    "integer": {"type": "integer"},
    "null": {"type": "null"},
    "object": {"type": "object", "additionalProperties": {}},
    "string": {"type": "string"},
}
