"""Shows findings: as text for people, as JSON for programs, as annotations for GitHub."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.text import Text

from observable_socket_codegen.diagnostics import Diagnostic, Severity

COLOURS: Mapping[Severity, str] = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold blue",
}

_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}

_LONGEST_EXAMPLE = 200
"""Characters of an example that the text format shows."""


class Format(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def show(findings: Sequence[Diagnostic], format_: Format, console: Console) -> None:
    """Print findings and, for people, how many there are."""
    match format_:
        case Format.TEXT:
            for finding in findings:
                console.print(as_text(finding))
            console.print(counted(findings))
        case Format.JSON:
            console.out(as_json(findings), highlight=False)
        case Format.GITHUB:
            for finding in findings:
                console.out(as_annotation(finding), highlight=False)


def as_text(finding: Diagnostic) -> Text:
    """Return a finding for a terminal; colours show only on one."""
    text = Text(str(finding))
    text.highlight_words([f"{finding.severity}[{finding.rule}]"], COLOURS[finding.severity])
    text.highlight_words([finding.place], "bold")
    if finding.example:
        text.append(f"\n  example: {_shortened(finding.example)}")
    return text


def as_json(findings: Sequence[Diagnostic]) -> str:
    """Return a JSON document that holds everything known about the findings."""
    counts = Counter(finding.severity for finding in findings)
    return json.dumps(
        {
            "findings": [_members(finding) for finding in findings],
            "counts": {level: counts.get(level, 0) for level in COLOURS},
        },
        indent=2,
        ensure_ascii=False,
    )


def as_annotation(finding: Diagnostic) -> str:
    """Return a workflow command that puts a finding beside its line in a pull request."""
    lines = [finding.message, finding.help and f"help: {finding.help}"]
    lines.append(finding.example and f"example: {_shortened(finding.example)}")
    place = {"file": finding.file, "line": finding.line, "col": finding.column}
    where = ",".join(f"{name}={_property(str(v))}" for name, v in place.items() if v)
    text = _data("\n".join(line for line in lines if line))
    return f"::{_GITHUB[finding.severity]} {where},title={_property(finding.rule)}::{text}"


def counted(findings: Sequence[Diagnostic]) -> str:
    """Return how many findings there are of each level, as a sentence."""
    counts = Counter(finding.severity for finding in findings)
    nouns: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
    parts = [
        f"{counts[level]} {noun}{'' if counts[level] == 1 else 's'}"
        for level, noun in nouns.items()
        if counts[level]
    ]
    return ", ".join(parts) or "nothing found"


def _members(finding: Diagnostic) -> dict[str, Any]:
    members: dict[str, Any] = {
        "level": finding.severity,
        "rule": finding.rule,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "pointer": finding.pointer,
        "message": finding.message,
        "help": finding.help,
    }
    return members | ({"example": json.loads(finding.example)} if finding.example else {})


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_EXAMPLE:
        return text
    half = _LONGEST_EXAMPLE // 2
    return f"{text[:half]} ... {text[-20:]} ({len(text)} characters)"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
