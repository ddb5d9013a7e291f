"""Names: what a declaration is called in TypeScript, and where a type alias would be circular."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from observable_socket_codegen import ir

KEYWORDS = frozenset(
    """
    any asserts async await bigint boolean break case catch class const continue debugger
    declare default delete do else enum export extends false finally for function globalThis if
    implements import in infer instanceof interface intrinsic is keyof let never new null number
    object package private protected public readonly return satisfies static string super switch
    symbol this throw true try type typeof undefined unique unknown var void while with yield
    """.split()  # noqa: SIM905 - words, not a list of quotes and commas
)
"""Words that are no type names, or that would not be read as one everywhere."""

OWN = frozenset(
    {
        "ErrorPayload",
        "ErrorReply",
        "FieldError",
        "FrameHeaders",
        "PushFrame",
        "Pushes",
        "ReceivedFrame",
        "ReceivedReply",
        "ReplyFrame",
        "RouteAnswer",
        "RouteArguments",
        "RouteMessage",
        "RouteMessageClass",
        "RouteSocket",
        "RouteSocketClass",
        "Routes",
        "RoutesOfThisContract",
        "SocketCalls",
        "SocketConfig",
    }
)
"""The types that every generated file has besides those of the contract."""


def type_names(declarations: Iterable[ir.Declaration]) -> dict[str, str]:
    """Return the TypeScript name of each declaration.

    It is the declaration's own, unless the language or the file itself uses that word: then an
    underscore follows. Names of the standard library (``Promise``, ``Array``) are free: nothing
    in the file refers to those by their short name.
    """
    taken = {declaration.name for declaration in declarations}
    names: dict[str, str] = {}
    for name in sorted(taken):
        free = name
        while free in KEYWORDS or free in OWN or (free != name and free in taken):
            free += "_"
        names[name] = free
    return names


def circular_references(declarations: Iterable[ir.Declaration]) -> dict[str, frozenset[str]]:
    """Return, for each declaration, the references that would make an alias define itself.

    Members of objects and items of arrays may refer back to where they stand; the operands of
    unions and intersections may not. Such a schema (``A`` is ``A`` or a string) says nothing by
    the reference, so that it may be left out.
    """
    aliases = {declaration.name: _operands(declaration.type) for declaration in declarations}
    done: set[str] = set()
    cuts: dict[str, set[str]] = {}
    for start in aliases:
        path: dict[str, Iterator[str]] = {}
        following: str | None = start if start not in done else None
        while following is not None:
            path[following] = iter(aliases.get(following, ()))
            following = _step(path, done, cuts)
    return {name: frozenset(targets) for name, targets in cuts.items()}


def _step(path: dict[str, Iterator[str]], done: set[str], cuts: dict[str, set[str]]) -> str | None:
    """Go on from the end of the path to an alias not yet seen; ``None`` when all were."""
    while path:
        name = next(reversed(path))
        for target in path[name]:
            if target in path:
                cuts.setdefault(name, set()).add(target)
            elif target not in done:
                return target
        done.add(name)
        del path[name]
    return None


def _operands(type_: ir.Type) -> list[str]:
    """The declarations that a type is made of, without a member or an item in between."""
    match type_:
        case ir.RefType(name=name):
            return [name]
        case ir.UnionType(members=members) | ir.IntersectionType(members=members):
            return [name for member in members for name in _operands(member)]
        case _:
            return []
