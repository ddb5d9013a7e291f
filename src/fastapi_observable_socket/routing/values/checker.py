"""The judge and the model: deciding about JSON values, and building typed values from them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_jsonable_python
from typing_extensions import TypeAliasType

from ...protocol.json_types import is_array, is_object
from ..descriptors import Part
from .dumping import fast_dump
from .judge import Judge
from .reading import strict_reader
from .unions import faithful_validator
from .uniqueness import as_written, with_whole_numbers

logger = logging.getLogger("fastapi_observable_socket")


class Checker(Judge):
    """Decides about one payload or headers object exactly as its JSON Schema does.

    The compiled schema is the judge; the pydantic type only builds the value. So a model that is
    laxer or stricter than its schema changes nothing about what is accepted.

    Schema and model are compiled when the first value comes: that takes milliseconds, and a server
    with a thousand routes would otherwise need seconds to start.

    Args:
        part: The Python type and the name of the schema.
        definitions: The contract's schemas by name.
        max_errors: How many errors are reported of one value.

    Attributes:
        is_exact: Whether `read` may be asked.
        refusals: How many values the model has refused although the schema accepts them.
        read: Returns the typed value for JSON text in one pass, without the judge. It raises
            ``ValueError`` if the value has to be judged.
        plain_fast: Like `plain`, but faster. It raises any exception for values that it does not
            know; and what it returns may belong to a model, so it must not be changed.
        as_it_came_fast: Like `as_it_came`, as `plain_fast` is like `plain`.
    """

    __slots__ = (
        "_build",
        "_class",
        "_convert",
        "_dump",
        "_type",
        "as_it_came_fast",
        "plain_fast",
        "read",
        "refusals",
    )

    def __init__(self, part: Part[Any], definitions: Mapping[str, Any], max_errors: int) -> None:
        super().__init__(definitions, part.definition, max_errors, is_exact=part.exact)
        self._type = part.type
        self._class = _model_class(part.type)
        # The first call of any of these compiles all of them, and replaces them.
        self._build: Callable[..., Any] = self._once_adapted("_build")
        self._convert: Callable[..., Any] = self._once_adapted("_convert")
        self._dump: Callable[..., Any] = self._once_adapted("_dump")
        self.refusals = 0
        self.read: Callable[[bytes], Any] = self._once_adapted("read")
        self.plain_fast: Callable[[Any], Any] = self._once_adapted("plain_fast")
        self.as_it_came_fast: Callable[[Any], Any] = self._once_adapted("as_it_came_fast")

    def _once_adapted(self, name: str) -> Callable[..., Any]:
        """Returns what stands for an attribute until its first call compiles the real one."""

        def first(*values: Any, **options: Any) -> Any:
            self._adapt()
            return getattr(self, name)(*values, **options)

        return first

    def _adapt(self) -> None:
        adapter: TypeAdapter[Any] = TypeAdapter(self._type)
        # The methods below the adapter's: the same work, without its handling of options.
        self._convert = adapter.validator.validate_python
        faithful = faithful_validator(adapter.core_schema)
        self._build = faithful.validate_python if faithful else self._convert
        self._dump = partial(
            adapter.serializer.to_python, mode="json", by_alias=True, warnings=False
        )
        self.read = strict_reader(adapter)
        self.plain_fast = fast_dump(adapter.core_schema) or self.plain
        self.as_it_came_fast = fast_dump(adapter.core_schema, as_it_came=True) or self._as_it_came

    def build(self, data: Any) -> Any:
        """Returns the typed value for data that the schema accepts.

        A model that refuses such data is a defect of the generator, not the caller's fault: it is
        counted and logged, and the handler gets the nearest thing that can be built.
        """
        try:
            # Members of open objects that are called like an attribute are no such attribute.
            return self._build(data, by_alias=True, by_name=False)
        except ValidationError as error:
            return self._built_nearest(data, error)

    def _built_nearest(self, data: Any, error: ValidationError) -> Any:
        # 1e22 is an integer to a schema; to pydantic it is only as the int that it equals.
        # The judge divides 1e25 as it is written, which is another int.
        for read in (int, as_written):
            try:
                return self._build(with_whole_numbers(data, read), by_alias=True, by_name=False)
            except ValidationError:
                pass
        self.refusals += 1
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
            return self._dump(value)
        try:
            return to_jsonable_python(value, by_alias=True)
        except PydanticSerializationError:
            built = self._convert(value, from_attributes=True)
            return self._dump(built)

    def as_it_came(self, value: Any) -> Any:
        """Returns a value that was built here as plain data, without defaults that nobody changed.

        What it returns may belong to a model, so it must not be changed.

        Raises:
            ValueError: It has no JSON form any more.
        """
        try:
            came = self.as_it_came_fast(value)
            if self.accepts(came):
                return came
        except Exception:  # noqa: BLE001 - the slow path knows all values
            pass
        return self._as_it_came(value)

    def _as_it_came(self, value: Any) -> Any:
        whole = self._dump(value)
        came = self._dump(value, exclude_unset=True)
        if not self.accepts(came):
            return whole  # the handler changed it into what no reply may be
        fresh = self._dump(self.build(came))
        return _without_same(whole, came, fresh)


def _without_same(whole: Any, came: Any, fresh: Any) -> Any:
    """Returns data without members that did not come and are as they would be by themselves.

    Args:
        whole: The data with everything in it.
        came: The data with what came, and what was changed since.
        fresh: What would be made of that.
    """
    if is_object(whole) and is_object(came) and is_object(fresh):
        return {
            name: _without_same(member, came[name], fresh.get(name)) if name in came else member
            for name, member in whole.items()
            if name in came or name not in fresh or fresh[name] != member
        }
    if is_array(whole) and is_array(came) and is_array(fresh):
        return [_without_same(*items) for items in zip(whole, came, fresh, strict=True)]
    return whole


def _model_class(type_: Any) -> type[BaseModel] | None:
    """Returns the model behind a type and its aliases, or None where there is none."""
    while isinstance(type_, TypeAliasType):
        type_ = type_.__value__
    return type_ if isinstance(type_, type) and issubclass(type_, BaseModel) else None
