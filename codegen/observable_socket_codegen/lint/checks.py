"""What a rule of the linter is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.lint.view import View
from observable_socket_codegen.rules import Rule

Found: TypeAlias = Iterator[tuple[str, Diagnostic]]
"""Findings, each with the path of its file in the schema folder."""


class Check(NamedTuple):
    """A rule, and what looks for breaches of it."""

    rule: Rule
    find: Callable[[View], Found]
