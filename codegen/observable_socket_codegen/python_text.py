"""Spelling: names, values and texts as Python source."""

from __future__ import annotations

import keyword
import textwrap
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from observable_socket_codegen.ir import Json, Source

LINE_LENGTH = 100

_INDENT = 4

TYPE_NAMES_IN_USE = frozenset(
    {
        "Annotated",
        "Any",
        "BaseModel",
        "ConfigDict",
        "Date",
        "DateTime",
        "False",
        "Field",
        "Format",
        "Literal",
        "MISSING",
        "None",
        "Number",
        "True",
        "TypeAliasType",
        "Union",
        "UniqueItems",
    }
)
"""Names that the generated models use for other things than types of the contract."""

ROUTE_NAMES_IN_USE = frozenset({"annotations", "contract", "models"})
"""Names that the generated ``routes.py`` uses for other things than routes."""


def type_names(names: Iterable[str]) -> dict[str, str]:
    """Return what each declaration is called in Python: its own name, or that and ``_``."""
    taken = set(names)
    return {name: _free(name, TYPE_NAMES_IN_USE, taken) for name in sorted(taken)}


def route_name(identifier: str) -> str:
    """Return what a route descriptor is called."""
    return _free(identifier, ROUTE_NAMES_IN_USE)


def method_name(method: str) -> str:
    """Return what the method of a handler stub is called."""
    return _free(method, frozenset())


def handlers_name(group: str) -> str:
    """Return what the handler stub of a group of routes is called."""
    return f"{group}Handlers"


def _free(name: str, used: frozenset[str], taken: Collection[str] = ()) -> str:
    free = name
    while keyword.iskeyword(free) or free in used or (free != name and free in taken):
        free += "_"
    return free


def literal(value: Json) -> str:
    """Return a JSON value as a Python expression, with double quotes where it can."""
    match value:
        case str():
            return string(value)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return f"{{{', '.join(f'{string(k)}: {literal(v)}' for k, v in value.items())}}}"
        case _:
            return repr(value)


def string(value: str) -> str:
    """Return a string literal in double quotes."""
    return f'"{_escaped(value)}"'.replace("\n", "\\n")


def header(summary: str, banner: str) -> str:
    """Return how every generated module begins."""
    text = docstring([summary, banner], indent=0)
    return f"{text}\n\n# ruff: noqa - names and texts are those of the contract\n"


def sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends with some mark already."""
    text = text.strip()
    return f"{text}." if text and text[-1] not in ".!?:" else text


def docstring(paragraphs: Iterable[str], indent: int = _INDENT) -> str:
    """Return a docstring, its lines after the first one indented.

    Args:
        paragraphs: The texts; empty ones are left out.
        indent: Columns in front of every line.

    Returns:
        The string literal, without the indentation of its first line; nothing without a text.
    """
    lines: list[str] = []
    for paragraph in filter(None, (text.strip() for text in paragraphs)):
        lines += [""] if lines else []
        for line in _escaped_text(paragraph).splitlines():
            lines += _wrapped(line.rstrip(), LINE_LENGTH - indent - (0 if lines else 3))
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) + indent + 6 <= LINE_LENGTH:
        return f'"""{lines[0]}"""'
    margin = " " * indent
    body = "\n".join(f"{margin}{line}" if line else "" for line in lines[1:])
    first = f'"""{lines[0]}'
    return f'{first}\n{body}\n{margin}"""' if body else f'{first}\n{margin}"""'


def listed(
    before: str, items: Sequence[str], brackets: Literal["()", "{}"], after: str = ""
) -> str:
    """Return items in brackets: on one line if that fits, else each on a line of its own.

    Args:
        before: What the line begins with.
        items: Expressions.
        brackets: An opening and a closing one.
        after: What follows on the last line.
    """
    opening, closing = brackets[0], brackets[1]
    comma = "," if brackets == "()" and len(items) == 1 else ""
    line = f"{before}{opening}{', '.join(items)}{comma}{closing}{after}"
    if not items or len(line) <= LINE_LENGTH:
        return line
    margin = before[: len(before) - len(before.lstrip())]
    lines = "".join(f"{margin}{' ' * _INDENT}{item},\n" for item in items)
    return f"{before}{opening}\n{lines}{margin}{closing}{after}"


def origin(source: Source) -> str:
    """Return the sentence that says where something comes from."""
    fragment = f"#{source.pointer}" if source.pointer else ""
    return f"From {source.file}{fragment}"


def _wrapped(line: str, width: int) -> list[str]:
    if len(line) <= width or line.startswith(("    ", "|", "From ")):
        return [line]
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)


def _escaped_text(text: str) -> str:
    """Return a text as it stands in a docstring."""
    escaped = _escaped(text, quotes=False).replace('"""', '\\"\\"\\"')
    return f'{escaped[:-1]}\\"' if escaped.endswith('"') else escaped


def _escaped(text: str, *, quotes: bool = True) -> str:
    """Return a text with escapes for what a reader of the source would not see."""
    if text.isascii() and text.isprintable() and "\\" not in text and '"' not in text:
        return text
    signs: list[str] = []
    for sign in text:
        if sign == "\\" or (quotes and sign == '"'):
            signs.append(f"\\{sign}")
        elif sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            signs.append(sign)
        else:
            signs.append(f"\\U{ord(sign):08x}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04x}")
    return "".join(signs)
