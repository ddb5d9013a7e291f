"""Where replies have their defaults: everywhere, except where a member more could do harm."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema_rs
import pytest
from tests.support.codegen import call, compiled, problems
from tests.support.default_cases import ALL, ONE, SHARED, SIZE, SURE, TEXT, UNSURE, ref
from tests.support.default_schemas import conforms, schemas, values

from fastapi_observable_socket.routing.completion import complete
from fastapi_observable_socket.routing.values.judge import standalone
from observable_socket_codegen import ir
from observable_socket_codegen.compiling.pipeline import emit
from observable_socket_codegen.diagnostics import ContractError
from observable_socket_codegen.emitters.completions import completions
from observable_socket_codegen.emitters.typescript.forms import in_forms


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


@pytest.mark.parametrize("name", SURE)
def test_defaults_are_put_in_where_it_does_no_harm(name: str) -> None:
    schema, value, expected = SURE[name]

    assert filled(schema, value) == expected


@pytest.mark.parametrize("name", UNSURE)
def test_nothing_is_put_in_where_it_could_do_harm(name: str) -> None:
    schema, value = UNSURE[name]

    assert filled(schema, value) == value


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

    assert not violated(schema, [value, *values()])


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


def test_a_form_called_like_a_schema_of_a_route_is_reported_with_both_places() -> None:
    files = {
        "types/size.json": SIZE,
        "routes/size.json": call("size", ref("size"), **{"$defs": {"Input": TEXT}}),
    }
    (problem,) = problems(files)

    assert (problem.file, problem.rule) == ("schema/types/size.json", "name-collision")
    assert "`SizeInput`" in problem.message
    assert "schema/routes/size.json" in problem.message


def test_a_form_called_like_another_shared_type_says_more() -> None:
    files = {
        "types/audio.json": SIZE,
        "types/audio-input.json": TEXT,
        "types/audio-as-input.json": TEXT,
        "routes/t.json": call("t", ref("audio")),
    }
    declared = blocks(compiled(files).contract)

    assert "width: number;" in declared["Audio"]
    assert "width?: number;" in declared["AudioAsAsInput"]


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
