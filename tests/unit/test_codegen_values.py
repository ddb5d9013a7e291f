"""What the generated models do with values that the schemas accept: take them, give them back."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from tests.golden.objects.expected import contract as objects
from tests.golden.odd_names.expected import contract as odd_names
from tests.golden.recursion.expected import contract as recursion
from tests.golden.shared_types.expected import contract as shared_types
from tests.golden.unions_and_enums.expected import contract as unions
from tests.golden.yaml.expected import contract as switches

from fastapi_observable_socket import MISSING

CIRCLE = {"kind": "circle", "radius": 1.5}

ODD: dict[str, Any] = {
    "": "empty",
    "class": "c",
    "self": "s",
    "None": None,
    "model_config": "m",
    "model_dump_json": "d",
    "model_dumper": "e",
    "schema": "s",
    "copy": "c",
    "list": ["l"],
    "str": "s",
    "date": "2026-01-01",
    "MISSING": "m",
    "Field": {"Any": "a"},
    "Author": {"name": "n"},
    "_private": "p",
    "__proto__": "p",
    "hasOwnProperty": "h",
    "constructor": "c",
    "kebab-case": "k",
    "kebab_case": "K",
    "dotted.name": "d",
    "with space": "w",
    "a/b~c": "a",
    "1st": "1",
    "$ref": "r",
    "case": "1",
    "Case": "2",
    "CASE": "3",
    "straße": "s",
    "\ufb01ne": "ligature",
    "fine": "letters",
    "\u212b": "angstrom",
    "\u00c5": "letter",
    "emoji 🎈": "e",
    'quote"s': "q",
    "back\\slash": "b",
    "line\nend": "l",
    "not described": [1],
    "class_": "an unknown member that is called like an attribute",
    "kebab_case_": "another one",
}

VALUES: list[tuple[Any, str, Any]] = [
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "blue"}),
    (unions, "DrawPayload", {"shape": {"kind": "square", "side": 2}, "colour": "red", "pen": None}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "layer": 2.0, "mixed": True}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "mixed": 0, "origin": [0, 0]}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "mixed": 1.5, "label": None}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "label": "x", "size": None}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "margin": 1.0, "size": 10**30}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "margin": True, "style": None}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "style": {"dashed": False}}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "target": {"size": "A4", "n": 1}}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "target": {}, "point": [1, 2.5]}),
    (unions, "DrawPayload", {"shape": CIRCLE, "colour": "red", "target": "t", "path": ["a", 1]}),
    (unions, "DrawReply200", False),
    (recursion, "Nested", {"a": [1, [2.5, {"b": []}]]}),
    (recursion, "Post", {"title": "t", "first": {"text": "x", "answers": [{"text": "y"}]}}),
    (recursion, "Post", {"title": "t", "first": None}),
    (shared_types, "Person", {"name": "Ada", "born": "1815-12-10"}),
    (shared_types, "PlaceAddress", {"street": "s", "city": "c", "unknown": {"kept": [1]}}),
    (switches, "SwitchSetPayload", {"state": "no", "at": "2026-01-01", "version": 1000}),
    (objects, "Entity", {"id": 1, "note": "n", "parts": [{"weight": 0.5}, {}]}),
    (odd_names, "Route2faImportPayload", ODD),
]

OBJECTS: dict[str, Any] = {
    "entity": {"id": 1},
    "free": {"anything": {"at": ["all"]}, "null": None},
    "counts": {"a": 1, "": 2},
    "codes": {"a": "x"},
    "empty": {},
    "anything": [None, {"x": 1}],
    "since": "2026-01-01T00:00:00Z",
    "options": {"depth": 2, "more": True},
    "labels": [],
    "contact": {"mail": "a@example.org", "fax": 0},
    "unknown": {"kept": [1, 2.5, "x", None, True]},
}
VALUES.append((objects, "ObjectsPutPayload", OBJECTS))


def type_of(package: Any, name: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(package, name))


@pytest.mark.parametrize(("package", "name", "value"), VALUES)
def test_a_valid_value_comes_out_of_its_model_as_it_went_in(
    package: Any, name: str, value: Any
) -> None:
    definitions = package.contract.definitions
    judge = jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/$defs/{name}", "$defs": definitions}, validate_formats=True
    )
    assert judge.is_valid(value)
    adapter = type_of(package, name)

    built = adapter.validate_python(value, by_alias=True, by_name=False)

    assert json.loads(adapter.dump_json(built, by_alias=True)) == value


def test_an_absent_member_is_missing_and_stays_absent() -> None:
    person = shared_types.Person(name="Ada")

    assert person.born is MISSING
    assert person.model_dump(mode="json") == {"name": "Ada"}


def test_optional_is_not_nullable() -> None:
    with pytest.raises(ValidationError):
        shared_types.Person.model_validate({"name": "Ada", "born": None})


def test_defaults_of_every_type_are_filled_in() -> None:
    payload = objects.ObjectsPutPayload.model_validate({"entity": {"id": 1}, "counts": {}})

    assert payload.since.isoformat() == "2026-01-01T00:00:00+00:00"
    assert payload.options == objects.ObjectsPutPayloadOptions(depth=1)
    assert payload.labels == ["new"]


def test_a_default_is_not_shared_between_values() -> None:
    first, second = (
        objects.ObjectsPutPayload.model_validate({"entity": {"id": 1}, "counts": {}})
        for _ in range(2)
    )

    first.labels.append("changed")

    assert second.labels == ["new"]


def test_members_with_other_names_in_python_are_set_by_those() -> None:
    payload = odd_names.Route2faImportPayload(class_="c", kebab_case_="k", not_described=None)

    assert payload.class_ == "c"
    assert payload.model_dump() == {"class": "c", "kebab-case": "k", "not described": None}


def test_bounds_of_members_are_checked_when_a_model_is_made() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        unions.DrawPayload(shape=unions.ShapeCircle(kind="circle", radius=1), size=0)


def test_a_closed_object_refuses_unknown_members() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        shared_types.Person.model_validate({"name": "Ada", "nom": "Ada"})


def test_payloads_that_are_no_objects_are_plain_values() -> None:
    assert type_of(recursion, "PostsGetPayload").validate_python([1, [2]]) == [1, [2]]
    assert not issubclass(type(type_of(unions, "DrawReply200").validate_python(True)), BaseModel)
