"""What is generated in steps, by any way, is what is generated at once."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.support.codegen import call

from observable_socket_codegen import generate, memory
from observable_socket_codegen.compiling import contributions
from observable_socket_codegen.compiling.pipeline import compile_contract, emit
from observable_socket_codegen.diagnostics import ContractError
from observable_socket_codegen.reading.load import load

Files: TypeAlias = dict[str, Any]


def obj(**members: Any) -> Any:
    return {"type": "object", "properties": members, "additionalProperties": False}


def ref(address: str) -> Any:
    return {"$ref": address}


def start() -> Files:
    """Return a contract with all that may hang together: shared, recursive and aliased types."""
    user = obj(
        name={"type": "string", "$anchor": "name"},
        role=ref("#/$defs/Role"),
        home=obj(town={"type": "string"}),
    )
    user["$defs"] = {"Role": {"enum": ["admin", "reader"]}}
    return {
        "types/user.json": user,
        "types/text.json": {"type": "string", "maxLength": 10},
        "types/alias.json": ref("user.json"),
        "types/tree.json": obj(children={"type": "array", "items": ref("#")}, by=ref("user.json")),
        "types/event.json": {
            "oneOf": [
                obj(kind={"const": "made"}, by=ref("alias.json")),
                obj(kind={"const": "named"}, to=ref("text.json")),
            ]
        },
        "routes/users/get.json": call(
            "users/get",
            obj(id={"type": "integer"}),
            replies={"200": {"payload": ref("/types/user.json")}},
        ),
        "routes/users/put.json": call("users/put", ref("../../types/alias.json")),
        "routes/users/log.json": call(
            "users/log", {"type": "array", "items": ref("/types/event.json")}
        ),
        "routes/trees/cut.json": call("trees/cut", ref("../../types/tree.json"), summary="Cut"),
        "routes/ping.json": call("ping", examples=[{"payload": None}]),
    }  # fmt: skip


# -- changes -----------------------------------------------------------------------------------


def change_a_route(files: Files) -> None:
    limits = files["routes/users/get.json"]["request"]["payload"]["properties"]["id"]
    limits["maximum"] = limits.get("maximum", 0) + 1


def change_words(files: Files) -> None:
    files["routes/trees/cut.json"]["summary"] += "!"


def change_a_shared_type(files: Files) -> None:
    files["types/text.json"]["maxLength"] += 1


def change_a_type_behind_an_alias(files: Files) -> None:
    members = files["types/user.json"]["properties"]
    members[f"more{len(members)}"] = {"type": "boolean"}


def change_what_kind_of_type_it_is(files: Files) -> None:
    text = files["types/text.json"]
    text["format"] = "email" if text.pop("format", "date") == "date" else "date"


def add_a_route(files: Files) -> None:
    name = f"users/new{len(files)}"
    files[f"routes/{name}.json"] = call(name, ref("../../types/text.json"))


def add_a_group(files: Files) -> None:
    name = f"group{len(files)}/call"
    files[f"routes/{name}.json"] = call(name, obj(policy={"type": "string", "default": "Any"}))


def delete_a_route(files: Files) -> None:
    files.pop("routes/users/log.json", None)


def rename_a_route(files: Files) -> None:
    route = files.pop("routes/ping.json", None) or files.pop("routes/pong.json")
    route["route"] = "pong" if route["route"] == "ping" else "ping"
    files[f"routes/{route['route']}.json"] = route


def refer_into_a_type(files: Files) -> None:
    """Give a name to what had none: the types that it stands in change by it."""
    files["routes/deep.json"] = call("deep", ref("../types/event.json#/oneOf/1/properties/to"))


def refer_no_more(files: Files) -> None:
    files.pop("routes/deep.json", None)


def give_an_id(files: Files) -> None:
    """Let references that meant a file mean a schema in another one."""
    files["types/other.json"] = {"$id": "text.json", "type": "integer", "minimum": len(files)}


def give_no_id(files: Files) -> None:
    files.pop("types/other.json", None)


def refer_by_anchor(files: Files) -> None:
    files["routes/home.json"] = call("home", ref("../types/user.json#name"))


def refer_by_anchor_no_more(files: Files) -> None:
    files.pop("routes/home.json", None)


def refer_dynamically(files: Files) -> None:
    files["types/grove.json"] = {"$dynamicAnchor": "n", **obj(next={"$dynamicRef": "#n"})}


def refer_statically(files: Files) -> None:
    files.pop("types/grove.json", None)


def warn(files: Files) -> None:
    files["types/text.json"]["minItems"] = 1
    files["routes/users/notes.txt"] = "not read"


def warn_no_more(files: Files) -> None:
    files["types/text.json"].pop("minItems", None)
    files.pop("routes/users/notes.txt", None)


def hide_a_type(files: Files) -> None:
    files["routes/trees/hide.json"] = call("trees/hide", obj(User=ref("/types/user.json")))


def want_a_name_within_another_type(files: Files) -> None:
    """Take a name that a part of another type has: that is called otherwise then."""
    files["types/user-home.json"] = obj(street={"type": "string"})


def want_no_name_within_another_type(files: Files) -> None:
    files.pop("types/user-home.json", None)


def want_the_name_of_a_result(files: Files) -> None:
    files["types/trees-cut-result.json"] = {"type": "integer"}


def want_no_result(files: Files) -> None:
    files.pop("types/trees-cut-result.json", None)


def share_a_name(files: Files) -> None:
    """Call a type as the payload is called that refers to nothing else."""
    files["types/users-put-payload.json"] = obj(x={"type": "string"})
    files["routes/users/put.json"]["request"]["payload"] = ref("/types/users-put-payload.json")


def refer_to_json_schema(files: Files) -> None:
    address = "https://json-schema.org/draft/2020-12/schema"
    files["routes/meta.json"] = call("meta", ref(address))


def refer_to_json_schema_no_more(files: Files) -> None:
    files.pop("routes/meta.json", None)


def misplace(files: Files) -> None:
    files["get.json"] = {}


def give_a_default(files: Files) -> None:
    """Let a type have two forms: with what the server puts into it, and without."""
    files["types/user.json"]["properties"]["name"]["default"] = "nobody"


def give_no_default(files: Files) -> None:
    files["types/user.json"]["properties"]["name"].pop("default", None)


def answer_with_the_request_of_another_route(files: Files) -> None:
    files["routes/users/get.json"]["request"]["payload"]["properties"]["id"]["default"] = 7
    payload = ref("users/get.json#/request/payload")
    files["routes/mirror.json"] = call("mirror", replies={"200": {"payload": payload}})


def ask_with_the_request_of_another_route(files: Files) -> None:
    files["routes/mirror.json"] = call("mirror", ref("users/get.json#/request/payload"))


def want_the_name_of_a_form(files: Files) -> None:
    files["types/user-input.json"] = {"type": "string"}


def want_no_form(files: Files) -> None:
    files.pop("types/user-input.json", None)


def break_a_schema(files: Files) -> None:
    files["types/text.json"]["type"] = "strings"


def mend_it(files: Files) -> None:
    files["types/text.json"]["type"] = "string"


def break_an_example(files: Files) -> None:
    files["routes/users/put.json"]["examples"] = [{"payload": {"name": 1}}]


def mend_the_example(files: Files) -> None:
    files["routes/users/put.json"].pop("examples", None)


def want_a_taken_name(files: Files) -> None:
    files["types/users-put-payload.json"] = {"type": "string"}


def want_it_no_more(files: Files) -> None:
    files.pop("types/users-put-payload.json", None)


def want_the_name_of_handlers(files: Files) -> None:
    files["types/trees-handlers.json"] = {"type": "string"}


def want_no_handlers(files: Files) -> None:
    files.pop("types/trees-handlers.json", None)


def delete_what_is_needed(files: Files) -> None:
    files.pop("types/alias.json", None)


def bring_it_back(files: Files) -> None:
    files["types/alias.json"] = start()["types/alias.json"]


CHANGES: list[Callable[[Files], None]] = [
    change_a_route, change_words, change_a_shared_type, change_a_type_behind_an_alias,
    change_what_kind_of_type_it_is, add_a_route, add_a_group, delete_a_route, rename_a_route,
    refer_into_a_type, refer_no_more, give_an_id, give_no_id, refer_by_anchor,
    refer_by_anchor_no_more, refer_dynamically, refer_statically, warn, warn_no_more, hide_a_type,
    want_a_name_within_another_type, want_no_name_within_another_type, share_a_name, misplace,
    give_a_default, give_no_default, answer_with_the_request_of_another_route,
    ask_with_the_request_of_another_route, want_the_name_of_a_form, want_no_form,
    want_the_name_of_a_result, want_no_result, refer_to_json_schema, refer_to_json_schema_no_more,
    break_a_schema, mend_it, break_an_example, mend_the_example, want_a_taken_name,
    want_it_no_more, want_the_name_of_handlers, want_no_handlers, delete_what_is_needed,
    bring_it_back,
]  # fmt: skip

MENDED = (
    mend_it, mend_the_example, want_it_no_more, want_no_form, want_no_handlers, bring_it_back,
    refer_by_anchor_no_more, refer_statically, give_no_id, refer_to_json_schema_no_more,
)  # fmt: skip
"""What makes a contract right again, and its files independent of each other."""

# -- both ways ---------------------------------------------------------------------------------


def write(project: Path, files: Files) -> None:
    for file in (project / "schema").rglob("*.*"):
        if file.relative_to(project / "schema").as_posix() not in files:
            file.unlink()
    for path, data in files.items():
        file = project / "schema" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(data if isinstance(data, str) else json.dumps(data))


def at_once(project: Path) -> object:
    try:
        compiled = compile_contract(load(project / "schema", project))
    except ContractError as error:
        return error.diagnostics
    return emit(compiled.contract, "contract", "c.ts"), compiled.warnings


def in_steps(project: Path) -> object:
    try:
        result = generate(project / "schema", project / "contract", project / "c.ts")
    except ContractError as error:
        return error.diagnostics
    files = {file.relative_to(project).as_posix(): file.read_text() for file in result.files}
    return files, result.warnings


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what is remembered."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(memory.VARIABLE, str(folder))
    return folder


@pytest.fixture
def project(tmp_path: Path, kept: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    return folder


@pytest.mark.parametrize("seed", range(3))
def test_what_is_generated_in_steps_is_what_is_generated_at_once(
    project: Path, kept: Path, seed: int
) -> None:
    chance = random.Random(seed)
    files = start()
    write(project, files)
    assert in_steps(project) == at_once(project)

    for change in chance.sample(CHANGES, len(CHANGES)):
        change(files)
        if chance.random() < 0.4:  # or else mistakes hide everything that comes later
            for mend in MENDED:
                mend(files)
        write(project, files)
        if chance.random() < 0.1:
            for file in kept.iterdir():
                file.write_bytes(file.read_bytes()[: chance.randrange(1000)])

        assert in_steps(project) == at_once(project), change.__name__


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """For each time that something was generated, the files that it was generated for."""
    found: list[set[str]] = []
    inner = contributions.contributions

    def counted(compiled: Any, owners: Any, *more: Any) -> Any:
        found.append({Path(path).stem for path in owners.values()})
        return inner(compiled, owners, *more)

    monkeypatch.setattr("observable_socket_codegen.project.changed.contributions", counted)
    return found


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (change_a_route, {"get"}),
        (change_words, {"cut"}),
        (change_a_shared_type, {"text", "event", "log"}),
        (add_a_group, {"call"}),
        (delete_a_route, None),
        (refer_into_a_type, {"deep", "event", "log"}),
        (hide_a_type, {"hide"}),
    ],
)
def test_only_what_depends_on_a_change_is_generated_again(
    project: Path,
    written: list[set[str]],
    change: Callable[[Files], None],
    again: set[str] | None,
) -> None:
    files = start()
    write(project, files)
    in_steps(project)
    written.clear()

    change(files)
    write(project, files)
    in_steps(project)

    assert written == ([] if again is None else [again])


def test_a_digest_put_together_is_that_of_the_contract(project: Path) -> None:
    files = start()
    write(project, files)
    in_steps(project)
    change_a_route(files)
    write(project, files)
    in_steps(project)

    compiled = compile_contract(load(project / "schema", project))

    assert compiled.contract.digest in (project / "contract/routes.py").read_text()
    assert compiled.contract.digest in (project / "c.ts").read_text()
