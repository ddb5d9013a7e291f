"""Where replies have their defaults: everywhere, except where a member more could do harm."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema_rs
import pytest
from tests.support.codegen import call, compiled, problems
from tests.support.default_schemas import conforms, schemas, values

from fastapi_observable_socket.routing.completion import complete
from fastapi_observable_socket.routing.judge import standalone
from observable_socket_codegen import ir
from observable_socket_codegen.compiling.pipeline import emit
from observable_socket_codegen.diagnostics import ContractError
from observable_socket_codegen.emitters.completions import completions
from observable_socket_codegen.emitters.typescript.forms import in_forms

ONE = {"type": "integer", "default": 1}
TEXT = {"type": "string"}
SIZE = {"type": "object", "properties": {"width": ONE}}
CIRCLE = {
    "type": "object",
    "properties": {"kind": {"const": "circle"}, "radius": ONE},
    "required": ["kind"],
}
SQUARE = {
    "type": "object",
    "properties": {"kind": {"enum": ["square", "box"]}, "side": ONE},
    "required": ["kind"],
}
SHARED = {"size": SIZE, "circle": CIRCLE, "square": SQUARE}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"../types/{name}.json"}


def contract(schema: Any, **shared: Any) -> ir.Contract:
    """A contract with a reply of some schema."""
    types = {f"types/{name}.json": data for name, data in (SHARED | shared).items()}
    route = call("t", replies={"200": {"payload": schema}})
    return compiled({"routes/t.json": route, **types}).contract


def filled(schema: Any, value: Any, **shared: Any) -> Any:
    """What a reply goes out as."""
    data = copy.deepcopy(value)
    complete(data, "TReply200", completions(contract(schema, **shared)))
    return data


SURE: dict[str, tuple[Any, Any, Any]] = {
    "a member": (SIZE, {}, {"width": 1}),
    "a member of a shared type": (ref("size"), {}, {"width": 1}),
    "members of members": (
        {"properties": {"a": ref("size"), "b": SIZE}, "type": "object"},
        {"a": {}, "b": {}},
        {"a": {"width": 1}, "b": {"width": 1}},
    ),
    "a default that has defaults": (
        {"type": "object", "properties": {"size": {**ref("size"), "default": {}}}},
        {},
        {"size": {"width": 1}},
    ),
    "items": ({"type": "array", "items": ref("size")}, [{}], [{"width": 1}]),
    "items of a tuple": (
        {"type": "array", "prefixItems": [TEXT, ref("size")], "items": SIZE},
        ["a", {}, {}],
        ["a", {"width": 1}, {"width": 1}],
    ),
    "members of a map": (
        {"type": "object", "additionalProperties": ref("size")},
        {"x": {}},
        {"x": {"width": 1}},
    ),
    "members that are not named": (
        {"type": "object", "properties": {"a": TEXT}, "additionalProperties": ref("size")},
        {"a": "a", "x": {}},
        {"a": "a", "x": {"width": 1}},
    ),
    "closed objects": ({**SIZE, "additionalProperties": False}, {}, {"width": 1}),
    "objects closed around several": (
        {"allOf": [ref("size"), {"properties": {"a": ONE}}], "unevaluatedProperties": False},
        {},
        {"width": 1, "a": 1},
    ),
    "all of several": (
        {"allOf": [ref("size"), {"properties": {"a": ONE}, "required": ["b"]}]},
        {"b": 1},
        {"b": 1, "width": 1, "a": 1},
    ),
    "a reference with siblings": (
        {**ref("size"), "properties": {"a": ONE}},
        {},
        {"width": 1, "a": 1},
    ),
    "or null": ({"anyOf": [ref("size"), {"type": "null"}]}, {}, {"width": 1}),
    "null": ({"anyOf": [ref("size"), {"type": "null"}]}, None, None),
    "or a word": ({"oneOf": [{"enum": ["none"]}, ref("size")]}, {}, {"width": 1}),
    "or an array": (
        {"anyOf": [ref("size"), {"type": "array", "items": ref("size")}]},
        [{}],
        [{"width": 1}],
    ),
    "types": ({**SIZE, "type": ["object", "string"]}, {}, {"width": 1}),
    "tagged unions": (
        {"oneOf": [ref("circle"), ref("square")]},
        {"kind": "box"},
        {"kind": "box", "side": 1},
    ),
    "tagged unions or null": (
        {"anyOf": [ref("circle"), ref("square"), {"type": "null"}]},
        {"kind": "circle"},
        {"kind": "circle", "radius": 1},
    ),
    "unions of unions": (
        {"oneOf": [{"oneOf": [ref("circle"), ref("square")]}, {"type": "null"}]},
        {"kind": "circle"},
        {"kind": "circle", "radius": 1},
    ),
    "tagged unions of extended types": (
        {
            "oneOf": [
                {"allOf": [ref("circle"), {"properties": {"x": ONE}}]},
                {"allOf": [ref("square"), {"properties": {"y": ONE}}]},
            ]
        },
        {"kind": "circle"},
        {"kind": "circle", "radius": 1, "x": 1},
    ),
    "members beside tagged unions": (
        {"properties": {"a": ONE}, "oneOf": [ref("circle"), ref("square")]},
        {"kind": "square"},
        {"kind": "square", "a": 1, "side": 1},
    ),
    "conditions about other members": (
        {
            **SIZE,
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
            "not": {"required": ["a", "b"]},
            "if": {"properties": {"a": {"const": 1}}, "required": ["a"]},
            "then": {"required": ["c"]},
        },
        {"b": 1},
        {"b": 1, "width": 1},
    ),
    "dependencies of other members": (
        {**SIZE, "dependentRequired": {"a": ["width"]}},
        {},
        {"width": 1},
    ),
    "patterns that say nothing": ({**SIZE, "patternProperties": {"^x-": True}}, {}, {"width": 1}),
    "unique words beside": (
        {**SIZE, "properties": {"width": ONE, "tags": {"type": "array", "uniqueItems": True}}},
        {"tags": []},
        {"tags": [], "width": 1},
    ),
    "recursive types": (
        {
            "type": "object",
            "properties": {"value": ONE, "next": {"$ref": "#/replies/200/payload"}},
        },
        {"next": {}},
        {"next": {"value": 1}, "value": 1},
    ),
}
"""Schemas by what they show, with what a handler returned and what goes out."""

UNSURE: dict[str, tuple[Any, Any]] = {
    "a count": ({**SIZE, "maxProperties": 1}, {"a": 1}),
    "names": ({**SIZE, "propertyNames": {"maxLength": 1}}, {"a": 1}),
    "a value": ({**SIZE, "enum": [{}]}, {}),
    "a constant around": ({"properties": {"a": SIZE}, "const": {"a": {}}}, {"a": {}}),
    "not": ({**SIZE, "not": {"required": ["width"]}}, {}),
    "not, from above": (
        {"properties": {"a": SIZE}, "not": {"properties": {"a": {"required": ["width"]}}}},
        {"a": {}},
    ),
    "if": ({**SIZE, "if": {"required": ["width"]}, "then": False}, {}),
    "needed by it": ({**SIZE, "dependentRequired": {"width": ["a"]}}, {}),
    "judged by it": ({**SIZE, "dependentSchemas": {"width": {"required": ["a"]}}}, {}),
    "judged for another": (
        {**SIZE, "dependentSchemas": {"a": {"maxProperties": 1}}},
        {"a": 1},
    ),
    "a pattern": ({**SIZE, "patternProperties": {"^w": {"minimum": 5}}}, {}),
    "unique items": (
        {"type": "array", "items": ref("size"), "uniqueItems": True},
        [{}, {"width": 1}],
    ),
    "unique items beside": (
        {"allOf": [{"items": ref("size")}, {"uniqueItems": True}]},
        [{}, {"width": 1}],
    ),
    "some item": (
        {"type": "array", "items": ref("size"), "contains": {"maxProperties": 0}},
        [{}],
    ),
    "closed beside": (
        {"allOf": [ref("size"), {"properties": {"a": TEXT}, "additionalProperties": False}]},
        {"a": "a"},
    ),
    "closed beside, whatever is evaluated": (
        {"allOf": [ref("size"), {"properties": {"a": TEXT}, "unevaluatedProperties": False}]},
        {"a": "a"},
    ),
    "typed beside": (
        {"allOf": [ref("size"), {"additionalProperties": {"type": "string"}}]},
        {"a": "a"},
    ),
    "bounded beside": ({"allOf": [ref("size"), {"properties": {"width": {"minimum": 2}}}]}, {}),
    "two defaults": (
        {"allOf": [ref("size"), {"properties": {"width": {"minimum": 0, "default": 2}}}]},
        {},
    ),
    "default without a say, bounded beside": (
        {"properties": {"a": {"default": 1}}, "allOf": [{"properties": {"a": {"const": 2}}}]},
        {},
    ),
    "items beside": (
        {"items": ref("size"), "allOf": [{"items": {"maxProperties": 0}}]},
        [{}],
    ),
    "members beside": (
        {
            "additionalProperties": ref("size"),
            "allOf": [{"properties": {"a": {"maxProperties": 0}}}],
        },
        {"a": {}},
    ),
    "one of several that may all be": (
        {"oneOf": [ref("size"), {"type": "object", "required": ["width"]}]},
        {},
    ),
    "any of several that do not show": (
        {"anyOf": [ref("size"), {"type": "object", "properties": {"a": ONE}}]},
        {},
    ),
    "arrays that do not show": (
        {"anyOf": [{"items": ref("size"), "type": "array"}, {"type": "array", "maxItems": 0}]},
        [],
    ),
    "beside unions that do not show": (
        {"properties": {"a": ONE}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"b": 1},
    ),
    "tags that are not required": (
        {
            "anyOf": [
                {"type": "object", "properties": {"kind": {"const": "a"}, "x": ONE}},
                {"type": "object", "properties": {"kind": {"const": "b"}, "y": ONE}},
            ]
        },
        {},
    ),
    "tags that overlap": (
        {
            "anyOf": [
                ref("square"),
                {
                    "type": "object",
                    "properties": {"kind": {"enum": ["box", "bag"]}, "x": ONE},
                    "required": ["kind"],
                },
            ]
        },
        {"kind": "box"},
    ),
    "a default without an end": (
        {
            "type": "object",
            "properties": {"next": {"$ref": "#/replies/200/payload", "default": {}}},
        },
        {},
    ),
    "a default that does not fit": ({"properties": {"a": {"type": "string", "default": 1}}}, {}),
    "a default that does not fit here": (
        {"type": "object", "properties": {"a": {**ref("five"), "maximum": 3}}},
        {},
    ),
    "conditional members": (
        {"if": {"required": ["a"]}, "then": {"properties": {"b": ONE}}, "type": "object"},
        {"a": 1},
    ),
    "members of what may be anything": ({"properties": {"a": ONE}}, {}),
    "matching members": ({"type": "object", "patternProperties": {"a": ref("size")}}, {"a": {}}),
}
"""Schemas by what they show, with a value that has to stay as it is."""

ALL = {name: (schema, value) for name, (schema, value, _) in SURE.items()} | UNSURE


@pytest.mark.parametrize("name", SURE)
def test_defaults_are_put_in_where_it_does_no_harm(name: str) -> None:
    schema, value, expected = SURE[name]

    assert filled(schema, value) == expected


@pytest.mark.parametrize("name", UNSURE)
def test_nothing_is_put_in_where_it_could_do_harm(name: str) -> None:
    schema, value = UNSURE[name]

    assert filled(schema, value, five={"type": "integer", "default": 5}) == value


def violated(schema: Any, value: Any, **shared: Any) -> str:
    """What is wrong with a value when its defaults have been put in: nothing, or a sentence."""
    of = contract(schema, **shared)
    view = in_forms(of)
    types = {declared.name: declared.type for declared in view.declarations}
    definitions = {declared.name: declared.schema for declared in of.declarations}
    judge = jsonschema_rs.Draft202012Validator(standalone(definitions, "TReply200"))
    promised = ir.RefType(view.routes[0].replies[0].payload or "")
    for one in value:
        if not judge.is_valid(one):
            continue
        data = copy.deepcopy(one)
        complete(data, "TReply200", completions(of))
        if not judge.is_valid(data):
            return f"{one} was spoilt: {data}"
        if not conforms(data, promised, types):
            return f"{data} is not what was promised"
    return ""


@pytest.mark.parametrize("name", ALL)
def test_what_was_valid_stays_valid_and_is_what_typescript_promises(name: str) -> None:
    schema, value = ALL[name]

    assert not violated(schema, [value, *values()], five={"type": "integer", "default": 5})


@pytest.mark.parametrize("seed", range(0, 600, 50))
def test_no_random_schema_is_spoilt_or_promised_too_much(seed: int) -> None:
    some = values()
    for number in range(seed, seed + 50):
        shared = schemas(number)
        root = shared.pop("root")
        try:
            found = violated(json.loads(json.dumps(root).replace('"one.', '"../types/one.')), some)
        except ContractError:
            continue
        assert not found, (number, found)


SIZES = {"type": "array", "items": ref("size"), "default": []}


def routes(count: int) -> dict[str, Any]:
    """Contract files of routes that use each other's types in both directions."""
    files: dict[str, Any] = {f"types/{name}.json": data for name, data in SHARED.items()}
    files["types/shape.json"] = {"oneOf": [ref("circle"), ref("square")]}
    for number in range(count):
        payload = {
            "type": "object",
            "properties": {
                "limit": ONE,
                "shape": ref("shape") if number % 3 else TEXT,
                "mode": {"enum": ["x", "y"]},
                "inner": {"type": "object", "properties": {"a": ONE}},
            },
        }
        given = {"type": "object", "properties": {"sizes": SIZES}}
        replies = {"200": {"payload": given if number % 2 else ref("shape")}}
        files[f"routes/r{number}.json"] = call(f"r{number}/do", payload, replies=replies)
    return files


