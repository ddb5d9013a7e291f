"""Names for types that are not the same when they are sent and when they are received.

The server puts defaults into what it sends, so a client receives more than it has to send. Such a
type has two forms. Which of them has the plain name follows from where the schema stands: within
a request it is what clients send, anywhere else what they receive. So no route decides about the
names of a type that it only uses.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from observable_socket_codegen import ir, structure
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Site

_Form: TypeAlias = tuple[str, bool]
"""The name of a declaration, and whether its defaults are put in."""

_SENT = "Input"
_RECEIVED = "Output"


def forms(
    sites: Mapping[str, Site],
    plain: Mapping[str, ir.Type],
    filled: Mapping[str, ir.Type],
    routes: Iterable[ir.Route],
) -> dict[str, ir.Filled]:
    """Return the two forms of each type that has them, with the names of those that are needed.

    Both forms of a shared type are, whoever uses it; of other types those that their route uses.

    Args:
        sites: Where each type is written.
        plain: Every type.
        filled: Types that differ when defaults are put in, as they are then.
        routes: What uses them.
    """
    needed = _needed(sites, plain, filled, routes)
    found: dict[str, ir.Filled] = {}
    for name, type_ in filled.items():
        is_sent = _is_sent(sites[name])
        names = {is_sent: _other(name, _RECEIVED if is_sent else _SENT, sites), not is_sent: name}
        wanted = {form for form in (True, False) if (name, form) in needed} or {not is_sent}
        found[name] = ir.Filled(
            type_,
            name=names[True] if True in wanted else "",
            name_unfilled=names[False] if False in wanted else "",
        )
    return found


def _other(name: str, suffix: str, sites: Mapping[str, Site]) -> str:
    """Return the name of the form that has not the plain one.

    It is another than usual if a schema of the same file, or one that routes share, has that.
    """
    own = sites[name].path
    words = (f"{name}{'As' * count}{suffix}" for count in itertools.count())
    return next(word for word in words if not _is_taken(word, own, sites))


def _is_taken(name: str, own: str, sites: Mapping[str, Site]) -> bool:
    return name in sites and (sites[name].path == own or sites[name].path.startswith("types/"))


def collisions(
    sources: Sources, sites: Mapping[str, Site], found: Mapping[str, ir.Filled]
) -> Iterator[Diagnostic]:
    """Report forms that would be called like another type."""
    for name, filled in found.items():
        for taken in {filled.name, filled.name_unfilled} - {name}:
            if taken in sites:
                site, other = sites[name], sites[taken]
                place = sources.documents[other.path].place(other.pointer)
                yield sources.documents[site.path].problem(
                    site.pointer,
                    "name-collision",
                    f"with its defaults left out it is called `{taken}`, and the schema at {place} "
                    "has that name already",
                    "rename the file, the route or the property that one of the names comes from, "
                    "or move one of the schemas to `types/` and refer to it",
                    at_key=True,
                )


def _needed(
    sites: Mapping[str, Site],
    plain: Mapping[str, ir.Type],
    filled: Mapping[str, ir.Type],
    routes: Iterable[ir.Route],
) -> set[_Form]:
    waiting: list[_Form] = [form for route in routes for form in _used(route)]
    for name in plain:
        if name not in filled:
            waiting.append((name, False))
        elif sites[name].path.startswith("types/"):
            waiting += [(name, False), (name, True)]
    found: set[_Form] = set()
    while waiting:
        name, is_filled = waiting.pop()
        form = (name, is_filled and name in filled)
        if form not in found:
            found.add(form)
            waiting += _references(filled[name] if form[1] else plain[name])
    return found


def _used(route: ir.Route) -> Iterator[_Form]:
    """Yield what a route takes, as it is sent, and what it gives, with defaults put in."""
    taken: list[str | None] = [route.payload, route.headers]
    given = [route.item]
    given += [name for reply in route.replies for name in (reply.payload, reply.headers)]
    if route.kind == "push":
        taken, given = [], taken
    yield from ((name, False) for name in taken if name is not None)
    yield from ((name, True) for name in given if name is not None)


def _references(type_: ir.Type) -> Iterator[_Form]:
    if isinstance(type_, ir.RefType):
        yield type_.name, type_.filled
    for inner in structure.nested(type_):
        yield from _references(inner)


def _is_sent(site: Site) -> bool:
    return site.path.startswith("routes/") and site.pointer.startswith("/request/")
