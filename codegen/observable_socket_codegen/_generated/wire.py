"""What the generator itself has to know of the wire.

Generated from ``schema/protocol``. Do not edit; run ``make generate``.
"""

from typing import Any, Final

IMPLICIT_STATUSES: Final = (
    400,
    401,
    403,
    404,
    408,
    409,
    413,
    429,
    499,
    500,
    503,
)
"""The statuses that may answer any route, declared by its contract or not."""

ERROR_PAYLOAD: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string", "pattern": "^(/([^~/]|~[01])*)*$"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "retry_after": {"type": "number", "minimum": 0},
    },
}
"""The schema of what errors carry of which the contract says nothing."""

ERROR_INTERFACES: Final = r"""
/** The payload of a response whose status is 400 or more. Nothing of an exception is in it. */
export interface ErrorPayload {
  /** What went wrong, in one sentence for a person. */
  readonly message: string;
  /** What exactly is wrong with the frame, one entry for each finding. */
  readonly errors?: readonly FieldError[];
  /** Seconds to wait before asking again; with 429 and 503. */
  readonly retry_after?: number;
}

/** One thing that is wrong with one place in a frame. */
export interface FieldError {
  /**
   * Where: a JSON Pointer (RFC 6901) into the frame, such as `/payload/title`; empty for the frame
   * as a whole.
   */
  readonly pointer: string;
  /**
   * What: the JSON Schema keyword that does not hold, such as `maxLength`, or a code of
   * error-codes.json.
   */
  readonly code: string;
  /** The same in words, for a person. */
  readonly message: string;
}
"""
"""The same in TypeScript."""
