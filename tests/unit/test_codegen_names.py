"""What things are called, and that nothing else decides about it than their place."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from tests.support.codegen import call, compiled, problems

from observable_socket_codegen.compiling import identifiers
from observable_socket_codegen.compiling.pipeline import emit

OBJECT = {"type": "object", "properties": {"x": {"type": "integer"}}}


TYPED = {"type": "object"}


def names(schema: Any, **more: Any) -> set[str]:
    """Return what is declared for a route ``t`` with a payload."""
    contract = compiled({"routes/t.json": call("t", schema, **more)}).contract
    return {declared.name for declared in contract.declarations}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("articles", "Articles"),
        ("publish_at", "PublishAt"),
        ("get-all.items", "GetAllItems"),
        ("userID", "UserID"),
        ("3d", "3d"),
        ("ﬁne", "Fine"),
        ("straße", "Straße"),
        ("日本", "日本"),
        ("a/b", "AB"),
        ("🎈", ""),
        ("__", ""),
    ],
)
def test_pascal_case_keeps_letters_and_digits(text: str, name: str) -> None:
    assert identifiers.pascal(text) == name


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("articles/get", ("articles_get", "ArticlesGet", "Articles", "get")),
        ("admin/users/ban", ("admin_users_ban", "AdminUsersBan", "AdminUsers", "ban")),
        ("ping", ("ping", "Ping", "Root", "ping")),
        ("a-b/c.d", ("a_b_c_d", "ABCD", "AB", "c_d")),
        ("2fa/enable", ("route_2fa_enable", "Route2faEnable", "Route2fa", "enable")),
    ],
)  # fmt: skip
def test_a_route_is_called_by_its_path(path: str, expected: tuple[str, ...]) -> None:
    assert identifiers.of_route(path) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, set()),
        ({**TYPED, "properties": {"author": OBJECT}}, {"Author"}),
        ({"type": "array", "items": OBJECT}, {"Item"}),
        ({**TYPED, "properties": {"tags": {"items": OBJECT}}}, {"TagsItem"}),
        ({**TYPED, "properties": {"s": {"enum": ["a", "b"]}}}, {"S"}),
        ({**TYPED, "properties": {"s": {"const": "a"}}}, set()),
        ({**TYPED, "properties": {"s": {"enum": [True, False]}}}, set()),
        ({**TYPED, "properties": {"free": {"type": "object"}}}, set()),
        ({**TYPED, "properties": {"n": {**OBJECT, "type": ["object", "null"]}}}, {"N"}),
        ({**TYPED, "properties": {"n": {"anyOf": [OBJECT, {"type": "null"}]}}}, {"N"}),
        ({"anyOf": [OBJECT, {"type": "null"}]}, {"Value"}),
        ({"type": "object", "additionalProperties": OBJECT}, {"Value"}),
        ({"type": "object", "patternProperties": {"^a": OBJECT}}, {"AValue"}),
        ({"type": "array", "prefixItems": [OBJECT, OBJECT]}, {"Item1", "Item2"}),
        ({"oneOf": [OBJECT, {**OBJECT, "title": "Big one"}]}, {"Option1", "BigOne"}),
        ({"type": "object", "allOf": [{"properties": {"a": OBJECT}}]}, {"A"}),
        ({"not": {"properties": {"a": OBJECT}}}, set()),
        ({"$defs": {"thing": True}}, {"Thing"}),
        ({**TYPED, "properties": {"a": {"$ref": "#/properties/b"}, "b": True}}, {"B"}),
        ({"type": ["object", "null"], "properties": {"a": {"type": "null"}}}, {"Object"}),
    ],
)  # fmt: skip
def test_a_schema_within_a_schema_is_called_by_its_path(schema: Any, expected: set[str]) -> None:
    assert names(schema) == {"TPayload", *(f"TPayload{name}" for name in expected)}


def test_every_role_of_a_route_has_its_name() -> None:
    route = call("t", {"type": "null"}, **{"$defs": {"D": True}})
    route["request"]["headers"] = {"type": "object"}
    route["replies"] = {
        "200": {"payload": True, "headers": {"type": "object"}},
        "404": {"payload": True},
    }

    contract = compiled({"routes/t.json": route, "types/deep/er-type.json": True}).contract

    assert {declared.name for declared in contract.declarations} == {
        "TPayload", "THeaders", "TReply200", "TReply200Headers", "TReply404", "TD", "DeepErType",
    }  # fmt: skip


def test_a_collision_is_reported_with_both_places() -> None:
    schema = {**TYPED, "properties": {"a-b": OBJECT, "a_b": OBJECT}}

    (found,) = problems({"routes/t.json": call("t", schema)})

    assert found.rule == "name-collision"
    assert found.pointer == "/request/payload/properties/a_b"
    assert "schema/routes/t.json:8:9" in found.message
    assert "TPayloadAB" in found.message


@pytest.mark.parametrize(("first", "second"), [("a/b", "a.b"), ("a-b", "a_b"), ("root/x", "x")])
def test_routes_that_would_be_called_the_same_are_reported(first: str, second: str) -> None:
    (found,) = problems({"routes/1.json": call(first), "routes/2.json": call(second)})

    assert found.rule == "name-collision"
    assert "schema/routes/1.json:2:3" in found.message


def definitions(source: str) -> dict[str, str]:
    """Return what a module or a class defines, by name, as text."""
    found: dict[str, str] = {}
    for statement in ast.parse(source).body:
        match statement:
            case ast.ClassDef(name=name) if name.endswith("Handlers"):
                found |= {
                    f"{name}.{n}": text for n, text in definitions(_inside(statement)).items()
                }
            case ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                found[name] = ast.unparse(statement)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = ast.unparse(statement)
            case _:
                pass
    return found


def _inside(class_: ast.ClassDef) -> str:
    return "\n".join(ast.unparse(statement) for statement in class_.body)


LISTS = {"__all__", "contract", "DEFINITIONS", "GroupHandlers.__routes__"}
"""What names every route, so that it has to change."""


def test_deleting_a_route_changes_no_other_declaration() -> None:
    payload = {**TYPED, "properties": {"o": OBJECT, "t": {"$ref": "/types/t.json"}}}
    files = {f"routes/r{n}.json": call(f"group/r{n}", payload) for n in range(5)}
    files["types/t.json"] = OBJECT
    fewer = {path: data for path, data in files.items() if path != "routes/r2.json"}

    before, after = (emit(compiled(some).contract, "out", "out.ts") for some in (files, fewer))

    for path in [path for path in before if path.endswith(".py")]:
        old, new = definitions(before[path]), definitions(after[path])
        assert {name: text for name, text in old.items() if name in new and name not in LISTS} == {
            name: text for name, text in new.items() if name not in LISTS
        }
    blocks = before["out.ts"].split("\n\n")
    changed = [block for block in after["out.ts"].split("\n\n") if block not in blocks]
    assert [
        block for block in changed if "digest" not in block and "interface Routes" not in block
    ] == []