def blocks(contract: ir.Contract) -> dict[str, str]:
    """The declarations of a TypeScript file by name."""
    text = emit(contract, None, "contract.ts")["contract.ts"]
    types = text[: text.index("// -- routes")].split("\n\n")
    return {block.split("export ")[1].split(" ")[1]: block for block in types if "export " in block}


@pytest.mark.parametrize("deleted", [0, 1, 2, 50, 99])
def test_deleting_one_of_a_hundred_routes_changes_no_other_declaration(deleted: int) -> None:
    files = routes(100)
    before = blocks(compiled(files).contract)
    del files[f"routes/r{deleted}.json"]
    after = blocks(compiled(files).contract)

    gone = before.keys() - after.keys()
    assert {name.startswith(f"R{deleted}Do") for name in gone} == {True}
    assert {name: before[name] for name in after if name != "digest"} == {
        name: block for name, block in after.items() if name != "digest"
    }


def test_both_forms_of_a_shared_type_are_there_whoever_uses_it() -> None:
    declared = blocks(compiled(routes(1)).contract)

    assert {"Shape", "ShapeInput", "Circle", "CircleInput"} <= declared.keys()
    assert "ShapeCircle" not in declared


def test_what_only_a_request_uses_has_its_plain_name_and_one_form() -> None:
    declared = blocks(compiled(routes(2)).contract)

    assert "limit?: number;" in declared["R1DoPayload"]
    assert "R1DoPayloadInput" not in declared
    assert "R1DoPayloadOutput" not in declared
    assert "sizes: Size[];" in declared["R1DoReply200"]
    assert "R1DoReply200Input" not in declared


