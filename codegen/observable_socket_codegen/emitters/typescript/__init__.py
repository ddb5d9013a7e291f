"""TypeScript: one self-contained file with the types of a contract.

The file needs nothing but the compiler: no import, no other file. It has every declaration, a
map of the routes, and `typed`, which gives the classes of the original client those types.

A member with a default may be left out (``?``) of what clients send. In what they receive it is
there, since the server puts it in wherever the intermediate representation says so (``filled``).
"""

from __future__ import annotations

from observable_socket_codegen import ir
from observable_socket_codegen.emitters.typescript import names, routes, text
from observable_socket_codegen.emitters.typescript.declarations import declaration
from observable_socket_codegen.emitters.typescript.forms import in_forms
from observable_socket_codegen.templating import render

TEMPLATE = "typescript.ts.jinja"


def emit(contract: ir.Contract, path: str) -> dict[str, str]:
    """Write a contract down in TypeScript.

    Args:
        contract: What to write down.
        path: Where the file will be.

    Returns:
        The text of each file, by its path.
    """
    contract = in_forms(contract)
    named = names.type_names(contract.declarations)
    cuts = names.circular_references(contract.declarations)
    rendered = render(
        TEMPLATE,
        banner=text.prose(contract.banner).split("\n") if contract.banner else [],
        digest=text.string(contract.digest),
        declarations=[
            declaration(declared, named, cuts.get(declared.name, frozenset()))
            for declared in contract.declarations
        ],
        routes=[routes.route(route, named) for route in contract.routes if route.kind == "call"],
        pushes=[routes.push(route, named) for route in contract.routes if route.kind == "push"],
    )
    return {path: rendered}
