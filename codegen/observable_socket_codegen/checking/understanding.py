"""Contract files checked and references resolved: what `lint` and `breaking` look at.

Unlike a run of the generator this takes routes of every kind, whether or not code can be
generated for it yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from observable_socket_codegen.checking.contract_check import check_contract
from observable_socket_codegen.checking.resolve import Resolution, resolve
from observable_socket_codegen.checking.schema_check import check_schema
from observable_socket_codegen.diagnostics import ContractError, Diagnostic, errors
from observable_socket_codegen.reading.documents import Document
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.reading.sites import Root, roots


@dataclass(frozen=True, slots=True)
class Understood:
    """A contract that can be read.

    Attributes:
        sources: Its files.
        roots: The outermost schemas.
        resolution: Every schema, and what references lead to.
    """

    sources: Sources
    roots: tuple[Root, ...]
    resolution: Resolution

    def document(self, path: str) -> Document:
        """Return a file by its path in the schema folder."""
        return self.sources.documents[path]


def understand(sources: Sources) -> Understood:
    """Check files one by one, and resolve their references.

    Raises:
        ContractError: There are mistakes; all of them are in it.
    """
    outermost = tuple(roots(sources))
    resolution, problems = resolve(sources, list(outermost))
    findings = [*sources.problems, *check_files(sources, outermost), *problems]
    if errors(findings):
        raise ContractError(findings)
    return Understood(sources, outermost, resolution)


def data_of(document: Document) -> Mapping[str, Any]:
    """Return what a checked contract file says."""
    return cast("Mapping[str, Any]", document.data)


def check_files(sources: Sources, outermost: Iterable[Root]) -> Iterator[Diagnostic]:
    """Check every file by itself: the schemas in it, and the rest of it.

    Args:
        sources: The files.
        outermost: The outermost schemas in them.
    """
    schemas: dict[str, list[Root]] = defaultdict(list)
    for root in outermost:
        schemas[root.site.path].append(root)
        yield from check_schema(sources.documents[root.site.path], root.site.pointer, root.schema)
    for document in sources.routes:
        yield from check_contract(document, schemas[document.path])
