"""What the server sends is what the types of replies promise, to the compiler's satisfaction."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from tests.support import node, type_projects
from tests.support.codegen import call, compiled
from tests.support.default_cases import ALL, SHARED, SURE

from fastapi_observable_socket.routing.completion import complete
from observable_socket_codegen import ir
from observable_socket_codegen.emitters import typescript
from observable_socket_codegen.emitters.completions import completions

compilers = pytest.mark.parametrize("compiler", node.COMPILERS)

ROUTES = {name: f"case{position}" for position, name in enumerate(ALL)}


def contract() -> ir.Contract:
    """Return a contract with a route for each case."""
    files = {f"types/{name}.json": schema for name, schema in SHARED.items()}
    for name, (schema, _) in ALL.items():
        route = call(ROUTES[name], replies={"200": {"payload": schema}})
        files[f"routes/{ROUTES[name]}.json"] = route
    return compiled(files).contract


def sent(name: str, plans: Mapping[str, Any]) -> Any:
    """Return what a reply goes out as."""
    data = copy.deepcopy(ALL[name][1])
    complete(data, f"{ROUTES[name].capitalize()}Reply200", plans)
    return data


@pytest.fixture(scope="module")
def refused(
    node_modules: None, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[node.Compiler, str], set[str]]:
    """By compiler and case: whether what is ``sent``, or what a handler ``gave``, is refused."""
    folder = tmp_path_factory.mktemp("defaults")
    made = contract()
    files = dict(typescript.emit(made, "contract.ts"))
    plans = completions(made)
    for name, route in ROUTES.items():
        reply = f'Extract<Routes["{route}"]["reply"], {{ status: 200 }}>["payload"]'
        lines = [
            'import type { Routes } from "./contract.js";',
            f"export const sent: {reply} = {type_projects.expression(sent(name, plans))};",
            f"export const gave: {reply} = {type_projects.expression(ALL[name][1])};",
        ]
        files[f"{route}.ts"] = "\n".join(lines) + "\n"
    type_projects.write_project(folder, files, type_projects.STRICT)
    errors = type_projects.verdicts(folder)
    return {
        (compiler, name): {
            ("sent", "gave")[error.line - 2] for error in errors.get((compiler, f"{route}.ts"), [])
        }
        for compiler in node.COMPILERS
        for name, route in ROUTES.items()
    }


@compilers
@pytest.mark.parametrize("name", ALL)
def test_what_the_server_sends_compiles(
    name: str, compiler: node.Compiler, refused: Mapping[tuple[node.Compiler, str], set[str]]
) -> None:
    assert "sent" not in refused[compiler, name]


@compilers
@pytest.mark.parametrize("name", ALL)
def test_what_the_server_completes_would_not_compile_without(
    name: str, compiler: node.Compiler, refused: Mapping[tuple[node.Compiler, str], set[str]]
) -> None:
    is_completed = name in SURE and SURE[name][2] != SURE[name][1]

    assert ("gave" in refused[compiler, name]) is is_completed
