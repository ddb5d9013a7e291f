"""The judge and the model: deciding about JSON values, and building typed values from them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_jsonable_python
from typing_extensions import TypeAliasType

from .._generated.envelopes import FieldError
from ..protocol.json_types import is_array, is_object
from .descriptors import Part
from .formats import FORMATS

logger = logging.getLogger("fastapi_observable_socket")

_REF = "#/$defs/"


class Checker:
    """Decides about one payload or headers object exactly as its JSON Schema does.

    The compiled schema is the judge; the pydantic type only builds the value. So a model that is
    laxer or stricter than its schema changes nothing about what is accepted.

    Schema and model are compiled when the first value comes, for it takes milliseconds: a server
    with a thousand routes would need seconds to start.

    Args:
        part: The Python type and the name of the schema.
        definitions: The contract's schemas by name.
        most_errors: How many errors are reported of one value.

    Attributes:
        accepts: Whether plain JSON data satisfies the schema.
        is_exact: Whether `read` may be asked.
        read: Returns the typed value for JSON text in one pass, without the judge. It raises
            ``ValueError`` if the value has to be judged.
    """

    __slots__ = (
        "_build",
        "_class",
        "_definitions",
        "_dump",
        "_judge",
        "_most_errors",
        "_type",
        "accepts",
        "is_exact",
        "name",
        "read",
    )

    def __init__(self, part: Part[Any], definitions: Mapping[str, Any], most_errors: int) -> None:
        self.name = part.definition
        self._type = part.type
        self._class = _model_class(part.type)
        self._definitions = definitions
        self._most_errors = most_errors
        self._judge: jsonschema_rs.Draft202012Validator | None = None
        # These put what they compile in their own place.
        self.accepts: Callable[[Any], bool] = self._first_accepts
        self._build: Callable[..., Any] = self._first_build
        self._dump: Callable[..., Any] = self._first_dump
        self.is_exact = part.exact
        self.read: Callable[[bytes], Any] = self._first_read

    def _first_accepts(self, data: Any) -> bool:
        self.accepts = self._compiled().is_valid
        return self.accepts(data)

    def _first_build(self, data: Any, **options: Any) -> Any:
        self._adapt()
        return self._build(data, **options)

    def _first_read(self, text: bytes) -> Any:
        self._adapt()
        return self.read(text)

    def _first_dump(self, value: Any, **options: Any) -> Any:
        self._adapt()
        return self._dump(value, **options)

    def _compiled(self) -> jsonschema_rs.Draft202012Validator:
        if self._judge is None:
            self._judge = jsonschema_rs.Draft202012Validator(
                standalone(self._definitions, self.name),
                validate_formats=True,
                formats=dict(FORMATS),
                mask="value",
            )
        return self._judge

    def _adapt(self) -> None:
        adapter: TypeAdapter[Any] = TypeAdapter(self._type)
        # The methods below the adapter's: the same work, without its handling of options.
        self._build = adapter.validator.validate_python
        self._dump = adapter.serializer.to_python
        self.read = _strict_reader(adapter)

    def errors(self, data: Any, root: str) -> list[FieldError]:
        """Returns what is wrong with plain JSON data, at pointers that begin with ``root``."""
        found = (
            field_error
            for error in self._compiled().iter_errors(data)
            for field_error in _field_errors(error, data, root)
        )
        return list(islice(found, self._most_errors))

    def build(self, data: Any) -> Any:
        """Returns the typed value for data that the schema accepts.

        A model that refuses such data is a defect of the generator, not the caller's fault: it is
        logged, and the handler gets the nearest thing that can be built.
        """
        try:
            # Members of open objects that are called like an attribute are no such attribute.
            return self._build(data, by_alias=True, by_name=False)
        except ValidationError as error:
            return self._built_nearest(data, error)

    def _built_nearest(self, data: Any, error: ValidationError) -> Any:
        try:
            # 1e22 is an integer to a schema; to pydantic it is only as the int that it equals.
            return self._build(_with_whole_numbers(data), by_alias=True, by_name=False)
        except ValidationError:
            places = [".".join(map(str, one["loc"])) for one in error.errors(include_input=False)]
            logger.error("%s refuses what its schema accepts, at %s", self.name, places)
            return data if self._class is None else self._class.model_construct(**data)

    def plain(self, value: Any) -> Any:
        """Returns a value as plain JSON data.

        The value may be the route's model, plain data already, or an object with the attributes
        of the model. Whether it is as its type says is for the schema to judge.

        Raises:
            ValueError: It has no JSON form.
        """
        if type(value) is self._class:
            return self._dump(value, mode="json", by_alias=True, warnings=False)
        try:
            return to_jsonable_python(value, by_alias=True)
        except PydanticSerializationError:
            built = self._build(value, from_attributes=True)
            return self._dump(built, mode="json", by_alias=True, warnings=False)


def _with_whole_numbers(data: Any) -> Any:
    """Returns JSON data with an int for every float that is whole."""
    if is_object(data):
        return {name: _with_whole_numbers(member) for name, member in data.items()}
    if is_array(data):
        return [_with_whole_numbers(item) for item in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def _model_class(type_: Any) -> type[BaseModel] | None:
    """Returns the model behind a type and its aliases, or None where there is none."""
    while isinstance(type_, TypeAliasType):
        type_ = type_.__value__
    return type_ if isinstance(type_, type) and issubclass(type_, BaseModel) else None


def _strict_reader(adapter: TypeAdapter[Any]) -> Callable[[bytes], Any]:
    if _takes_anything(adapter.core_schema):
        return _undecided
    return partial(adapter.validator.validate_json, strict=True, by_alias=True, by_name=False)


def _undecided(_: bytes) -> Any:
    raise ValueError("the model takes any value")


def _takes_anything(schema: Any) -> bool:
    """Whether a part of a pydantic schema takes any value, so that the judge is needed after all.

    The generator makes such types where it has no other, which its proof does not know of.
    """
    if is_object(schema):
        return schema.get("type") == "any" or any(
            _takes_anything(member)
            for keyword, member in schema.items()
            if keyword not in ("metadata", "serialization")
        )
    return is_array(schema) and any(map(_takes_anything, schema))


def standalone(definitions: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Returns one definition as a schema of its own, with just the definitions that it needs."""
    needed: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in definitions and current not in needed:
            needed[current] = definitions[current]
            waiting.extend(_references(definitions[current]))
    return {"$ref": _REF + quote(name), "$defs": needed}


