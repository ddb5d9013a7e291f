"""Models one by one: what an earlier run generated is not generated again.

The text of a model depends on the model and on those that it refers to, directly or through
others, and on nothing else; it is known under the hash of all these.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from observable_socket_codegen.emitters.pydantic_models.generator import Model, generate_models
from observable_socket_codegen.formatting import format_parts
from observable_socket_codegen.json_schema.references import references
from observable_socket_codegen.memory import hashed
from observable_socket_codegen.parts import PythonPart
from observable_socket_codegen.python_imports import needed_by


@dataclass(frozen=True, slots=True)
class Piece:
    """One class or alias.

    Attributes:
        part: Its source.
        key: A hash of all that decides about it.
        after: Names that must be defined before it, as aliases are evaluated at once.
    """

    part: PythonPart
    key: str
    after: tuple[str, ...] = ()


def pieces_of(
    models: Iterable[Model], wanted: Collection[str], known: Mapping[str, Piece]
) -> dict[str, Piece]:
    """Return the source of models.

    Args:
        models: Those that are wanted, and those that they refer to.
        wanted: Names of models.
        known: What earlier runs generated, by key.
    """
    named = {model.name: model for model in models}
    needs = {name: _referred(model, named) for name, model in named.items()}
    keys = _hashes(named, needs)
    found = {name: known[keys[name]] for name in wanted if keys[name] in known}
    new = [name for name in named if name in wanted and name not in found]
    if new:
        generated = _generated(named, needs, new)
        parts = format_parts([generated[name][0] for name in new])
        for name, part in zip(new, parts, strict=True):
            found[name] = Piece(part, keys[name], generated[name][1])
    return found


def ordered(after: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return names in order, but each after those that must be defined before it.

    Args:
        after: Those names, by name.
    """
    done: dict[str, None] = {}
    waiting = list(after)[::-1]
    while waiting:
        name = waiting[-1]
        missing = [n for n in after[name] if n in after and n not in done and n != name]
        if name not in done and missing:
            waiting += reversed(missing)
        else:
            done[waiting.pop()] = None
    return list(done)


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
) -> dict[str, tuple[PythonPart, tuple[str, ...]]]:
    """Return the source of each model, not yet in its final form, and what it stands after."""
    involved = set(wanted).union(*(_all(name, needs) for name in wanted))
    source = generate_models(model for name, model in models.items() if name in involved)
    pieces = dict(_pieces(source))
    return {name: pieces[name] for name in wanted}


def _pieces(source: str) -> Iterator[tuple[str, tuple[PythonPart, tuple[str, ...]]]]:
    """Take a generated module apart.

    What else stands in it, such as calls that complete models, is not needed: models are built
    when they are used first, and then everything is there.
    """
    tree = ast.parse(source)
    lines = source.splitlines()
    imports = tuple(
        (statement.module or "", alias.name)
        for statement in tree.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    )
    for statement, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        match statement:
            case ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                last = following if _is_text(following) else statement
                text = "\n".join(lines[statement.lineno - 1 : (last or statement).end_lineno])
                part = PythonPart(needed_by(statement, imports), text)
                yield name, (part, tuple(sorted(_evaluated(statement))))
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


def _is_text(statement: ast.stmt | None) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case _:
            return False
