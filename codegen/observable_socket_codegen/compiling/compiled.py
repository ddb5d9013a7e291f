"""A contract that is right, and what was found out on the way."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from observable_socket_codegen import ir
from observable_socket_codegen.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Compiled:
    """A contract without mistakes.

    Attributes:
        contract: What the emitters read.
        warnings: What its author may want to know all the same.
        wanted: By the path of each file, every name that something in it has, or would have if it
            were free.
    """

    contract: ir.Contract
    warnings: tuple[Diagnostic, ...] = ()
    wanted: Mapping[str, AbstractSet[str]] = field(default_factory=dict[str, AbstractSet[str]])
