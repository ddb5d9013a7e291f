"""The protocol as data: complete, consistent, and what the generated files say."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from tests.support.conformance import PROTOCOL, load_cases

from fastapi_observable_socket._generated.close_codes import RETRYABLE, CloseCode
from fastapi_observable_socket._generated.constants import RESERVED_ROUTES, ErrorCode
from fastapi_observable_socket._generated.limits import Limits
from fastapi_observable_socket._generated.status import IMPLICIT_STATUSES, Status
from observable_socket_codegen.protocol import writing as generator

ROOT = PROTOCOL.parents[1]

STATUSES_OF_1_1_1 = {
    "OK": 200,
    "CREATED": 201,
    "ACCEPTED": 202,
    "NO_CONTENT": 204,
    "BAD_REQUEST": 400,
    "UNAUTHORIZED": 401,
    "PENDING": 402,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "NOT_ACCEPTABLE": 406,
    "REQUEST_TIMEOUT": 408,
    "CONFLICT": 409,
    "GONE": 410,
    "LENGTH_REQUIRED": 411,
    "PRECONDITION_FAILED": 412,
    "PAYLOAD_TOO_LARGE": 413,
    "URI_TOO_LONG": 414,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "RANGE_NOT_SATISFIABLE": 416,
    "EXPECTATION_FAILED": 417,
    "TOO_MANY_REQUESTS": 429,
    "INTERNAL_SERVER_ERROR": 500,
    "NOT_IMPLEMENTED": 501,
    "BAD_GATEWAY": 502,
    "SERVICE_UNAVAILABLE": 503,
    "GATEWAY_TIMEOUT": 504,
    "HTTP_VERSION_NOT_SUPPORTED": 505,
}

RULES_WITHOUT_CASE = {
    "R4.6": "a server asks nothing yet",
    "R6.1": "about contracts",
    "R6.2": "about servers that serve less than ours",
    "R8.3": "needs a contract, and the conformance routes have none",
    "R8.4": "needs a contract",
    "R8.6": "a permission",
    "R9.5": "needs as many frames as the limit; shown by the tests of the session",
    "R9.6": "needs a peer that does not read; shown by the tests of slow readers",
    "R9.7": "needs policies, and the conformance routes have none",
    "R10.1": "about clients",
    "R10.4": "needs a server that shuts down; shown by the tests of the drain",
    "R10.5": "a permission",
    "R10.6": "about the handshake; shown by the tests of origins",
}
SECTIONS_WITH_CASES = range(2, 11)


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


SCHEMAS = {path.name: read(path) for path in sorted(PROTOCOL.rglob("*.schema.json"))}
VALID = sorted((PROTOCOL / "examples/valid").glob("*.json"))
INVALID = sorted((PROTOCOL / "examples/invalid").glob("*.json"))


# -- data --------------------------------------------------------------------------------------


def test_the_statuses_are_those_of_1_1_1_and_two_more() -> None:
    statuses = {status.name: status.value for status in Status}
    assert statuses == {
        **STATUSES_OF_1_1_1,
        "PARTIAL_CONTENT": 206,
        "CLIENT_CLOSED_REQUEST": 499,
    }


def test_implicit_statuses_are_what_the_protocol_itself_may_answer() -> None:
    assert set(IMPLICIT_STATUSES) == {400, 401, 403, 404, 408, 409, 413, 429, 499, 500, 503}


def test_a_status_is_written_as_its_number() -> None:
    assert json.dumps(Status.OK) == "200"


@pytest.mark.parametrize(
    ("file", "member", "keys"),
    [
        ("status.json", "statuses", ("code", "name")),
        ("close-codes.json", "closeCodes", ("code", "name")),
        ("limits.json", "limits", ("name",)),
        ("error-codes.json", "errorCodes", ("code",)),
        ("protocol.json", "reservedRoutes", ("name",)),
    ],
)
def test_no_name_and_no_number_is_there_twice(
    file: str, member: str, keys: tuple[str, ...]
) -> None:
    entries = read(PROTOCOL / file)[member]
    for key in keys:
        values = [entry[key] for entry in entries]
        assert len(values) == len(set(values))
    assert all(entry["description"].endswith(".") for entry in entries)


def test_a_client_does_not_come_back_where_it_would_be_refused_again() -> None:
    assert CloseCode.POLICY_VIOLATION not in RETRYABLE
    assert {CloseCode.SERVICE_RESTART, CloseCode.ABNORMAL_CLOSURE} < RETRYABLE


def test_the_limits_are_positive_and_have_the_types_of_their_units() -> None:
    units = {limit["name"]: limit["unit"] for limit in read(PROTOCOL / "limits.json")["limits"]}
    for field in fields(Limits):
        value = getattr(Limits(), field.name)
        assert value > 0
        assert isinstance(value, float if units[field.name] == "seconds" else int)


def test_the_error_codes_do_not_hide_json_schema_keywords() -> None:
    keywords = {
        keyword
        for name in ("applicator", "validation", "unevaluated", "core")
        for keyword in _vocabulary(name)
    }
    assert keywords.isdisjoint(ErrorCode)


def _vocabulary(name: str) -> Iterator[str]:
    schema = Draft202012Validator.META_SCHEMA
    registry = Draft202012Validator({})._resolver  # type: ignore[attr-defined]
    found = registry.lookup(f"{schema['$id'].removesuffix('schema')}meta/{name}")
    yield from found.contents["properties"]


def test_reserved_routes_are_upper_case_and_no_contract_route() -> None:
    route = Draft202012Validator(SCHEMAS["contract.schema.json"]["properties"]["route"])
    for name in RESERVED_ROUTES:
        assert name == name.upper()
        assert not route.is_valid(name)


# -- schemas and examples ----------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_a_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name != "case.schema.json"])
def test_every_member_is_described(name: str) -> None:
    schema = SCHEMAS[name]
    for part in (schema, *schema.get("$defs", {}).values()):
        if "description" not in part:
            continue  # a condition, not an object of its own
        for member in part.get("properties", {}).values():
            described = member if "description" in member else _target(schema, member)
            assert described["description"]
            if name == "contract.schema.json" and part["title"] != "JSON Schema":
                assert described["title"]  # keywords of JSON Schema are called what they are


def _target(schema: Any, member: Any) -> Any:
    return schema["$defs"][member["$ref"].removeprefix("#/$defs/")]


def test_limits_that_schemas_mention_exist() -> None:
    names = {field.name for field in fields(Limits)}
    mentioned = {
        member["x-limit"]
        for schema in SCHEMAS.values()
        for member in schema.get("properties", {}).values()
        if "x-limit" in member
    }
    assert mentioned == {"uuid_length", "route_length", "headers_count"}
    assert mentioned < names


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_fits_its_schema(path: Path) -> None:
    assert findings(read(path)) == set()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_is_reported_where_it_says(path: Path) -> None:
    example = read(path)
    expected = {(error["pointer"], error["code"]) for error in example["errors"]}
    found = findings(example)
    assert expected
    assert expected <= found
    assert {pointer for pointer, _ in found} == {pointer for pointer, _ in expected}


def test_every_schema_and_every_kind_has_valid_and_invalid_examples() -> None:
    for paths in (VALID, INVALID):
        examples = [read(path) for path in paths]
        assert {example["schema"] for example in examples} == SCHEMAS.keys() - {"case.schema.json"}
        kinds = {example["instance"].get("kind") for example in examples}
        assert kinds >= {"call", "stream", "topic", "push", "ask"}


@pytest.mark.parametrize("member", ["request", "replies", "policy", "item", "history", "payload"])
def test_a_contract_file_may_be_extended_by_x_members_only(member: str) -> None:
    example = read(PROTOCOL / "examples/valid/contract-call.json")
    target = example["instance"].get(member, example["instance"])
    if member in ("item", "history", "payload"):
        target = example["instance"]
    target["x-note"] = {"anything": 1}
    assert findings(example) == set()
    target["note"] = 1
    assert findings(example) != set()


def findings(example: Any) -> set[tuple[str, str]]:
    """What a schema finds in an example, by pointer and code as in R8.2 and R8.3."""
    schema = SCHEMAS[example["schema"]]
    instance = without_aliases(schema, example["instance"])
    return {
        finding
        for error in Draft202012Validator(schema).iter_errors(instance)
        for finding in _located(error)
    }


def without_aliases(schema: Any, instance: Any) -> Any:
    """The frame with aliases in place of absent members (R3.2)."""
    renamed = dict(instance)
    for name, member in schema.get("properties", {}).items():
        for alias in member.get("x-aliases", ()) if isinstance(member, dict) else ():
            if alias in renamed:
                renamed.setdefault(name, renamed.pop(alias))
    return renamed


def _located(error: ValidationError) -> Iterator[tuple[str, str]]:
    pointer = "".join(f"/{step}" for step in error.absolute_path)
    code = str(error.validator)
    schema: Any = error.schema
    instance: Any = error.instance
    if code == "required":
        names = [name for name in schema["required"] if name not in instance]
        yield from ((f"{pointer}/{name}", code) for name in names)
    elif code == "additionalProperties":
        for name in instance:
            patterns = schema.get("patternProperties", {})
            if name not in schema.get("properties", {}) and not any(
                re.search(p, name) for p in patterns
            ):
                yield f"{pointer}/{name}", code
    else:
        yield pointer, code


# -- rules and cases ---------------------------------------------------------------------------


def rules() -> dict[str, str]:
    """The rules of PROTOCOL.md by number."""
    text = (PROTOCOL / "PROTOCOL.md").read_text("utf-8")
    found = re.findall(r"^- \*\*(R\d+\.\d+)\*\* (.+?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(found) == len(dict(found))
    return dict(found)


def test_rules_are_numbered_in_order() -> None:
    numbers = [tuple(map(int, rule[1:].split("."))) for rule in rules()]
    assert numbers == sorted(numbers)
    for section in {section for section, _ in numbers}:
        within = [number for one, number in numbers if one == section]
        assert within == list(range(1, len(within) + 1))


def test_rules_refer_to_rules_that_exist() -> None:
    text = (PROTOCOL / "PROTOCOL.md").read_text("utf-8")
    assert set(re.findall(r"R\d+\.\d+", text)) == rules().keys()


def test_cases_cite_rules_that_exist() -> None:
    cited = {rule for case in load_cases() for rule in case.rules}
    assert cited <= rules().keys()


def test_every_rule_about_frames_is_shown_by_a_case() -> None:
    cited = {rule for case in load_cases() for rule in case.rules}
    expected = {
        rule
        for rule, text in rules().items()
        if int(rule[1:].split(".")[0]) in SECTIONS_WITH_CASES and "**later**" not in text
    }
    assert expected - cited == RULES_WITHOUT_CASE.keys()


def test_the_cases_fit_their_schema_and_have_names_of_their_own() -> None:
    validator = Draft202012Validator(SCHEMAS["case.schema.json"])
    for path in (PROTOCOL / "conformance").glob("*.json"):
        if path.name in SCHEMAS:
            continue
        validator.validate(read(path))
    names = [case.id for case in load_cases()]
    assert len(names) == len(set(names))


# -- generated files ---------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROTOCOL, tmp_path / "schema/protocol")
    (tmp_path / generator.FORMATS).parent.mkdir(parents=True)
    shutil.copy(ROOT / generator.FORMATS, tmp_path / generator.FORMATS)
    return tmp_path


def test_the_generated_files_are_what_the_protocol_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert generator.main(["--check", "--root", str(ROOT)]) == 0, capsys.readouterr().err


def test_generating_twice_gives_the_same_bytes() -> None:
    protocol = generator.load(PROTOCOL)
    assert generator.generate(protocol) == generator.generate(protocol)


def test_generating_writes_every_file_and_then_leaves_it_alone(project: Path) -> None:
    assert generator.main(["--root", str(project)]) == 0
    written = {path: path.stat().st_mtime_ns for path in project.rglob("*") if path.is_file()}
    assert generator.main(["--root", str(project)]) == 0
    assert {path: path.stat().st_mtime_ns for path in written} == written
    assert generator.main(["--check", "--root", str(project)]) == 0


def test_check_names_each_stale_file_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator.main(["--root", str(project)])
    status = project / "schema/protocol/status.json"
    changed = read(status)
    changed["statuses"][0]["description"] = "All is well."
    status.write_text(json.dumps(changed), "utf-8")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}

    assert generator.main(["--check", "--root", str(project)]) == 1

    named = [line.split(":")[0] for line in capsys.readouterr().err.splitlines()]
    assert named == [
        "src/fastapi_observable_socket/_generated/status.py",
        "clients/typescript/src/protocol.ts",
        "schema/protocol/PROTOCOL.md",
    ]
    assert {path: path.read_bytes() for path in before} == before


def test_the_generator_carries_the_contract_schema_with_it() -> None:
    copy = Path(generator.__file__).parents[1] / "_generated/contract.schema.json"
    assert copy.read_bytes() == (PROTOCOL / "contract.schema.json").read_bytes()
