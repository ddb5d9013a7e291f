"""``observable-socket report`` says who decides about values, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.codegen import call
from typer.testing import CliRunner

from observable_socket_codegen.cli import app


def report(project: Path, payload: Any, format_: str = "json") -> str:
    """Return what the command prints about one route."""
    (project / "pyproject.toml").write_text('[tool.observable-socket]\nschema = "schema"\n')
    routes = project / "schema" / "routes"
    routes.mkdir(parents=True)
    (routes / "say.json").write_text(json.dumps(call("say", payload), indent=2))
    arguments = ["report", "--config", str(project / "pyproject.toml"), "--format", format_]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def tagged(*kinds: str) -> Any:
    """Return the schema of objects that say which of some kinds they are."""
    return {"type": "object", "properties": {"kind": {"enum": [*kinds]}}, "required": ["kind"]}


@pytest.mark.parametrize(
    ("payload", "rule", "pointer"),
    [
        ({"type": "string"}, "exact", "/request/payload"),
        (
            {"type": "array", "items": {"type": "integer", "minimum": 1}},
            "exact",
            "/request/payload",
        ),
        ({"type": "string", "javaType": "Name", "_kind": 1}, "exact", "/request/payload"),
        (
            {"type": "string", "enum": ["a", "b"], "additionalProperties": False, "minimum": 1},
            "exact",
            "/request/payload",
        ),
        ({"oneOf": [tagged("a"), tagged("b")]}, "exact", "/request/payload"),
        ({"oneOf": [{"const": "a"}, {"enum": ["b", "c"]}]}, "exact", "/request/payload"),
        ({"oneOf": [{"type": "null"}, tagged("a")]}, "exact", "/request/payload"),
        ({"oneOf": [tagged("a"), tagged("b", "a")]}, "widened", "/request/payload/oneOf"),
        ({"oneOf": [{"const": "a"}, {"enum": ["b", "a"]}]}, "widened", "/request/payload/oneOf"),
        ({"oneOf": [{"type": "number"}, {"type": "integer"}]}, "widened", "/request/payload/oneOf"),
        ({"type": "string", "format": "ipv6"}, "judged", "/request/payload/format"),
        ({"type": "string", "pattern": "^.$"}, "judged", "/request/payload/pattern"),
        (True, "judged", "/request/payload"),
        ({"type": "string", "not": {"const": "a"}}, "widened", "/request/payload/not"),
        ({"enum": [0, 1, "a", None]}, "exact", "/request/payload"),
        ({"allOf": [tagged("a"), {"required": ["kind"]}]}, "exact", "/request/payload"),
        (
            {"allOf": [tagged("a"), {"patternProperties": {"a": True}}]},
            "widened",
            "/request/payload/allOf",
        ),
        ({"enum": [0.5, 1]}, "widened", "/request/payload/enum"),
    ],
)
def test_each_role_is_exact_judged_or_widened(
    payload: Any, rule: str, pointer: str, tmp_path: Path
) -> None:
    findings = json.loads(report(tmp_path, payload))["findings"]
    about_request = [one for one in findings if "request payload" in one["message"]]
    assert [(one["rule"], one["pointer"]) for one in about_request] == [(rule, pointer)]


@pytest.mark.parametrize("format_", ["text", "github"])
def test_the_other_formats_name_route_role_and_reason(format_: str, tmp_path: Path) -> None:
    text = report(tmp_path, {"type": "string", "format": "ipv6"}, format_)
    assert "`say` request payload: the schema decides, because of `format`" in text
