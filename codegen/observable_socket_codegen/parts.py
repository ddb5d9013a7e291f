"""What one contract file adds to the generated files: plain data, put together by `assembly`.

What is generated for a file depends on that file and on those that it refers to. So it can be kept
for the next run, and a change of one file costs little however large the contract is.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from observable_socket_codegen.diagnostics import Diagnostic

Imports: TypeAlias = tuple[tuple[str, str], ...]
"""Modules, and what is imported from them."""


class PythonPart(NamedTuple):
    """Python source in its final form.

    Attributes:
        imports: What it uses of other modules.
        text: Top-level statements, or the methods of a class.
    """

    imports: Imports
    text: str


class Wire(NamedTuple):
    """What of a route can be seen on the wire.

    Attributes:
        text: The route itself.
        uses: The names of the schemas that travel in it.
    """

    text: str
    uses: tuple[str, ...]


class WireSchema(NamedTuple):
    """What of a schema can be seen on the wire.

    Attributes:
        text: The schema itself.
        needs: The names of those that it refers to.
    """

    text: str
    needs: tuple[str, ...]


class DeclarationPart(NamedTuple):
    """A named type in all languages.

    Attributes:
        name: The name of the declaration.
        python: What it is called in Python.
        model: Its class or alias.
        after: Python names that must be defined before it, as aliases are evaluated at once.
        key: A hash of all that decides about the model.
        schema: Its JSON Schema, indented.
        plan: What is put into replies, likewise; empty if nothing is.
        typescript: Its type.
        wire: What the digest of the contract is made of.
    """

    name: str
    python: str
    model: PythonPart
    after: tuple[str, ...]
    key: str
    schema: str
    plan: str
    typescript: str
    wire: WireSchema


class RoutePart(NamedTuple):
    """A route in all languages.

    Attributes:
        path: Its name on the wire.
        kind: Its kind.
        group: The group of handlers that it belongs to.
        name: What its descriptor is called in Python.
        result: What the type of its results is called.
        method: What its method in the handler stub is called.
        descriptor: The descriptor.
        handler: The method.
        typescript: The entry in the map of routes.
        wire: What the digest of the contract is made of.
    """

    path: str
    kind: str
    group: str
    name: str
    result: str
    method: str
    descriptor: PythonPart
    handler: PythonPart
    typescript: str
    wire: Wire


class Contribution(NamedTuple):
    """What one contract file adds.

    Attributes:
        declarations: The types that are declared in it.
        routes: The route, if the file is that of one.
        wanted: Every name that something in it has, or would have if it were free.
        warnings: What its author may want to know.
    """

    declarations: tuple[DeclarationPart, ...] = ()
    routes: tuple[RoutePart, ...] = ()
    wanted: tuple[str, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
