"""Which imports a piece of Python needs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from observable_socket_codegen.parts import Imports

_STRING = re.compile(r'"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_WORD = re.compile(r"[^\W\d]\w*")


def import_lines(imports: Iterable[tuple[str, str]]) -> str:
    """Return import statements, not yet in their final form."""
    return "\n".join(f"from {module} import {name}" for module, name in sorted(set(imports)))


def needed_by_text(text: str, imports: Imports) -> Imports:
    """Return the imports that source needs whose strings are in double quotes, and no types."""
    words = set(_WORD.findall(_STRING.sub("", text)))
    return tuple((module, name) for module, name in imports if name in words)


def needed_by(statement: ast.stmt, imports: Imports) -> Imports:
    """Return the imports that a class or an assignment needs.

    Types may stand in strings, where they refer to what is defined later.
    """
    words = set(_names(statement))
    return tuple((module, name) for module, name in imports if name in words)


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the names in a statement, those in strings that are types among them."""
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name):
                yield name
            case ast.AnnAssign(annotation=type_):
                yield from _quoted(type_)
            case ast.Call(func=ast.Name(id="cast"), args=[type_, *_]):
                yield from _quoted(type_)
            case ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, type_]):
                yield from _quoted(type_)
            case _:
                pass


def _quoted(type_: ast.expr) -> Iterator[str]:
    """Yield the names that stand in strings within a type."""
    match type_:
        case ast.Constant(value=str(text)):
            yield from _names(ast.parse(text, mode="eval"))
        case ast.Subscript(value=ast.Name(id="Literal")):
            pass
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[first, *_])):
            yield from _quoted(first)
        case ast.Subscript(slice=inner):
            yield from _quoted(inner)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from _quoted(element)
        case ast.BinOp(left=left, right=right):
            yield from _quoted(left)
            yield from _quoted(right)
        case _:
            pass
