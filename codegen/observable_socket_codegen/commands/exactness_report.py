"""``observable-socket report``: who decides about each payload and headers, and why.

``exact``: the generated model decides alone. ``judged``: the compiled schema decides, as it knows
a check that the model has not. ``widened``: it decides, and the Python type says less than the
schema as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from observable_socket_codegen import ir
from observable_socket_codegen.compiling.exactness import Doubt, Proofs
from observable_socket_codegen.compiling.pipeline import compile_contract
from observable_socket_codegen.config import Config
from observable_socket_codegen.diagnostics import Diagnostic, ordered
from observable_socket_codegen.reading.documents import Document
from observable_socket_codegen.reading.load import Sources, load

_STRUCTURE = frozenset(
    {
        *("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "const", "enum", "type"),
        *("contains", "prefixItems", "unevaluatedItems", "$ref", "properties", "required"),
        *("dependentRequired", "dependentSchemas", "patternProperties", "propertyNames"),
        "unevaluatedProperties",
    }
)
"""Keywords that Python types tell only in part, or not at all."""


def find_exactness(config: Config) -> tuple[Diagnostic, ...]:
    """Return one finding for each role of each route, or one for each reason that it is judged.

    Raises:
        ContractError: There are mistakes in the contract.
    """
    sources = load(config.schema, config.project)
    return ordered(_Report(sources, compile_contract(sources).contract).findings())


class _Report:
    """Puts into words what the proofs found out."""

    def __init__(self, sources: Sources, contract: ir.Contract) -> None:
        self._documents = {document.file: document for document in sources.documents.values()}
        self._contract = contract
        self._declarations = {declared.name: declared for declared in contract.declarations}
        self._proofs = Proofs({name: found.schema for name, found in self._declarations.items()})

    def findings(self) -> Iterator[Diagnostic]:
        for route in self._contract.routes:
            for role, name in _roles(route):
                doubts = self._proofs.doubts(name)
                for doubt in doubts:
                    yield self._doubted(f"`{route.path}` {role}", doubt)
                if not doubts:
                    document, pointer = self._place(name, "")
                    message = f"`{route.path}` {role}: the model decides alone"
                    yield document.problem(pointer, "exact", message, severity="info")

    def _doubted(self, what: str, doubt: Doubt) -> Diagnostic:
        document, pointer = self._place(doubt.declaration, doubt.pointer)
        widened = doubt.reason in _STRUCTURE
        reason = f"`{doubt.reason}`" if " " not in doubt.reason else doubt.reason
        says = "the Python type says less than the schema" if widened else "the schema decides"
        message = f"{what}: {says}, because of {reason}"
        rule = "widened" if widened else "judged"
        return document.problem(pointer, rule, message, severity="info")

    def _place(self, name: str, pointer: str) -> tuple[Document, str]:
        source = self._declarations[name].source
        return self._documents[source.file], source.pointer + pointer


def _roles(route: ir.Route) -> Iterator[tuple[str, str]]:
    """Yield every role of a route that has a schema, with the declaration of that schema."""
    found = {"request payload": route.payload, "request headers": route.headers, "item": route.item}
    for reply in route.replies:
        found[f"reply {reply.status} payload"] = reply.payload
        found[f"reply {reply.status} headers"] = reply.headers
    for role, name in found.items():
        if name is not None:
            yield role, name
