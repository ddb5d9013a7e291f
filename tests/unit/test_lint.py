"""What the linter finds: each rule on a contract that breaks it and on one that does not."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.versions import sources

from observable_socket_codegen.checking.understanding import understand
from observable_socket_codegen.compiling.pipeline import compile_contract
from observable_socket_codegen.config import Config
from observable_socket_codegen.diagnostics import Diagnostic, ordered
from observable_socket_codegen.lint.command import RULES, find_lint, lint
from observable_socket_codegen.rules import RuleSettings
from observable_socket_codegen.rules_page import pages

ROOT = Path(__file__).resolve().parents[2]

CLEAN: dict[str, Any] = {
    "route": "things/do",
    "kind": "call",
    "summary": "Do it",
    "request": {
        "payload": {
            "type": "object",
            "properties": {"it": {"description": "What.", "type": "string", "maxLength": 9}},
            "additionalProperties": False,
        }
    },
    "replies": {"200": {"description": "Done.", "payload": {"type": "boolean"}}},
    "examples": [{"payload": {"it": "now"}, "reply": True}],
}


def described(schema: Any) -> Any:
    return {"description": "Something.", **schema} if isinstance(schema, dict) else schema


def with_member(schema: Any, *, name: str = "it", required: bool = False) -> dict[str, Any]:
    """Return the clean contract with another member in what clients send."""
    route = copy.deepcopy(CLEAN)
    payload = route["request"]["payload"]
    payload["properties"] = {name: described(schema)}
    payload["required"] = [name] if required else []
    del route["examples"]
    return {**route, "x-lint-ignore": {"missing-example": "short"}}


def with_condition(keywords: dict[str, Any]) -> dict[str, Any]:
    """Return the clean contract with a condition on what clients send."""
    route = copy.deepcopy(CLEAN)
    condition = {"if": {"properties": {"it": {"const": "now"}}}} if "then" in keywords else {}
    route["request"]["payload"] |= condition | keywords
    return route


def with_reply(schema: Any) -> dict[str, Any]:
    """Return the clean contract with another reply."""
    route = {**CLEAN, "replies": {"200": {"description": "Done.", "payload": schema}}}
    del route["examples"]
    return {**route, "x-lint-ignore": {"missing-example": "short"}}


def without(member: str, **others: Any) -> dict[str, Any]:
    return {name: value for name, value in CLEAN.items() if name != member} | others


def found(*routes: dict[str, Any], **types: Any) -> list[Diagnostic]:
    files = {f"routes/{route['route']}.json": route for route in routes}
    files |= {f"types/{name}.json": schema for name, schema in types.items()}
    return list(ordered(RuleSettings(RULES).applied(lint(understand(sources(files))))))


def rules(*routes: dict[str, Any], **types: Any) -> set[str]:
    return {finding.rule for finding in found(*routes, **types)}


def tagged(*tags: str, as_enum: bool = False) -> list[Any]:
    """Return an object for each tag, or one that may have any of them."""
    kinds = [{"enum": list(tags)}] if as_enum else [{"const": tag} for tag in tags]
    return [
        {
            "type": "object",
            "properties": {"kind": {"description": "Which.", **kind}},
            "required": ["kind"],
            "additionalProperties": False,
        }
        for kind in kinds
    ]


BREACHES = {
    "undescribed-route": without("summary"),
    "undescribed-reply": without("replies", replies={"200": {"payload": {"type": "boolean"}}}),
    "undescribed-member": with_member({"type": "boolean", "description": ""}),
    "missing-example": without("examples"),
    "unexplained-deprecation": with_member(
        {"type": "boolean", "description": "", "deprecated": True}
    ),
    "unbounded-string": with_member({"type": "string", "pattern": "^a+$"}),
    "unbounded-array": with_member({"type": "array", "items": {"type": "boolean"}}),
    "unbounded-map": with_member({"type": "object", "additionalProperties": {"type": "boolean"}}),
    "open-object": with_member({"type": "object", "maxProperties": 3}),
    "unsafe-integer": with_member({"type": "integer", "minimum": 0, "maximum": 2**53}),
    "untyped": with_member({}),
    "mixed-enum": with_member({"enum": ["a", 1]}),
    "repeated-choice": with_member({"enum": [1, 1.0]}),
    "optional-nullable": with_member({"type": ["boolean", "null"]}),
    "untagged-union": with_member({"oneOf": tagged("a", "a")}),
    "required-default": with_member({"type": "boolean", "default": True}, required=True),
    "impossible": with_member({"type": "string", "maxLength": 2, "minLength": 3}),
    "unknown-format": with_member({"type": "string", "maxLength": 9, "format": "money"}),
    "unanchored-pattern": with_member({"type": "string", "maxLength": 9, "pattern": "^a|b$"}),
    "slow-pattern": with_member({"type": "string", "maxLength": 99, "pattern": "^(a|a)*$"}),
    "ungrouped-route": {**CLEAN, "route": "do"},
    "idempotent-reply": without(
        "replies",
        policy={"idempotent": True},
        replies={"201": {"description": "Done.", "payload": {"type": "boolean"}}},
    ),
    "unused-definition": {**CLEAN, "$defs": {"Spare": {"type": "boolean"}}},
    "bad-ignore": {**CLEAN, "x-lint-ignore": {"open-object": " "}},
    "unused-ignore": {**CLEAN, "x-lint-ignore": {"open-object": "not needed"}},
}


@pytest.mark.parametrize("rule", BREACHES)
def test_a_rule_finds_its_breach_at_a_place_with_advice(rule: str) -> None:
    findings = [finding for finding in found(BREACHES[rule]) if finding.rule == rule]
    assert findings
    assert all(finding.line and finding.help for finding in findings)


@pytest.mark.parametrize(
    "route",
    [
        CLEAN,
        with_member({"enum": ["a", "b"]}),
        with_member({"type": "string", "format": "uuid"}),
        with_member({"type": "string", "pattern": "^[a-z]{3}$"}),
        with_member({"type": "string", "maxLength": 99, "pattern": "^[a-z]+(-[a-z]+)*$"}),
        with_member({"type": "string", "maxLength": 99, "pattern": "^(a|b)$"}),
        with_member({"type": "array", "prefixItems": [{"type": "boolean"}], "items": False}),
        with_member({"type": "integer", "minimum": 0, "exclusiveMaximum": 2**53}),
        with_member({"type": "integer", "exclusiveMinimum": -(2**53), "maximum": 0.5}),
        with_member({"const": 2**60, "x-integer": "number"}),
        with_member({"type": "string", "format": "date-time"}),
        with_member({"type": "array", "items": True, "maxItems": 3}),
        with_member({"oneOf": [*tagged("a"), *tagged("b", "c", as_enum=True)]}),
        with_condition({"then": {"properties": {"it": {"minLength": 2}}}}),
        with_condition({"anyOf": [{"properties": {"it": {"minLength": 1}}}, True]}),
        with_member({"type": "integer", "x-integer": "number"}),
        with_member({"type": "number"}),
        with_member(True),
        with_member({"enum": ["a", None]}, required=True),
        with_member({"type": ["boolean", "null"]}, required=True),
        with_member({"oneOf": tagged("a", "b")}),
        with_member({"allOf": [{"type": "object"}], "unevaluatedProperties": False}),
        with_member({"type": "object", "additionalProperties": True}),
        with_reply({"type": "string"}),
        with_reply({"type": "array", "items": {"type": "boolean"}}),
        with_reply({"type": "object", "properties": {}}),
        {
            **CLEAN,
            "$defs": {"It": {"$ref": "#/request/payload"}},
            "x-lint-ignore": {"unused-definition": "shows the name"},
        },
    ],
)
def test_what_is_in_order_is_not_reported(route: dict[str, Any]) -> None:
    assert rules(route) == set()


@pytest.mark.parametrize(
    ("schema", "rule"),
    [
        ({"type": "array", "maxItems": 3}, "untyped"),
        ({"const": 2**53}, "unsafe-integer"),
        ({"enum": [1, -(2**60)]}, "unsafe-integer"),
        ({"type": "integer", "minimum": 0, "exclusiveMaximum": 2**53 + 1}, "unsafe-integer"),
        ({"oneOf": [*tagged("a"), *tagged("b", "a", as_enum=True)]}, "untagged-union"),
    ],
)
def test_what_is_nearly_in_order_is_reported(schema: dict[str, Any], rule: str) -> None:
    assert rules(with_member(schema)) == {rule}


def test_a_member_is_declared_once_whatever_conditions_say_of_it() -> None:
    route = with_condition({"then": {"properties": {"other": {"maxLength": 2}}}})

    assert rules(route) == {"undescribed-member", "untyped"}


def test_every_rule_is_tried() -> None:
    elsewhere = {
        *("undescribed-type", "unused-type", "misplaced-route", "route-style", "member-style"),
    }
    assert RULES.keys() - BREACHES.keys() == elsewhere


def test_shared_types_are_described_and_used() -> None:
    assert rules(CLEAN, spare={"type": "boolean"}) == {"undescribed-type", "unused-type"}
    route = with_reply({"$ref": "../../types/spare.json"})
    assert rules(route, spare={"type": "boolean", "description": "Yes or no."}) == set()


def test_a_shared_type_may_be_bounded_where_it_is_used() -> None:
    free = {"type": "string", "description": "Any text."}
    bounded = with_member({"$ref": "../../types/free.json", "maxLength": 5})
    assert rules(bounded, free=free) == set()
    unbounded = with_member({"$ref": "../../types/free.json"})
    places = [f.file for f in found(unbounded, free=free) if f.rule == "unbounded-string"]
    assert places == ["schema/types/free.json"]


def test_a_file_is_called_like_its_route() -> None:
    files = sources({"routes/things/make.json": CLEAN})
    (finding,) = (diagnostic for _, diagnostic in lint(understand(files)))
    assert finding.rule == "misplaced-route"
    assert "routes/things/do.json" in finding.help


def test_patterns_of_names_are_looked_at_for_speed() -> None:
    names = {"type": "object", "patternProperties": {"^(a+)+$": {"type": "boolean"}}}
    (finding,) = found(with_reply({**names, "additionalProperties": False}))
    assert finding.rule == "slow-pattern"
    assert finding.pointer.endswith("/patternProperties/^(a+)+$")


@pytest.mark.parametrize(
    ("pattern", "is_slow"),
    [
        ("^(a+)+$", True),
        ("^(a*)*$", True),
        ("^(a|a)*$", True),
        ("^(a|ab|b)*$", True),
        ("^([a-z]+ ?)+$", True),
        ("^(.*,)*$", True),
        ("^(a?){30}$", False),
        ("^[a-z]+(-[a-z]+)*$", False),
        ("^([a-z]+,)*$", False),
        ("^(a|b)*$", False),
        ("^(ab|a)*$", False),
        ("^a*a*$", False),
        ("^(?=a)(a+)+$", False),
    ],
)
def test_a_pattern_is_slow_if_a_repeated_text_can_be_read_in_two_ways(
    pattern: str, is_slow: bool
) -> None:
    route = with_reply({"type": "string", "pattern": pattern})
    assert ("slow-pattern" in rules(route)) is is_slow


def test_names_keep_to_the_style_of_most() -> None:
    members = {
        name: {"description": "Something.", "type": "boolean"}
        for name in ("first_name", "last_name", "nickName", "age")
    }
    route = with_member({"type": "boolean"})
    route["request"]["payload"]["properties"] = members
    (finding,) = found(route)
    assert (finding.rule, finding.pointer) == (
        "member-style",
        "/request/payload/properties/nickName",
    )
    others = [{**CLEAN, "route": f"things/{name}"} for name in ("do-it", "do-that", "do_more")]
    (finding,) = found(*others)
    assert (finding.rule, finding.file) == ("route-style", "schema/routes/things/do_more.json")


def test_what_the_server_asks_may_be_unbounded_but_answers_may_not() -> None:
    text = {"type": "string"}
    route = {
        **without("request"),
        "kind": "ask",
        "request": {"payload": text},
        "replies": {"200": {"description": "The answer.", "payload": text}},
        "examples": [{"payload": "a", "reply": "b"}],
    }
    (finding,) = found(route)
    assert (finding.rule, finding.pointer) == ("unbounded-string", "/replies/200/payload")


def test_headers_are_open_by_nature() -> None:
    route = copy.deepcopy(CLEAN)
    route["request"]["headers"] = {"type": "object", "properties": {}}
    assert rules(route) == set()


def test_a_place_is_exempt_with_all_that_stands_within() -> None:
    route = with_member({"type": "array", "items": {"type": "string"}})
    assert rules(route) == {"unbounded-array", "unbounded-string"}
    route["request"]["x-lint-ignore"] = {"unbounded-array": "why", "unbounded-string": "why"}
    assert rules(route) == set()


def test_an_unknown_rule_in_an_exemption_is_named_with_the_one_that_was_meant() -> None:
    (finding,) = found({**CLEAN, "x-lint-ignore": {"unbounded-strings": "why"}})
    assert finding.rule == "bad-ignore"
    assert finding.help == "did you mean `unbounded-string`?"


def test_exemptions_go_no_further_than_the_linter() -> None:
    route = with_member({"type": "string", "x-lint-ignore": {"unbounded-string": "why"}})
    assert rules(route) == set()
    contract = compile_contract(sources({"routes/things/do.json": route})).contract
    assert "x-lint-ignore" not in json.dumps([d.schema for d in contract.declarations])


def test_the_contract_of_the_example_is_in_order() -> None:
    assert find_lint(Config(project=ROOT, schema=ROOT / "schema")) == ()


@pytest.mark.parametrize("file", pages())
def test_the_pages_of_rules_are_up_to_date(file: Path) -> None:
    assert file.read_text("utf-8") == pages()[file], (
        "run python -m observable_socket_codegen.rules_page"
    )
