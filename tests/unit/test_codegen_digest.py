"""The digest changes with what may travel, and with nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.support.codegen import call, compiled

FILES: dict[str, Any] = {
    "routes/r.json": call(
        "r",
        {
            "type": "object",
            "properties": {
                "t": {"$ref": "../types/t.json"},
                "description": {"type": "string", "maxLength": 5},
            },
        },
    ),
    "types/t.json": {"type": "string", "minLength": 1},
    "types/unused.json": {"type": "string"},
}


def digest(change: Any = None) -> str:
    files = copy.deepcopy(FILES)
    if change is not None:
        change(files, files["routes/r.json"], files["routes/r.json"]["request"]["payload"])
    return compiled(files).contract.digest


def test_it_names_its_algorithm() -> None:
    assert digest().startswith("sha256:")
    assert len(digest()) == len("sha256:") + 64


@pytest.mark.parametrize(
    "change",
    [
        lambda files, _, __: files["types/t.json"].update(description="d", examples=["x"]),
        lambda _, route, __: route.update(summary="s", tags=["t"], deprecated=True),
        lambda _, route, __: route.update(policy={"timeout": 3}, examples=[{"payload": {}}]),
        lambda _, __, payload: payload.update({"x-own": 1, "$comment": "c"}),
        lambda _, __, payload: payload["properties"]["t"].update(deprecated=True),
        lambda files, _, __: files["types/unused.json"].update(maxLength=3),
        lambda _, route, __: route.update(request=route.pop("request")),
    ],
)  # fmt: skip
def test_wording_does_not_change_it(change: Any) -> None:
    assert digest(change) == digest()


@pytest.mark.parametrize(
    "change",
    [
        lambda files, _, __: files["types/t.json"].update(minLength=2),
        lambda _, route, __: route.update(route="s"),
        lambda _, route, __: route["replies"].update({"404": {}}),
        lambda _, route, __: route["replies"].update({"200": {"payload": True}}),
        lambda _, __, payload: payload.update(required=["t"]),
        lambda _, __, payload: payload["properties"]["t"].update(default="x"),
        lambda _, __, payload: payload["properties"]["description"].update(maxLength=6),
        lambda _, __, payload: payload["properties"].pop("description"),
        lambda files, _, __: files.update({"routes/s.json": call("s")}),
    ],
)
def test_what_may_travel_changes_it(change: Any) -> None:
    assert digest(change) != digest()
