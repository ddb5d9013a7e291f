"""A reader of YAML that knows where everything stands, for the part of YAML that is JSON.

PyYAML resolves plain scalars by YAML 1.1, where ``no`` is false, ``12:30`` is 750 and
``2026-01-01`` is a date. Contracts are read by the core schema of YAML 1.2 instead: what JSON has,
and everything else is a string.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from observable_socket_codegen.ir import Json
from observable_socket_codegen.reading.documents import Position, child
from observable_socket_codegen.reading.text_reader import (
    MAX_DEPTH,
    Problem,
    Reading,
    UnreadableError,
    duplicate_key,
    text_problem,
)

MAX_NODES = 200_000
"""Values of one file once its aliases are followed; an alias of aliases can hold billions."""

_TAG = "tag:yaml.org,2002:"
_STATUS = re.compile("[0-9]+")
_ESCAPE = re.compile(r"unknown escape character '(.)'")
_MERGE = f"{_TAG}merge"
_FLOAT = (
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)


def _core_loader(base: type[Any]) -> type[Any]:
    """Return a loader class that resolves plain scalars by the core schema of YAML 1.2."""
    loader: Any = type(f"Core{base.__name__}", (base,), {"yaml_implicit_resolvers": {}})
    patterns = {
        "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
        "float": (_FLOAT, list("-+.0123456789")),
        "merge": ("<<", ["<"]),
    }
    for name, (pattern, first) in patterns.items():
        loader.add_implicit_resolver(f"{_TAG}{name}", re.compile(f"(?:{pattern})$"), first)
    result: type[Any] = loader
    return result


_PURE = _core_loader(yaml.SafeLoader)
_FAST = _core_loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read_yaml(text: str) -> Reading:
    """Read a YAML text.

    Raises:
        UnreadableError: It is not YAML, or not the part of YAML that is JSON.
    """
    node = _composed(text)
    if node is None:
        raise UnreadableError(Position(1, 1), "the file is empty", "write a mapping")
    reader = _Reader()
    reader.reading.data = reader.value(node, "")
    return reader.reading


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_FAST)
    except yaml.YAMLError:
        pass  # the compiled parser words its complaints differently from the pure one
    try:
        return yaml.compose(text, Loader=_PURE)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        message = " ".join(filter(None, [error.context, error.problem]))
        raise UnreadableError(position, f"not YAML: {message}", _advice(message)) from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        message = str(error).splitlines()[0]
        raise UnreadableError(Position(1, 1), f"not YAML: {message}", "remove it") from None


def _advice(message: str) -> str:
    if "'\\t'" in message:
        return "indent with spaces; YAML allows no tabs there"
    if "alias" in message:
        return "write the anchor (`&name`) before its alias (`*name`)"
    if escape := _ESCAPE.search(message):
        return rf"in double quotes a backslash is doubled, `\\{escape[1]}`; or use single quotes"
    if "document" in message:
        return "a file holds one document; remove `---`"
    return "check the indentation, and quote texts that have `: `, `#` or brackets"


class _Reader:
    """Turns composed nodes into data."""

    def __init__(self) -> None:
        self.reading = Reading()
        self._count = 0
        self._open: set[int] = set()

    def value(self, node: yaml.Node, pointer: str) -> Json:
        position = _position(node)
        self.reading.places.values[pointer] = position
        self._count += 1
        if len(self._open) > MAX_DEPTH or self._count > MAX_NODES:
            raise UnreadableError(position, "too deep or too large", "use `$defs` and `$ref`")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, pointer)
        if id(node) in self._open:
            raise UnreadableError(position, "an alias contains itself", "use `$ref`")
        self._open.add(id(node))
        value: Json = None
        if isinstance(node, yaml.MappingNode):
            value = self._mapping(node, pointer)
        elif isinstance(node, yaml.SequenceNode):
            self._expect_tag(node, "seq")
            value = [self.value(item, child(pointer, n)) for n, item in enumerate(node.value)]
        self._open.remove(id(node))
        return value

    def _mapping(self, node: yaml.MappingNode, pointer: str) -> Json:
        self._expect_tag(node, "map")
        members: dict[str, Json] = {}
        merged: list[tuple[yaml.Node, yaml.Node]] = []
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                merged.extend(self._merged(value_node))
                continue
            key = self._key(key_node, pointer)
            key_pointer = child(pointer, key)
            position = _position(key_node)
            if key in members:
                first = self.reading.places.keys[key_pointer]
                self._report(duplicate_key(key, position, first, key_pointer))
            self.reading.places.keys.setdefault(key_pointer, position)
            value = self.value(value_node, key_pointer)
            members.setdefault(key, value)  # what follows from the second one would be noise
        for key_node, value_node in merged:  # a key that is written out wins over a merged one
            key = self._key(key_node, pointer)
            if key not in members:
                key_pointer = child(pointer, key)
                self.reading.places.keys[key_pointer] = _position(key_node)
                members[key] = self.value(value_node, key_pointer)
        return members

    def _merged(self, node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """Yield the members that ``<<`` brings in, those that win first."""
        if isinstance(node, yaml.MappingNode):
            yield from (pair for pair in node.value if pair[0].tag != _MERGE)
            for key_node, value_node in node.value:
                if key_node.tag == _MERGE:
                    yield from self._merged(value_node)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from self._merged(item)
        else:
            raise UnreadableError(_position(node), "`<<` merges mappings only", "write an alias")

    def _key(self, node: yaml.Node, pointer: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise UnreadableError(_position(node), "a key is not a text", "write a plain key")
        if node.tag == f"{_TAG}str":
            if problem := text_problem(node.value, _position(node), pointer):
                self._report(problem)
        elif not (pointer == "/replies" and _STATUS.fullmatch(node.value)):
            kind = node.tag.removeprefix(_TAG)
            self._report(
                Problem(
                    _position(node),
                    child(pointer, node.value),
                    "non-string-key",
                    f"the key `{node.value}` is read as {_KINDS.get(kind, kind)}, not as a text",
                    f'put it in quotes: "{node.value}"',
                )
            )
        return str(node.value)

    def _scalar(self, node: yaml.ScalarNode, pointer: str) -> Json:
        name = node.tag.removeprefix(_TAG)
        construct = _SCALARS.get(name)
        if construct is None:
            self._expect_tag(node, "str")
            return str(node.value)
        try:
            value = construct(node.value)
        except (KeyError, ValueError):
            raise UnreadableError(
                _position(node), f"`{node.value}` is not {_KINDS[name]}", "remove the tag"
            ) from None
        if isinstance(value, str) and (problem := text_problem(value, _position(node), pointer)):
            self._report(problem)
        if isinstance(value, float) and not math.isfinite(value):
            self._report(
                Problem(
                    _position(node),
                    pointer,
                    "not-json",
                    f"JSON has no number `{node.value}`",
                    "leave it out, or put it in quotes if it is a text",
                )
            )
        return value

    def _expect_tag(self, node: yaml.Node, name: str) -> None:
        if node.tag != f"{_TAG}{name}":
            raise UnreadableError(
                _position(node),
                f"the tag `{node.tag.replace(_TAG, '!!')}` has no meaning in JSON",
                "remove it; put the value in quotes if it is a text",
            )

    def _report(self, problem: Problem) -> None:
        self.reading.problems.append(problem)


def _position(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _integer(text: str) -> int:
    if text.startswith(("0o", "0x")):
        return int(text, 0)
    return int(text)


_KINDS = {"null": "nothing", "bool": "a boolean", "int": "a number", "float": "a number"}

_SCALARS: dict[str, Callable[[str], Json]] = {
    "str": str,
    "null": {"~": None, "null": None, "Null": None, "NULL": None, "": None}.__getitem__,
    "bool": lambda text: {"true": True, "false": False}[text.lower()],
    "int": _integer,
    "float": lambda text: float(re.sub(r"(?i)^([-+]?)\.(inf|nan)$", r"\1\2", text)),
    "merge": str,
}
