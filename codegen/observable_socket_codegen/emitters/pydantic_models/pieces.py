"""Models one by one: what an earlier run generated is not generated again.

The text of a model depends on the model and on those that it refers to, directly or through
others, and on nothing else; it is kept under the hash of all these. A module is put together from
such texts in every run, so it does not show which of them were new.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from observable_socket_codegen.emitters.pydantic_models.generator import Model, generate_models
from observable_socket_codegen.json_schema.references import references
from observable_socket_codegen.memory import generator, hashed, memory

Imports: TypeAlias = tuple[tuple[str, str], ...]
"""Modules, and what is imported from them."""

_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Piece:
    """One class or alias.

    Attributes:
        text: Its source.
        imports: What the source may need; an unused name more does no harm.
        after: Names that must be defined before it, as aliases are evaluated at once.
    """

    text: str
    imports: Imports
    after: tuple[str, ...] = ()


def module_of(models: Iterable[Model], place: str) -> str:
    """Return the source of a module with a class or an alias for each model, imports included.

    Args:
        models: What to generate, in this order.
        place: What the module is called, to find what an earlier run made of it.
    """
    named = {model.name: model for model in models}
    known = memory()
    key = hashed([b"models", generator().encode(), place.encode()])
    needs = {name: _referred(model, named) for name, model in named.items()}
    hashes = _hashes(named, needs)
    before = _read(known.recall(key))
    pieces = {name: before[found] for name, found in hashes.items() if found in before}
    if len(pieces) < len(named):
        pieces |= _generated(named, needs, [name for name in named if name not in pieces])
        kept = {
            hashes[name]: [piece.text, piece.imports, piece.after] for name, piece in pieces.items()
        }
        known.keep(key, json.dumps(kept).encode())
    return _assembled([pieces[name] for name in _ordered(named, pieces)])


def _hashes(models: Mapping[str, Model], needs: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return a hash of all that decides about the text of each model."""
    own = {name: hashed([repr(model).encode()]) for name, model in models.items()}
    return {
        name: hashed([own[name].encode(), *(own[n].encode() for n in sorted(_all(name, needs)))])
        for name in models
    }


def _referred(model: Model, models: Mapping[str, Model]) -> list[str]:
    return [name for name in references(dict(model.schema)) if name in models]


def _all(name: str, needs: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for needed in needs[waiting.pop()]:
            if needed not in found:
                found.add(needed)
                waiting.append(needed)
    return found


def _generated(
    models: Mapping[str, Model], needs: Mapping[str, Sequence[str]], wanted: Sequence[str]
) -> dict[str, Piece]:
    involved = set(wanted).union(*(_all(name, needs) for name in wanted))
    source = generate_models(model for name, model in models.items() if name in involved)
    pieces = dict(_pieces(source))
    return {name: pieces[name] for name in wanted}


def _pieces(source: str) -> Iterator[tuple[str, Piece]]:
    """Take a generated module apart.

    What else stands in it, such as calls that complete models, is not needed: models are built
    when they are used first, and then everything is there.
    """
    tree = ast.parse(source)
    lines = source.splitlines()
    imports = {
        alias.asname or alias.name: statement.module or ""
        for statement in tree.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
    for statement, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        match statement:
            case ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                last = following if _is_text(following) else statement
                text = "\n".join(lines[statement.lineno - 1 : (last or statement).end_lineno])
                words = set(_WORD.findall(text))
                needed = [(imports[word], word) for word in sorted(words & imports.keys())]
                yield name, Piece(text, tuple(needed), tuple(sorted(_evaluated(statement))))
            case _:
                pass


def _evaluated(statement: ast.ClassDef | ast.Assign) -> set[str]:
    """Return the names that a definition looks up when it is executed; annotations wait."""
    parts: list[ast.AST] = [statement]
    if isinstance(statement, ast.ClassDef):
        values = [node.value for node in statement.body if isinstance(node, ast.AnnAssign)]
        parts = [*statement.bases, *(value for value in values if value is not None)]
    nodes = (node for part in parts for node in ast.walk(part))
    return {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _ordered(names: Iterable[str], pieces: Mapping[str, Piece]) -> list[str]:
    """Return the names in order, but each after those that its piece needs to be defined."""
    done: dict[str, None] = {}
    waiting = list(names)[::-1]
    while waiting:
        name = waiting[-1]
        missing = [n for n in pieces[name].after if n in pieces and n not in done and n != name]
        if name not in done and missing:
            waiting += reversed(missing)
        else:
            done[waiting.pop()] = None
    return list(done)


def _is_text(statement: ast.stmt | None) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case _:
            return False


def _assembled(pieces: Sequence[Piece]) -> str:
    names = sorted({one for piece in pieces for one in piece.imports})
    imports = [f"from {module} import {name}" for module, name in names]
    head = ["from __future__ import annotations", *imports] if pieces else []
    return "\n".join(head) + "\n\n\n" + "\n\n\n".join(piece.text for piece in pieces) + "\n"


def _read(content: bytes | None) -> dict[str, Piece]:
    """Return what was kept; nothing if it is damaged."""
    try:
        data = json.loads(content or b"{}")
        return {
            key: Piece(text, tuple((module, name) for module, name in imports), tuple(after))
            for key, (text, imports, after) in data.items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}
