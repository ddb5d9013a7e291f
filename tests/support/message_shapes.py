"""Messages as protocols of editors, debuggers, agents, markets and machines have them.

Each is written for this project after the habits of such protocols: names with dots, dollars and
underscores, bases that are merged with ``allOf``, unions that share members, calls by position.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Shape:
    """A message with instances that it accepts; mutations of these make the others."""

    name: str
    schema: dict[str, Any]
    accepted: tuple[Any, ...]


def _closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}

DEBUGGER = Shape(
    "debugger",
    {
        "$defs": {
            "Message": {
                "type": "object",
                "title": "Base of all messages",
                "properties": {
                    "seq": {"type": "integer"},
                    "type": {"type": "string", "_enum": ["request", "event"]},
                },
                "required": ["seq", "type"],
            },
            "Request": {
                "allOf": [
                    {"$ref": "#/$defs/Message"},
                    {
                        "type": "object",
                        "properties": {
                            "type": {"type": "string", "enum": ["request"]},
                            "command": TEXT,
                            "arguments": {
                                "type": [
                                    "array",
                                    "boolean",
                                    "integer",
                                    "null",
                                    "number",
                                    "object",
                                    "string",
                                ]
                            },
                        },
                        "required": ["type", "command"],
                    },
                ]
            },
            "Source": {
                "type": "object",
                "properties": {
                    "path": TEXT,
                    "presentationHint": {"enum": ["normal", "deemphasize"], "type": "string"},
                    "sources": {"type": "array", "items": {"$ref": "#/$defs/Source"}},
                    "adapterData": {"type": ["array", "object", "null", "string", "number"]},
                },
            },
            "Arguments": {
                "type": "object",
                "properties": {
                    "source": {"$ref": "#/$defs/Source"},
                    "lines": {"type": "array", "items": {"type": "integer"}},
                    "sourceModified": {"type": "boolean"},
                },
                "required": ["source"],
            },
        },
        "allOf": [
            {"$ref": "#/$defs/Request"},
            {
                "type": "object",
                "properties": {
                    "command": {"type": "string", "enum": ["setBreakpoints"]},
                    "arguments": {"$ref": "#/$defs/Arguments"},
                },
                "required": ["command", "arguments"],
            },
        ],
    },
    (
        {"seq": 1, "type": "request", "command": "setBreakpoints", "arguments": {"source": {}}},
        {
            "seq": 2,
            "type": "request",
            "command": "setBreakpoints",
            "arguments": {
                "source": {"path": "a.py", "sources": [{"adapterData": [1.5]}], "x": None},
                "lines": [1, 2],
                "sourceModified": False,
            },
        },
    ),
)

EDITOR = Shape(
    "editor",
    {
        "$defs": {
            "Position": {
                "type": "object",
                "properties": {"line": COUNT, "character": COUNT},
                "required": ["line", "character"],
            },
            "Range": {
                "type": "object",
                "properties": {
                    "start": {"$ref": "#/$defs/Position"},
                    "end": {"$ref": "#/$defs/Position"},
                },
                "required": ["start", "end"],
            },
            "Location": {
                "type": "object",
                "properties": {"uri": TEXT, "range": {"$ref": "#/$defs/Range"}},
                "required": ["uri", "range"],
            },
            "LocationUriOnly": {
                "type": "object",
                "properties": {"uri": TEXT},
                "required": ["uri"],
            },
            "Any": {
                "anyOf": [
                    {"type": "object", "additionalProperties": {"$ref": "#/$defs/Any"}},
                    {"type": "array", "items": {"$ref": "#/$defs/Any"}},
                    {"type": ["string", "integer", "number", "boolean", "null"]},
                ]
            },
        },
        "type": "object",
        "properties": {
            "name": TEXT,
            "kind": {"type": "integer", "enum": [1, 2, 3]},
            "location": {
                "anyOf": [{"$ref": "#/$defs/Location"}, {"$ref": "#/$defs/LocationUriOnly"}]
            },
            "workDoneToken": {"anyOf": [COUNT, TEXT]},
            "change": {
                "anyOf": [
                    {"type": "boolean"},
                    {"type": "object", "properties": {"kind": {"const": 1}, "full": COUNT}},
                    {"type": "object", "properties": {"kind": {"enum": [True, "all"]}}},
                ]
            },
            "data": {"$ref": "#/$defs/Any"},
        },
        "required": ["name", "kind", "location"],
    },
    (
        {"name": "f", "kind": 2, "location": {"uri": "file:///a"}},
        {
            "name": "",
            "kind": 1,
            "location": {
                "uri": "file:///a",
                "range": {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 2}},
            },
            "workDoneToken": "1",
            "change": {"kind": 1, "full": 7},
            "data": {"a": [1, "b", None, {"c": True}]},
        },
        {"name": "g", "kind": 3, "location": {"uri": ""}, "change": {"kind": True}},
    ),
)

BROWSER = Shape(
    "browser",
    {
        "$defs": {
            "DOM.NodeId": {"type": "integer", "description": "Unique for a page."},
            "DOM.Node": {
                "type": "object",
                "properties": {
                    "nodeId": {"$ref": "#/$defs/DOM.NodeId"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/DOM.Node"}},
                    "contentDocument": {"$ref": "#/$defs/DOM.Node"},
                    "attributes": {"type": "array", "items": TEXT},
                    "isSVG": {"type": "boolean", "deprecated": True},
                },
                "required": ["nodeId"],
            },
            "Runtime.RemoteObject": {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "enum": ["object", "function", "bigint"]},
                    "value": {"description": "Whatever it is."},
                    "unserializableValue": {"type": "string", "enum": ["-0", "NaN", "Infinity"]},
                    "objectId": TEXT,
                },
                "required": ["type"],
            },
        },
        "type": "object",
        "properties": {
            "root": {"$ref": "#/$defs/DOM.Node"},
            "result": {"$ref": "#/$defs/Runtime.RemoteObject", "description": "If evaluated."},
            "data": {"type": "string", "contentEncoding": "base64"},
            "timestamp": {"type": "number"},
            "format": {"type": "string", "enum": ["jpeg", "png"]},
        },
        "required": ["root", "timestamp"],
    },
    (
        {"root": {"nodeId": 1}, "timestamp": 1.5},
        {
            "root": {
                "nodeId": 9007199254740993,
                "children": [{"nodeId": 2, "children": [], "attributes": ["id", "x"]}],
                "isSVG": True,
            },
            "result": {"type": "object", "value": {"self": [None]}, "unserializableValue": "-0"},
            "data": "aGk=",
            "timestamp": 12345678901234567890,
            "format": "png",
        },
    ),
)

CHARGER = Shape(
    "charger",
    {
        "$defs": {
            "CustomDataType": {
                "javaType": "CustomData",
                "type": "object",
                "properties": {"vendorId": {"type": "string", "maxLength": 5}},
                "required": ["vendorId"],
            },
            "ReasonEnumType": {
                "type": "string",
                "additionalProperties": False,
                "enum": ["Local", "PowerLoss", "DeAuthorized"],
            },
            "SampledValueType": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "customData": {"$ref": "#/$defs/CustomDataType"},
                    "value": {"type": "number", "multipleOf": 0.1},
                    "unit": {"type": "string", "enum": ["Wh", "%"], "maxLength": 3},
                },
                "required": ["value"],
            },
        },
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "customData": {"$ref": "#/$defs/CustomDataType"},
            "reason": {"$ref": "#/$defs/ReasonEnumType"},
            "timestamp": {"type": "string", "format": "date-time"},
            "connectorId": {"type": "integer", "exclusiveMinimum": 0},
            "sampledValue": {
                "type": "array",
                "items": {"$ref": "#/$defs/SampledValueType"},
                "minItems": 1,
                "maxItems": 2,
            },
        },
        "required": ["timestamp", "sampledValue"],
    },
    (
        {"timestamp": "2024-02-29T23:59:59.123456789+01:00", "sampledValue": [{"value": 0}]},
        {
            "customData": {"vendorId": "x", "more": {"model_config": 1}},
            "reason": "PowerLoss",
            "timestamp": "2016-12-31T23:59:60Z",
            "connectorId": 1,
            "sampledValue": [{"value": 0.5, "unit": "%"}, {"value": 7}],
        },
    ),
)

AGENT = Shape(
    "agent",
    {
        "$defs": {
            "TextContent": {
                "type": "object",
                "properties": {"text": TEXT, "_meta": {"type": ["object", "null"]}},
                "required": ["text"],
            },
            "AuthMethod": {
                "oneOf": [
                    {
                        "title": "terminal",
                        "allOf": [{"$ref": "#/$defs/AuthMethodTerminal"}],
                        "properties": {"type": {"const": "terminal"}},
                        "required": ["type"],
                    },
                    {
                        "title": "agent",
                        "type": "object",
                        "properties": {"type": {"const": "agent"}, "id": TEXT},
                        "required": ["type", "id"],
                    },
                ]
            },
            "AuthMethodTerminal": {
                "type": "object",
                "properties": {"env": {"type": "object", "additionalProperties": TEXT}},
            },
            "RequestId": {
                "anyOf": [{"type": "null"}, {"type": "integer", "format": "int64"}, TEXT]
            },
        },
        "type": "object",
        "x-side": "agent",
        "properties": {
            "_meta": {"type": ["object", "null"], "additionalProperties": True},
            "id": {"allOf": [{"$ref": "#/$defs/RequestId"}], "description": "To answer to."},
            "protocolVersion": {
                "type": "integer",
                "format": "uint16",
                "minimum": 0,
                "maximum": 65535,
            },
            "content": {
                "type": "array",
                "items": {
                    "oneOf": [
                        {
                            "allOf": [{"$ref": "#/$defs/TextContent"}],
                            "properties": {"type": {"const": "text"}},
                            "required": ["type"],
                        },
                        {
                            "type": "object",
                            "properties": {"type": {"const": "image"}, "data": TEXT},
                            "required": ["type", "data"],
                        },
                    ],
                },
            },
            "auth": {"anyOf": [{"$ref": "#/$defs/AuthMethod"}, {"type": "null"}]},
        },
        "required": ["protocolVersion"],
    },
    (
        {"protocolVersion": 1},
        {
            "_meta": {"progress-token": 0},
            "id": "1",
            "protocolVersion": 0,
            "content": [
                {"type": "text", "text": "hi", "_meta": None},
                {"type": "image", "data": ""},
            ],
            "auth": {"type": "terminal", "env": {"PATH": "/bin"}},
        },
        {"protocolVersion": 65535, "id": None, "auth": {"type": "agent", "id": "a"}},
    ),
)

_HEX = {"type": "string", "pattern": "^0x([1-9a-f]+[0-9a-f]*|0)$"}

LEDGER = Shape(
    "ledger",
    {
        "$defs": {
            "uint": {"title": "hex encoded unsigned integer", **_HEX},
            "Block tag": {"type": "string", "enum": ["earliest", "latest"]},
            "address": {"type": "string", "pattern": "^0x[0-9,a-f,A-F]{40}$"},
        },
        "type": "array",
        "prefixItems": [
            {
                "title": "Transaction",
                "type": "object",
                "properties": {
                    "from": {"$ref": "#/$defs/address"},
                    "to": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/address"}]},
                    "gas": {"$ref": "#/$defs/uint"},
                    "accessList": {
                        "type": "array",
                        "items": _closed(
                            address={"$ref": "#/$defs/address"},
                            storageKeys={"type": "array", "items": _HEX},
                        ),
                    },
                },
            },
            {
                "title": "Block",
                "oneOf": [{"$ref": "#/$defs/uint"}, {"$ref": "#/$defs/Block tag"}],
            },
        ],
        "minItems": 1,
        "items": False,
    },
    (
        [{}],
        [{"from": f"0x{'a' * 40}", "to": None, "gas": "0x5208", "accessList": []}, "latest"],
        [{"accessList": [{"address": f"0x{'0' * 40}", "storageKeys": ["0x0"]}]}, "0xa"],
    ),
)

MARKET = Shape(
    "market",
    {
        "$defs": {
            "reqid": {"type": "integer"},
            "pair": {"type": "array", "items": {"type": "string", "pattern": "[A-Z]+/[A-Z]+"}},
            "level": {
                "type": "array",
                "prefixItems": [{"type": "number"}, {"type": "string"}],
                "minItems": 2,
                "items": {"enum": ["r", "u"]},
            },
        },
        "oneOf": [
            {
                "type": "object",
                "properties": {
                    "event": {"const": "subscribe"},
                    "reqid": {"$ref": "#/$defs/reqid"},
                    "pair": {"$ref": "#/$defs/pair"},
                    "subscription": {
                        "type": "object",
                        "properties": {
                            "name": {"enum": ["book", "*"]},
                            "depth": {"enum": [10, 25, 100]},
                        },
                        "required": ["name"],
                    },
                },
                "required": ["event", "subscription"],
                "if": {"properties": {"subscription": {"properties": {"name": {"const": "book"}}}}},
                "then": {"required": ["pair"]},
            },
            {
                "type": "object",
                "properties": {
                    "event": {"const": "error"},
                    "errorMessage": TEXT,
                    "@timestamp": {"type": "integer"},
                    "error-message": {"type": "object", "properties": {"code": COUNT}},
                    "levels": {"type": "array", "items": {"$ref": "#/$defs/level"}},
                },
                "required": ["event"],
                "not": {"required": ["reqid"]},
            },
            {"type": "array", "prefixItems": [{"const": 1}], "minItems": 1},
        ],
    },
    (
        {"event": "subscribe", "reqid": 1, "pair": ["XBT/USD"], "subscription": {"name": "book"}},
        {"event": "subscribe", "subscription": {"name": "*", "depth": 25}},
        {"event": "error", "errorMessage": "", "error-message": {"code": 3}, "@timestamp": 1},
        {"event": "error", "levels": [[0.1, "1", "r"], [5, ""]]},
        [1, {"event": "subscribe"}],
    ),
)

HOME = Shape(
    "home",
    {
        "type": "object",
        "properties": {
            "type": {"const": "call_service"},
            "service_data": {"type": "object"},
            "serviceData": {"type": "object", "properties": {"a": {"type": "null"}}},
            "service-data": {"type": "object", "properties": {"a": {"type": "string"}}},
            "target": {
                "type": "object",
                "patternProperties": {"^entity_": {"anyOf": [TEXT, {"type": "array"}]}},
                "minProperties": 1,
                "propertyNames": {"pattern": "_"},
            },
            "class": {"type": "boolean"},
            "__proto__": {"type": "integer"},
            "model_config": {"type": "number"},
            "hasOwnProperty": {"type": ["string", "null"]},
            "metadata": {"type": "object", "properties": {"type": {}, "default": COUNT}},
        },
        "required": ["type"],
        "dependentRequired": {"service-data": ["target"]},
        "unevaluatedProperties": False,
    },
    (
        {"type": "call_service"},
        {
            "type": "call_service",
            "service_data": {"brightness": 1e2},
            "serviceData": {"a": None},
            "service-data": {"a": "", "b": 1},
            "target": {"entity_id": ["light.x"], "area_id": 0},
            "class": True,
            "__proto__": 1,
            "model_config": 0.5,
            "hasOwnProperty": None,
            "metadata": {"type": [], "default": 0},
        },
    ),
)

SHAPES = (DEBUGGER, EDITOR, BROWSER, CHARGER, AGENT, LEDGER, MARKET, HOME)

_OTHERS: tuple[Any, ...] = (
    None,
    True,
    0,
    1.0,
    -1,
    1.5,
    2**64,
    "",
    "1",
    [],
    {},
    [{}],
    {"x": [None]},
)


def mutations(value: Any) -> Iterator[Any]:
    """Yield values that differ from a value in one place: most are refused, some are not."""
    yield from (other for other in _OTHERS if other != value or type(other) is not type(value))
    match value:
        case dict():
            for name in value:
                yield {key: member for key, member in value.items() if key != name}
                yield from ({**value, name: other} for other in mutations(value[name]))
            yield {**value, "model_fields": 1}
        case list():
            yield value[:-1]
            yield [*value, *copy.deepcopy(value)]
            for index, item in enumerate(value):
                yield from (
                    [*value[:index], other, *value[index + 1 :]] for other in mutations(item)
                )
        case str():
            yield from (f"{value}x", f" {value}", f"{value}\n", value.swapcase(), [value])
        case bool() | None:
            pass
        case _:
            yield from (value + 1, -value, str(value), float(value) if value < 2**53 else value)
