"""Places that a contract exempts from rules: ``"x-lint-ignore": {"rule": "reason"}``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from observable_socket_codegen.diagnostics import Diagnostic
from observable_socket_codegen.ir import Json
from observable_socket_codegen.json_schema.keywords import LINT_IGNORE as KEYWORD
from observable_socket_codegen.reading.documents import Document, ancestors, child
from observable_socket_codegen.reading.load import Sources
from observable_socket_codegen.rules import Rule
from observable_socket_codegen.words import listed, meant

RULES = (
    Rule(
        "bad-ignore",
        "error",
        f"An entry of `{KEYWORD}` names no rule, or gives no reason.",
        f'It is an object of reasons by rule: "{KEYWORD}": {{"open-object": "why"}}.',
    ),
    Rule(
        "unused-ignore",
        "warning",
        f"An entry of `{KEYWORD}` exempts nothing.",
        "The rule holds here by now; remove the entry.",
    ),
)

_EXAMPLE = f'write "{KEYWORD}": {{"open-object": "the reason"}}'


class _Entry(NamedTuple):
    path: str
    pointer: str
    rule: str


class Ignores:
    """The exemptions of a contract, and which of them were needed."""

    def __init__(self, sources: Sources, rules: Mapping[str, Rule]) -> None:
        self._sources = sources
        self._rules = rules
        self._problems: list[tuple[str, Diagnostic]] = []
        self._used: set[_Entry] = set()
        self._entries: set[_Entry] = set()
        for document in sources.documents.values():
            for pointer, value in _found(document.data, ""):
                self._take(document, pointer, value)

    def covers(self, path: str, finding: Diagnostic) -> bool:
        """Whether a finding is exempt, at its place or around it."""
        for pointer in ancestors(finding.pointer):
            entry = _Entry(path, pointer, finding.rule)
            if entry in self._entries:
                self._used.add(entry)
                return True
        return False

    def problems(self, off: set[str] | frozenset[str]) -> Iterator[tuple[str, Diagnostic]]:
        """Yield what is wrong with the exemptions, once all findings have been looked at."""
        yield from self._problems
        for path, pointer, rule in sorted(self._entries - self._used):
            if rule not in off:
                document = self._sources.documents[path]
                place = child(child(pointer, KEYWORD), rule)
                message = f"`{rule}` finds nothing here"
                problem = document.problem(
                    place, "unused-ignore", message, "remove the entry", at_key=True
                )
                yield path, problem

    def _take(self, document: Document, pointer: str, value: Json) -> None:
        place = child(pointer, KEYWORD)
        if not isinstance(value, dict):
            message = f"`{KEYWORD}` is an object of reasons by rule"
            self._report(document, place, message, _EXAMPLE)
            return
        for rule, reason in value.items():
            if rule not in self._rules:
                choice = meant(rule, self._rules)
                advice = (
                    f"did you mean `{choice}`?" if choice else f"there is {listed(self._rules)}"
                )
                self._report(document, child(place, rule), f"there is no rule `{rule}`", advice)
            elif not isinstance(reason, str) or not reason.strip():
                message = f"nobody is told why `{rule}` does not hold here"
                self._report(document, child(place, rule), message, _EXAMPLE)
            else:
                self._entries.add(_Entry(document.path, pointer, rule))

    def _report(self, document: Document, pointer: str, message: str, advice: str) -> None:
        problem = document.problem(pointer, "bad-ignore", message, advice, at_key=True)
        self._problems.append((document.path, problem))


def _found(value: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Yield the places of all exemptions, and what they say."""
    match value:
        case dict():
            for name, member in value.items():
                if name == KEYWORD:
                    yield pointer, member
                else:
                    yield from _found(member, child(pointer, name))
        case list():
            for index, item in enumerate(value):
                yield from _found(item, child(pointer, index))
        case _:
            pass
