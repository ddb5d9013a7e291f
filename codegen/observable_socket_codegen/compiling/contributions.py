"""What each contract file adds to the generated files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from observable_socket_codegen import ir, python_text
from observable_socket_codegen.compiling import digest
from observable_socket_codegen.compiling.compiled import Compiled
from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.emitters import handlers, routes, schemas
from observable_socket_codegen.emitters import pydantic_models as models
from observable_socket_codegen.emitters import typescript as ts
from observable_socket_codegen.emitters.pydantic_models.pieces import Piece
from observable_socket_codegen.emitters.typescript.forms import form_names
from observable_socket_codegen.formatting import format_parts
from observable_socket_codegen.parts import Contribution, DeclarationPart, RoutePart


def contributions(
    compiled: Compiled, owners: Mapping[str, str], known: Iterable[Contribution] = ()
) -> dict[str, Contribution]:
    """Return what contract files add.

    Args:
        compiled: The files, and at least those that they refer to.
        owners: The paths of those that are wanted, by what comments call them.
        known: What files added in an earlier run: models that are still the same are taken over.
    """
    contract = compiled.contract
    declared = [one for one in contract.declarations if one.source.file in owners]
    served = [one for one in contract.routes if one.source.file in owners]
    types, entries = ts.parts(contract, {one.name for one in declared})
    declarations: defaultdict[str, list[DeclarationPart]] = defaultdict(list)
    for part, one in zip(_declarations(contract, declared, types, known), declared, strict=True):
        declarations[owners[one.source.file]].append(part)
    routes_: defaultdict[str, list[RoutePart]] = defaultdict(list)
    for entry, route in zip(_routes(contract, served, entries), served, strict=True):
        routes_[owners[route.source.file]].append(entry)
    warnings: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for warning in compiled.warnings:
        if warning.file in owners:
            warnings[owners[warning.file]].append(warning)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for one in declared:
        forms[owners[one.source.file]].update(form_names(one))
    return {
        path: Contribution(
            tuple(declarations[path]),
            tuple(routes_[path]),
            tuple(sorted({*compiled.wanted.get(path, ()), *forms[path]})),
            tuple(warnings[path]),
        )
        for path in owners.values()
    }


def _declarations(
    contract: ir.Contract,
    declared: Collection[ir.Declaration],
    types: Mapping[str, str],
    known: Iterable[Contribution],
) -> list[DeclarationPart]:
    kept = {
        one.key: Piece(one.model, one.key, one.after)
        for contribution in known
        for one in contribution.declarations
    }
    names = python_text.type_names(one.name for one in contract.declarations)
    plans = schemas.plans(contract)
    pieces = models.parts(contract, [one.name for one in declared], kept)
    return [
        DeclarationPart(
            name=one.name,
            python=names[one.name],
            model=pieces[one.name].part,
            after=pieces[one.name].after,
            key=pieces[one.name].key,
            schema=schemas.part(one),
            plan=plans.get(one.name, ""),
            typescript=types[one.name],
            wire=digest.wire_schema(one.schema),
        )
        for one in declared
    ]


def _routes(
    contract: ir.Contract, served: Collection[ir.Route], entries: Mapping[str, str]
) -> list[RoutePart]:
    names = python_text.type_names(one.name for one in contract.declarations)
    declared = {one.name: one for one in contract.declarations}
    # all at once, because starting to format takes longer than formatting
    texts = [routes.part(one, names, declared) for one in served]
    texts = format_parts([*texts, *(handlers.part(one, names) for one in served)])
    return [
        RoutePart(
            path=route.path,
            kind=route.kind,
            group=route.group,
            name=python_text.route_name(route.identifier),
            result=route.result,
            method=python_text.method_name(route.method),
            descriptor=descriptor,
            handler=handlers.method(handler),
            typescript=entries.get(route.path, ""),
            wire=digest.wire(route),
        )
        for route, descriptor, handler in zip(
            served, texts[: len(served)], texts[len(served) :], strict=True
        )
    ]
