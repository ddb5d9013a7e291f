"""Types that differ when they are sent and received: each form becomes a declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from observable_socket_codegen import ir, structure


def in_forms(contract: ir.Contract) -> ir.Contract:
    """Return a contract in which each form of a type is a declaration of its own.

    Routes refer to what they take as clients send it, and to what they give with its defaults.
    """
    filled = {one.name: one.filled for one in contract.declarations if one.filled is not None}
    if not filled:
        return contract
    return replace(
        contract,
        declarations=tuple(_declarations(contract, filled)),
        routes=tuple(_route(route, filled) for route in contract.routes),
    )


def form_names(declared: ir.Declaration) -> list[str]:
    """Return what the forms of a declaration are called, those that are needed."""
    if declared.filled is None:
        return [declared.name]
    return [name for name in (declared.filled.name, declared.filled.name_unfilled) if name]


def _declarations(
    contract: ir.Contract, filled: Mapping[str, ir.Filled]
) -> Iterator[ir.Declaration]:
    for declared in contract.declarations:
        forms = filled.get(declared.name)
        if forms is None:
            yield replace(declared, type=_renamed(declared.type, filled))
            continue
        if forms.name:
            yield _form(declared, forms.name, forms.type, filled, _RECEIVED)
        if forms.name_unfilled:
            yield _form(declared, forms.name_unfilled, declared.type, filled, _SENT)


_SENT = "`{name}` as clients send it, before its defaults are put in."
_RECEIVED = "`{name}` as the server sends it, with its defaults put in."


def _form(
    declared: ir.Declaration,
    name: str,
    type_: ir.Type,
    filled: Mapping[str, ir.Filled],
    remark: str,
) -> ir.Declaration:
    doc = declared.doc
    if name != declared.name:
        texts = (doc.description, remark.format(name=declared.name))
        doc = replace(doc, description="\n\n".join(filter(None, texts)))
    return replace(declared, name=name, type=_renamed(type_, filled), doc=doc, filled=None)


def _renamed(type_: ir.Type, filled: Mapping[str, ir.Filled]) -> ir.Type:
    match type_:
        case ir.RefType(name=name, filled=is_filled):
            return ir.RefType(_name(name, filled, is_filled=is_filled))
        case _:
            return structure.mapped(type_, lambda inner: _renamed(inner, filled))


def _name(name: str, filled: Mapping[str, ir.Filled], *, is_filled: bool) -> str:
    if name not in filled:
        return name
    return filled[name].name if is_filled else filled[name].name_unfilled


def _route(route: ir.Route, filled: Mapping[str, ir.Filled]) -> ir.Route:
    def form(name: str | None, *, is_filled: bool) -> str | None:
        return None if name is None else _name(name, filled, is_filled=is_filled)

    is_given = route.kind == "push"
    return replace(
        route,
        payload=form(route.payload, is_filled=is_given),
        headers=form(route.headers, is_filled=is_given),
        item=form(route.item, is_filled=True),
        replies=tuple(
            replace(
                reply,
                payload=form(reply.payload, is_filled=True),
                headers=form(reply.headers, is_filled=True),
            )
            for reply in route.replies
        ),
    )
