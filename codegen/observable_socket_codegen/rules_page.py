"""Writes down every rule of `lint` and `breaking` for readers: the two files ``RULES.md``.

``python -m observable_socket_codegen.rules_page`` brings them up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from observable_socket_codegen.breaking.changes import CHANGES
from observable_socket_codegen.json_schema.keywords import LINT_IGNORE
from observable_socket_codegen.lint.command import CHECKS, RULES
from observable_socket_codegen.rules import Rule

FOLDER = Path(__file__).parent

_LINT = f"""# Rules of `observable-socket lint`

What is legal in a contract, but what its users will regret. The command exits 1 if it finds a
warning or an error; `--fail-on error` lets warnings pass.

Set levels (`off`, `info`, `warning`, `error`) for the whole project, `*` standing for any text:

```toml
[tool.observable-socket.lint.rules]
missing-example = "off"
"undescribed-*" = "info"

[[tool.observable-socket.lint.ignore]]
rule = "open-object"
place = "routes/legacy/*"        # or with a pointer: "types/thing.json#/properties/*"
reason = "old clients add members of their own"
```

or for one run, `--rule missing-example=off`, or at one place of a contract, where it holds for all
that stands within:

```json
{{"type": "string", "{LINT_IGNORE}": {{"unbounded-string": "read as a stream"}}}}
```

"""

_BREAKING = """# Rules of `observable-socket breaking`

What breaks clients that know only the old version of a contract. Rules that begin with `narrowed-`
are about what clients send (requests, answers to an `ask`), rules that begin with `widened-` about
what they read (replies, items, pushes, the request of an `ask`). Every error about a schema comes
with an example: a value that was held against both versions. What is neither proven nor refuted
is a warning that ends in `-unproven`.

The command exits 1 if it finds an error; `--fail-on warning` makes it stricter. Levels and
exemptions are set as for `lint`, in `[tool.observable-socket.breaking]`, which may also say what to
compare with:

```toml
[tool.observable-socket.breaking]
against = "origin/main"          # or a folder

[tool.observable-socket.breaking.rules]
error-status-added = "info"

[[tool.observable-socket.breaking.ignore]]
rule = "widened-enum"
place = "types/access.json*"
reason = "all clients have a default branch"
```

"""


def pages() -> Mapping[Path, str]:
    """Return the text of each page by its file."""
    lint = [*(check.rule for check in CHECKS), *(rule for rule in RULES.values())]
    return {
        FOLDER / "lint" / "RULES.md": _LINT + _table(dict.fromkeys(lint)),
        FOLDER / "breaking" / "RULES.md": _BREAKING + _table(CHANGES.values()),
    }


def main() -> None:
    """Write the pages that are not up to date."""
    for file, text in pages().items():
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8", newline="\n")


def _table(rules: Iterable[Rule]) -> str:
    lines = [
        "| rule | level | what is found | what is bad about it, or what to do |",
        "|---|---|---|---|",
    ]
    for rule in rules:
        summary, why = (text.replace("|", "\\|") for text in (rule.summary, rule.why))
        lines.append(f"| `{rule.name}` | {rule.level} | {summary} | {why} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
