"""Holds values that are written in a contract against its schemas, as the run-time would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import jsonschema_rs

from observable_socket_codegen._generated import formats
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.references import closure, reference_to
from observable_socket_codegen.reading.documents import child


class Misfit(NamedTuple):
    """A place in a value that its schema does not accept, and why."""

    pointer: str
    message: str


class Judge:
    """Decides whether values fit schemas; formats are asserted."""

    def __init__(self, definitions: Mapping[str, Json]) -> None:
        self._definitions = definitions
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def by_name(self, name: str, value: Json) -> Iterator[Misfit]:
        """Yield why a value does not fit a named schema."""
        if name not in self._validators:
            self._validators[name] = self._compiled({"$ref": reference_to(name)})
        return _misfits(self._validators[name], value)

    def by_schema(self, schema: Json, value: Json) -> Iterator[Misfit]:
        """Yield why a value does not fit a schema that may refer to named ones."""
        return _misfits(self._compiled(schema), value)

    def _compiled(self, schema: Json) -> jsonschema_rs.Draft202012Validator:
        if not isinstance(schema, dict):
            return jsonschema_rs.Draft202012Validator(bool(schema))
        needed = closure(self._definitions, schema)
        return jsonschema_rs.Draft202012Validator(
            {**schema, "$defs": needed}, validate_formats=True, formats=dict(formats.FORMATS)
        )


def _misfits(validator: jsonschema_rs.Draft202012Validator, value: Json) -> Iterator[Misfit]:
    for error in validator.iter_errors(value):
        pointer = ""
        for token in error.instance_path:
            pointer = child(pointer, token)
        yield Misfit(pointer, error.message)
