"""Spelling: JSON values, member names and comments as TypeScript source text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from observable_socket_codegen.ir import Json

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")

_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, among them line ends other than \n
    "\u2028\u2029"  # line ends, in comments too
    "\u202a-\u202e\u2066-\u2069"  # show text in another order than the compiler reads it
    "\ud800-\udfff"  # halves of characters: no encoding of a file can hold them
    "]"
)

_EXAMPLE_WIDTH = 80
"""Characters that an example in a comment may take before it is spread over lines."""


def string(value: str) -> str:
    """Return the string literal of a value."""
    return _visible(json.dumps(value, ensure_ascii=False))


def member_name(name: str) -> str:
    """Return a property name, quoted where it is no plain identifier.

    ``__proto__`` is quoted as well: whoever copies it into an object literal would set a
    prototype by it, and the quotes make one look twice.
    """
    if _IDENTIFIER.fullmatch(name) and name != "__proto__":
        return name
    return string(name)


def camel_case(name: str) -> str:
    """Return a snake_case name as JSON Schema writes it: ``min_length`` is ``minLength``."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def literal(value: Json) -> str:
    """Return the literal type of one JSON value."""
    match value:
        case str():
            return string(value)
        case float() if value.is_integer():
            return repr(int(value))
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            members = [f"{member_name(name)}: {literal(item)}" for name, item in value.items()]
            # `{}` would be any value at all except null
            return f"{{ {'; '.join(members)} }}" if members else "{ [key: string]: never }"
        case _:
            return json.dumps(value)


def example(value: Json) -> list[str]:
    """Return the lines of a JSON value shown in a comment."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) > _EXAMPLE_WIDTH:
        line = json.dumps(value, ensure_ascii=False, indent=2)
    # inside a JSON string, the only place where "*/" can stand, "\/" is the same as "/"
    return line.replace("*/", "*\\/").split("\n")


def comment(paragraphs: Iterable[str], tags: Sequence[str], indent: str) -> str:
    """Return a JSDoc comment with its final line end; nothing if there is nothing to say.

    Args:
        paragraphs: Text from the contract; empty paragraphs are left out.
        tags: Complete JSDoc tags, escaped already, such as ``@deprecated``.
        indent: What each line begins with.
    """
    text = "\n\n".join(filter(None, (prose(paragraph) for paragraph in paragraphs)))
    lines = [*text.split("\n"), *([""] if text and tags else [])] if text else []
    for tag in tags:
        lines += tag.split("\n")
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {_visible(lines[0])} */\n"
    body = "".join(f"{indent} * {_visible(line)}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{body}{indent} */\n"


def prose(text: str) -> str:
    """Return text of the contract such that it neither ends a comment nor begins a tag."""
    lines = text.strip().replace("*/", "*\\/").splitlines()
    return "\n".join(re.sub(r"^(\s*)@", r"\1\\@", line.rstrip()) for line in lines)


def _visible(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
