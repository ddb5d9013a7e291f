"""The commands ``init`` and ``new``: files to begin with. Nothing is ever overwritten."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.text import Text

from observable_socket_codegen.commands.terminal import from_here, out
from observable_socket_codegen.compiling.pipeline import SERVED
from observable_socket_codegen.config import FILE, TABLE, Config, ConfigError, has_table
from observable_socket_codegen.project.schema_copy import (
    contract_schema,
    reference_from,
    write_copy,
)
from observable_socket_codegen.reading.folder import ROUTES
from observable_socket_codegen.reading.load import load
from observable_socket_codegen.words import listed, meant

_PROJECT = {
    FILE: "pyproject.toml",
    "schema/routes/greetings/say.json": "say.json",
    "app.py": "app.py",
    "test_app.py": "test_app.py",
    "Makefile": "Makefile",
    ".gitignore": "gitignore",
}
"""The files of a new project, by the names of what they are written from."""

_SETTINGS = f'[{TABLE}]\nschema = "schema"\npython = "contract"\ntypescript = "web/contract.ts"\n'


def init_project(folder: Path) -> None:
    """Write the files of a project that runs, those that are there left as they are.

    Args:
        folder: The project; it need not exist.
    """
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{folder} is a file")
    old_settings = (folder / FILE).exists()
    for name, template in _PROJECT.items():
        file = folder / name
        if file.exists():
            _say("kept", file)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_text(template, folder), "utf-8", newline="\n")
        _say("written", file)
    copy = write_copy(folder / "schema")
    if copy is not None:
        _say("written", copy)
    if old_settings and not has_table(folder / FILE):
        out.print(Text(f"\nadd this to {from_here(folder / FILE)}:\n\n{_SETTINGS}"))
    place = "" if folder.resolve() == Path.cwd() else f"cd {from_here(folder)} && "
    out.print(Text(f"\nnext: {place}make test, then make serve"))


def new_route(config: Config, kind: str, route: str) -> None:
    """Write the contract file of a route, ready to be filled in.

    Args:
        config: The project.
        kind: The kind of the route.
        route: Its name on the wire.

    Raises:
        ConfigError: There can be no such route, or there is one already.
    """
    _check_kind(kind)
    rule = contract_schema()["properties"]["route"]
    if not re.fullmatch(rule["pattern"], route, re.ASCII) or len(route) > rule["maxLength"]:
        raise ConfigError(f"`{route}` cannot be a route\n  help: {rule['errorMessage']}")
    file = config.schema / ROUTES / f"{route}.json"
    taken = file if file.exists() else _declared(config, route)
    if taken is not None:
        raise ConfigError(f"{from_here(taken)} is there already\n  help: edit it, or delete it")
    copy = write_copy(config.schema)
    text = json.dumps(_skeleton(route, reference_from(file, config.schema)), indent=2)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{text}\n", "utf-8", newline="\n")
    for written in (file, copy):
        if written is not None:
            _say("written", written)
    out.print("\nnext: say in it what travels, run `observable-socket generate`, write its handler")


def _check_kind(kind: str) -> None:
    kinds: list[str] = contract_schema()["properties"]["kind"]["enum"]
    if kind in SERVED:
        return
    if kind in kinds:
        raise ConfigError(f"routes of kind `{kind}` are not served by this version yet")
    choice = meant(kind, kinds)
    advice = f"did you mean `{choice}`?" if choice else f"there is {listed(SERVED)}"
    raise ConfigError(f"there is no kind `{kind}`\n  help: {advice}")


def _declared(config: Config, route: str) -> Path | None:
    """Return the contract file that declares a route, whatever its name."""
    for document in load(config.schema, config.project).routes:
        if isinstance(document.data, dict) and document.data.get("route") == route:
            return config.schema / document.path
    return None


def _skeleton(route: str, schema: str) -> dict[str, Any]:
    identifier = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
    text = {"type": "string", "maxLength": 200}
    return {
        "$schema": schema,
        "route": route,
        "kind": "call",
        "summary": f"Say in one line what {route} is for",
        "request": {"payload": _object({"id": identifier})},
        "replies": {
            "200": {
                "description": "Say what comes back.",
                "payload": _object({"id": identifier, "text": text}),
            },
            "404": {"description": "Say when; the payload is the protocol's own."},
        },
    }


def _object(members: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _text(template: str, folder: Path) -> str:
    """Return the text of a file of a new project."""
    file = files("observable_socket_codegen") / "templates/init" / f"{template}.txt"
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    text = file.read_text("utf-8")
    return text.replace("@name@", name or "app").replace("@settings@\n", _SETTINGS)


def _say(what: str, file: Path) -> None:
    out.print(Text(f"{what:9} {from_here(file)}"))
