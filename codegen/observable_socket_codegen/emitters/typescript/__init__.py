"""TypeScript: one self-contained file with the types of a contract.

The file needs nothing but the compiler: no import, no other file. It has every declaration, a
map of the routes, and `typed`, which gives the classes of the original client those types.

A member with a default may be left out (``?``) of what clients send. In what they receive it is
there, since the server puts it in wherever the intermediate representation says so (``filled``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from observable_socket_codegen import ir
from observable_socket_codegen._generated.wire import ERROR_INTERFACES
from observable_socket_codegen.emitters.typescript import names, routes, text
from observable_socket_codegen.emitters.typescript.declarations import declaration
from observable_socket_codegen.emitters.typescript.forms import form_names, in_forms
from observable_socket_codegen.templating import render

TEMPLATE = "typescript.ts.jinja"

FIXED = "// -- frames "
"""What the part of a file begins with that is the same for every contract."""


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write a contract down in TypeScript.

    Args:
        contract: What to write down.
        path: Where the file will be.

    Returns:
        The text of each file, by its path.
    """
    declared, entries = parts(contract, [one.name for one in contract.declarations])
    calls = [entries[route.path] for route in contract.routes if route.kind == "call"]
    pushes = [entries[route.path] for route in contract.routes if route.kind == "push"]
    return {path: file(declared.values(), calls, pushes, contract.banner, contract.digest)}


def parts(contract: ir.Contract, wanted: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the text of declarations by their names, and that of the routes by their paths.

    Args:
        contract: What to write down.
        wanted: The names of the declarations.
    """
    formed = in_forms(contract)
    named = names.type_names(formed.declarations)
    cuts = names.circular_references(formed.declarations)
    forms = {
        one.name: declaration(one, named, cuts.get(one.name, frozenset()))
        for one in formed.declarations
    }
    declared = {
        one.name: "\n".join(forms[name] for name in form_names(one))
        for one in contract.declarations
        if one.name in wanted
    }
    entries = {
        route.path: routes.route(route, named)
        if route.kind == "call"
        else routes.push(route, named)
        for route in formed.routes
        if route.kind in ("call", "push")
    }
    return declared, entries


def file(
    declarations: Iterable[str],
    calls: Iterable[str],
    pushes: Iterable[str],
    banner: str,
    digest: str,
) -> str:
    """Return the text of the file.

    Args:
        declarations: The declarations, in the order in which they are to stand there.
        calls: The routes that clients call, likewise.
        pushes: The messages that the server sends unasked, likewise.
        banner: Who generated it.
        digest: The digest of the contract.
    """
    return render(
        TEMPLATE,
        banner=text.prose(banner).split("\n") if banner else [],
        error_interfaces=ERROR_INTERFACES.lstrip("\n"),
        digest=text.string(digest),
        declarations=declarations,
        routes=calls,
        pushes=pushes,
    )
