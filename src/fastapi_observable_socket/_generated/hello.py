"""The schemas of HELLO's payloads.

Generated from ``schema/protocol/hello.schema.json``. Do not edit; run ``make generate``.
"""

import json
from typing import Any, Final

HELLO_DEFINITIONS: Final[dict[str, Any]] = json.loads(
    r"""
{
  "Hello": {
    "title": "Hello",
    "description": "The payload of a HELLO request: who the client is and what it was built for.",
    "type": "object",
    "required": [
      "protocol"
    ],
    "properties": {
      "protocol": {
        "description": "The version of the protocol that the client speaks; see protocol.json.",
        "type": "integer",
        "minimum": 1
      },
      "digest": {
        "description": "The digest of the contract that the client was generated from.",
        "type": "string",
        "pattern": "^sha256:[0-9a-f]{64}$"
      },
      "credentials": {
        "description": "Whatever the server's authentication asks for. Never logged."
      },
      "client": {
        "description": "Name and version of the client program, for the server's log.",
        "type": "string",
        "maxLength": 128
      }
    }
  },
  "Welcome": {
    "title": "Welcome",
    "description": "The payload of the answer to HELLO.",
    "type": "object",
    "required": [
      "protocol",
      "connection",
      "limits"
    ],
    "properties": {
      "protocol": {
        "description": "The version of the protocol that the server speaks.",
        "type": "integer",
        "minimum": 1
      },
      "digest": {
        "description": "The digest of the contract that the server was generated from.",
        "type": "string",
        "pattern": "^sha256:[0-9a-f]{64}$"
      },
      "digest_matches": {
        "description": "Whether the two digests are equal; absent if either side has none.",
        "type": "boolean"
      },
      "connection": {
        "description": "Names this connection in the server's log.",
        "type": "string"
      },
      "limits": {
        "description": "The limits in force, by their names in limits.json.",
        "type": "object",
        "additionalProperties": {
          "type": "number"
        }
      }
    }
  }
}
"""
)
"""JSON Schemas by name: ``Hello`` for the request, ``Welcome`` for its answer."""
