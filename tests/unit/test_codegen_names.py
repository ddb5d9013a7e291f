"""What things are called, and that nothing else decides about it than their place."""

from __future__ import annotations

import ast
from random import Random
from typing import Any

import pytest
from tests.support.codegen import call, compiled, problems
from tests.support.crowded_schemas import crowded_definitions, crowded_schema

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


def test_a_collision_of_files_is_reported_with_both_places() -> None:
    payload = {**OBJECT, "required": ["x"]}

    (found,) = problems({"routes/t.json": call("t", payload), "types/t-payload.json": OBJECT})

    assert found.rule == "name-collision"
    assert (found.file, found.pointer) == ("schema/routes/t.json", "/request/payload")
    assert "schema/types/t-payload.json:1:1" in found.message
    assert "TPayload" in found.message


ENUM = {"enum": ["x", "y"]}
CHOICE = {"anyOf": [OBJECT, {"type": "string"}]}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**TYPED, "properties": {"a-b": OBJECT, "a_b": OBJECT}}, {"AHyphenB", "AUnderscoreB"}),
        ({**TYPED, "properties": {"foo-bar": ENUM, "fooBar": ENUM}}, {"FooHyphenBar", "FooBar"}),
        ({**TYPED, "properties": {"fooBar": ENUM, "FooBar": ENUM}}, {"FooBar", "CapitalFooBar"}),
        ({**TYPED, "properties": {"ﬁne": OBJECT, "fine": OBJECT}}, {"UFB01Ne", "Fine"}),
        ({**TYPED, "properties": {"e\u0301": ENUM, "\u00e9": ENUM}}, {"EU0301", "\u00c9"}),
        ({**TYPED, "properties": {"🎈": OBJECT, "✨": OBJECT}}, {"U1F388", "U2728"}),
        ({**TYPED, "properties": {"a": OBJECT}, "$defs": {"a": OBJECT}}, {"A", "AMember"}),
        (
            {**TYPED, "properties": {"a": {**TYPED, "properties": {"b": ENUM}}, "aB": ENUM}},
            {"A", "AB", "ABMember"},
        ),
        (
            {"$defs": {"a": {**TYPED, "properties": {"o": ENUM}}, "aO": ENUM}},
            {"A", "AO", "AOMember"},
        ),
        (
            {**TYPED, "properties": {"a": {"items": {**TYPED, "properties": {"b": ENUM}}},
                                     "aItem": OBJECT}},
            {"AItem", "AItemElement", "AItemElementB"},
        ),
        ({"anyOf": [OBJECT, True], "oneOf": [OBJECT, True]}, {"Option1AnyOf1", "Option1OneOf1"}),
        (
            {"anyOf": [{"anyOf": [OBJECT, ENUM]}, {"oneOf": [OBJECT, ENUM]}]},
            {"Option1Option1", "Option1Option2", "Option2Option1", "Option2Option2"},
        ),
        ({**TYPED, "properties": {"p": CHOICE}, "$defs": {"pOption1": ENUM}},
         {"POption1", "POption1AnyOf1"}),
        (
            {**TYPED, "properties": {"a": {"items": ENUM}, "A": {"items": ENUM}}},
            {"AItem", "CapitalAItem"},
        ),
        (
            {**TYPED, "properties": {"a": {**TYPED, "properties": {"bC": ENUM}},
                                     "aB": {**TYPED, "properties": {"c": ENUM}}}},
            {"A", "AB", "AMemberBCMember", "ABMemberCMember"},
        ),
    ],
)  # fmt: skip
def test_places_of_one_file_never_have_the_same_name(schema: Any, expected: set[str]) -> None:
    assert names(schema) == {"TPayload", *(f"TPayload{name}" for name in expected)}


@pytest.mark.parametrize("seed", range(40))
def test_however_crowded_a_file_is_all_names_differ_and_a_new_member_changes_none(
    seed: int,
) -> None:
    random = Random(seed)
    payload: Any = {
        **TYPED,
        "properties": {"a": crowded_schema(random), "aB": crowded_schema(random)},
    }
    definitions = {"$defs": crowded_definitions(random)}
    payload |= {"$defs": crowded_definitions(random)}
    more = {**payload, "properties": {"unlike": OBJECT, **payload["properties"]}}

    before, after = (
        [declared.name for declared in compiled(files).contract.declarations]
        for files in (
            {"routes/t.json": call("t", schema, **definitions)} for schema in (payload, more)
        )
    )

    assert len(before) == len(set(before))
    assert sorted([*before, "TPayloadUnlike"]) == sorted(after)


@pytest.mark.parametrize("payload", [OBJECT, {"$ref": "#/$defs/Payload"}])
def test_a_definition_may_be_called_like_a_role(payload: Any) -> None:
    definitions = {"Payload": ENUM, "Result": ENUM, "Returns": ENUM}
    contract = compiled({"routes/t.json": call("t", payload, **{"$defs": definitions})}).contract

    found = {declared.name for declared in contract.declarations}
    definition = {"TPayloadDefinition"} if payload == OBJECT else set[str]()
    assert found == {"TPayload", "TResult", "TReturns", *definition}
    assert contract.routes[0].result == "THandlerReturns"


def test_of_two_files_of_one_name_one_collision_is_reported() -> None:
    user = {**TYPED, "properties": {"role": ENUM}}
    files = {"types/user.json": user, "types/User.json": user, "routes/t.json": call("t", True)}

    (found,) = problems(files)

    assert (found.rule, found.pointer) == ("name-collision", "")


def test_a_payload_may_be_the_shared_type_that_is_called_like_it() -> None:
    files = {
        "types/tPayload.json": OBJECT,
        "routes/t.json": call("t", {"$ref": "/types/tPayload.json"}),
    }

    contract = compiled(files).contract

    assert [declared.name for declared in contract.declarations] == ["TPayload"]
    assert contract.declarations[0].source.file == "schema/types/tPayload.json"
    assert contract.routes[0].payload == "TPayload"


def test_a_shared_type_keeps_the_name_that_a_member_would_have() -> None:
    user = {**TYPED, "properties": {"role": ENUM}}
    shared = {"types/user.json": user, "types/user-role.json": ENUM, "types/t-result.json": True}
    payload = {"$ref": "/types/user.json"}

    contract = compiled({**shared, "routes/t.json": call("t", payload)}).contract

    sources = {declared.name: declared.source.file for declared in contract.declarations}
    assert sources == {
        "User": "schema/types/user.json",
        "UserRole": "schema/types/user-role.json",
        "UserRoleMember": "schema/types/user.json",
        "TPayload": "schema/routes/t.json",
        "TResult": "schema/types/t-result.json",
    }
    assert contract.routes[0].result == "TReturns"


def test_a_member_without_a_namesake_renames_nothing() -> None:
    crowded = {"foo-bar": OBJECT, "fooBar": OBJECT, "a": OBJECT}
    schema = {**TYPED, "properties": crowded, "$defs": {"a": OBJECT}}
    more = {**TYPED, "properties": {"new": ENUM, **crowded}, "$defs": {"a": OBJECT}}

    assert names(more) - names(schema) == {"TPayloadNew"}
    assert names(schema) < names(more)


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