def _references(schema: Any) -> Iterator[str]:
    if is_object(schema):
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith(_REF):
            yield unquote(reference.removeprefix(_REF))
        for value in schema.values():
            yield from _references(value)
    elif is_array(schema):
        for value in schema:
            yield from _references(value)


def _field_errors(
    error: jsonschema_rs.ValidationError, data: Any, root: str
) -> Iterator[FieldError]:
    kind: Any = error.kind  # each keyword's kind is a class of its own
    is_false = kind.name == "falseSchema"
    code: str = _keyword_of_false(error) if is_false else kind.name
    place = root + "".join(f"/{_escape(step)}" for step in error.instance_path)
    if code == "required":
        member = f"{place}/{_escape(kind.property)}"
        yield FieldError(pointer=member, code=code, message="is missing")
        return
    unexpected = getattr(kind, "unexpected", ())
    if is_false and code == "additionalProperties":
        unexpected = _names_at(data, error.instance_path)
    if unexpected and all(isinstance(name, str) for name in unexpected):
        for name in unexpected:
            member = f"{place}/{_escape(name)}"
            yield FieldError(pointer=member, code=code, message="is not allowed here")
        return
    message = "is not allowed here" if is_false else error.message.removeprefix("value ")
    yield FieldError(pointer=place, code=code, message=message)


def _keyword_of_false(error: jsonschema_rs.ValidationError) -> str:
    """Returns the keyword that says ``false``; without one, ``false`` means ``not: {}``."""
    *above, last = error.schema_path or ["not"]
    outer = above[-1] if above else None
    if isinstance(last, int):
        return str(outer)
    # Below these the last step is a name and no keyword.
    if outer in {"properties", "patternProperties", "dependentSchemas"}:
        is_name = outer != "properties" or error.instance_path[-1:] == [last]
        return str(outer if is_name else last)
    return "not" if outer == "$defs" else str(last)


def _names_at(data: Any, path: Sequence[str | int]) -> list[str]:
    """Returns the names of the object at a place in parsed JSON; none if it cannot be found."""
    try:
        for step in path:
            data = data[step]
    except (LookupError, TypeError):
        return []
    return list(data) if is_object(data) else []


def _escape(step: str | int) -> str:
    """Writes one step of a JSON pointer (RFC 6901)."""
    return str(step).replace("~", "~0").replace("/", "~1")