def test_a_request_that_a_reply_refers_to_has_another_name_there() -> None:
    files = {
        "routes/t.json": call(
            "t", SIZE, replies={"200": {"payload": {"$ref": "#/request/payload"}}}
        )
    }
    declared = blocks(compiled(files).contract)

    assert "width?: number;" in declared["TPayload"]
    assert "width: number;" in declared["TPayloadOutput"]
    assert declared["TReply200"].endswith("= TPayloadOutput;")


def test_a_form_called_like_another_file_is_reported_with_both_places() -> None:
    files = {
        "types/size.json": SIZE,
        "types/size-input.json": TEXT,
        "routes/t.json": call("t", ref("size")),
    }
    (problem,) = problems(files)

    assert (problem.file, problem.rule) == ("schema/types/size.json", "name-collision")
    assert "`SizeInput`" in problem.message
    assert "schema/types/size-input.json:1:1" in problem.message


def test_a_form_called_like_a_member_of_its_own_file_says_more() -> None:
    tool = {"type": "object", "properties": {"input": SIZE, "width": ONE}}
    declared = blocks(compiled({"types/tool.json": tool, "routes/t.json": call("t")}).contract)

    assert {"Tool", "ToolInput", "ToolAsInput", "ToolInputInput"} <= declared.keys()


def test_a_type_without_defaults_has_one_form() -> None:
    plain = {"type": "object", "properties": {"a": TEXT}}
    files = {
        "types/plain.json": plain,
        "routes/t.json": call("t", ref("plain"), replies={"200": {"payload": ref("plain")}}),
    }
    contract = compiled(files).contract

    assert "PlainInput" not in blocks(contract)
    assert "COMPLETIONS" not in "".join(emit(contract, "contract", None).values())
