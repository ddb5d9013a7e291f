"""Lets pydantic choose among models by a tag: otherwise it tries all of them for each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

from pydantic_core import CoreSchema

from ...protocol.json_types import is_object
from .core_schemas import each_part

_Tag: TypeAlias = str | bool | int

_KEPT = frozenset({"metadata", "ref", "serialization"})
_TAGS: frozenset[type] = frozenset({str, bool, int})


def tagged(schema: CoreSchema) -> CoreSchema:
    """Returns a schema of the same values that looks at a tag where one tells models apart.

    It is a member that all the models of a union must have, as another text, number or boolean in
    each of them: so no value fits two of them.
    """
    found: CoreSchema = _tagged(schema, dict(_by_reference(schema)))
    return found


def _by_reference(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yields the schemas that may be referred to."""
    if is_object(schema) and isinstance(schema.get("ref"), str):
        yield schema["ref"], schema
    inner: list[Any] = []
    each_part(schema, inner.append)
    for part in inner:
        yield from _by_reference(part)


def _tagged(schema: Any, known: Mapping[str, Any]) -> Any:
    found = each_part(schema, partial(_tagged, known=known))
    match found:
        case {"type": "union", "choices": [*choices]}:
            all_tags = [dict(_tags(choice, known)) for choice in choices]
            name = next(_telling(all_tags), None)
            if name is None:
                return found
            kept = {keyword: found[keyword] for keyword in _KEPT & found.keys()}
            by_tag = {
                tag: choice
                for tags, choice in zip(all_tags, choices, strict=True)
                for tag in tags[name]
            }
            return {**kept, "type": "tagged-union", "discriminator": name, "choices": by_tag}
        case _:
            return found


def _telling(all_tags: list[dict[str, frozenset[_Tag]]]) -> Iterator[str]:
    """Yields the names under which no two models have a tag in common; 1 and true are the same."""
    for name in all_tags[0] if all_tags else ():
        found = [tag for tags in all_tags for tag in tags.get(name, ())]
        if all(name in tags for tags in all_tags) and len(set(found)) == len(found):
            yield name


def _tags(schema: Any, known: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[_Tag]]]:
    """Yields what values of a model must have under some names."""
    match _target(schema, known):
        case {"type": "model", "root_model": False, "schema": {"type": "model-fields"} as inner}:
            fields: Mapping[str, Any] = inner["fields"]
        case _:
            return
    for name, field in fields.items():
        alias = field.get("validation_alias", name)
        match _target(field["schema"], known):
            case {"type": "literal", "expected": [*values]} if type(alias) is str:
                if _TAGS.issuperset(map(type, values)):
                    yield alias, frozenset(values)
            case _:
                pass


def _target(schema: Any, known: Mapping[str, Any]) -> Any:
    while is_object(schema) and schema.get("type") == "definition-ref":
        schema = known.get(schema["schema_ref"])
    return schema
