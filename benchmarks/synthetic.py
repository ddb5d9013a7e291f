"""A synthetic contract of any size, as a large team might have written it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VERBS = (
    "get",
    "list",
    "create",
    "update",
    "delete",
    "search",
    "assign",
    "archive",
    "export",
    "log",
)
"""Each group of routes has these."""

Schema = dict[str, Any]


def write(folder: Path, routes: int) -> None:
    """Write a schema folder with a number of routes: ten to a group, a shared type for each."""
    for number in range(-(-routes // len(VERBS))):
        entity = f"entity{number:03}"
        _write(folder / f"types/{entity}.json", _entity(number))
        for verb in VERBS[: routes - number * len(VERBS)]:
            _write(folder / f"routes/{entity}/{verb}.json", _route(entity, verb, number))
    _write(folder / "types/user.json", _USER)
    _write(folder / "types/money.json", _MONEY)
    _write(folder / "types/event.json", _EVENT)


def write_wide(folder: Path, routes: int) -> None:
    """Write a schema folder in which each route has six types of its own, five of them nested.

    It has more than twice the classes of the other one, and none of them is shared.
    """
    for number in range(routes):
        group, verb = f"group{number // len(VERBS):03}", VERBS[number % len(VERBS)]
        _write(folder / f"routes/{group}/{verb}.json", _wide(f"{group}/{verb}"))


def _write(file: Path, data: Schema) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def _object(members: Schema, *optional: str, **more: Any) -> Schema:
    required = [name for name in members if name not in optional]
    return {
        "type": "object",
        "properties": members,
        "required": required,
        "additionalProperties": False,
        **more,
    }


def _text(most: int = 200) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most}


def _list(items: Schema, most: int = 100) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


_ID = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
_TIME = {"type": "string", "format": "date-time"}
_USER = _object(
    {
        "id": _ID,
        "name": _text(),
        "email": {"type": "string", "format": "email"},
        "role": {"enum": ["admin", "editor", "reader"]},
    },
    "email",
    description="Somebody with an account.",
)
_MONEY = _object(
    {"amount": {"type": "integer"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}
)
_EVENT = {
    "oneOf": [
        _object({"kind": {"const": "created"}, "at": _TIME, "by": {"$ref": "user.json"}}),
        _object({"kind": {"const": "renamed"}, "at": _TIME, "from": _text(), "to": _text()}),
        _object({"kind": {"const": "paid"}, "at": _TIME, "price": {"$ref": "money.json"}}),
    ]
}


def _entity(number: int) -> Schema:
    members: Schema = {
        "id": _ID,
        "title": _text(120),
        "state": {"enum": ["draft", "open", "closed"]},
        "owner": {"$ref": "user.json"},
        "price": {"$ref": "money.json"},
        "note": {"type": ["string", "null"], "maxLength": 500},
        "tags": _list(_text(40), 20),
        "place": _object({"street": _text(), "town": _text(), "zip": _text(12)}, "zip"),
        "updated": _TIME,
    }
    if number:
        # each entity knows the one before it, by tens, as real ones depend on each other
        members["parent"] = {"$ref": f"entity{number // 10:03}.json"}
    return _object(members, "price", "parent", description=f"The entity number {number}.")


def _route(entity: str, verb: str, number: int) -> Schema:
    one = {"$ref": f"../../types/{entity}.json"}
    return {
        "route": f"{entity}/{verb}",
        "kind": "call",
        "summary": f"{verb.capitalize()} {entity}",
        "request": {"payload": _request(verb, number)},
        "replies": {
            "200": {"description": "Done.", "payload": _reply(verb, one)},
            "404": {"description": "There is none."},
            **({"409": {"payload": _object({"message": _text()})}} if verb == "create" else {}),
        },
    }


def _wide(route: str) -> Schema:
    payload = _object(
        {
            "id": _ID,
            "address": _object({"street": _text(), "town": _text()}),
            "person": _object({"name": _text(), "age": {"type": "integer"}}),
            "lines": _list(_object({"item": _text(), "count": {"type": "integer"}})),
        }
    )
    total = _object({"amount": {"type": "integer"}, "currency": _text(3)})
    reply = _object({"done": {"type": "boolean"}, "total": total})
    return {
        "route": route,
        "kind": "call",
        "request": {"payload": payload},
        "replies": {"200": {"payload": reply}},
    }


def _request(verb: str, number: int) -> Schema:
    match verb:
        case "create" | "update":
            return _object(
                {
                    "title": _text(120),
                    "state": {"enum": ["draft", "open"], "default": "draft"},
                    "price": {"$ref": "../../types/money.json"},
                    "place": _object({"street": _text(), "town": _text()}),
                    "lines": _list(_object({"item": _ID, "count": {"type": "integer"}})),
                    "weight": {"type": "number", "minimum": 0, "maximum": 100 + number},
                },
                "state",
                "price",
            )
        case "list" | "search":
            return _object(
                {
                    "filter": _object({"state": {"enum": ["draft", "open"]}, "text": _text()}),
                    "after": {"oneOf": [_ID, _TIME]},
                    "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
                },
                "filter",
                "after",
                "limit",
            )
        case _:
            return _object({"id": _ID, "reason": _text()}, "reason")


def _reply(verb: str, one: Schema) -> Schema:
    match verb:
        case "list" | "search":
            return _object({"items": _list(one), "next": {"type": ["integer", "null"]}})
        case "log":
            return _list({"$ref": "../../types/event.json"})
        case "delete" | "archive":
            return _object({"done": {"type": "boolean"}, "at": _TIME})
        case _:
            return one
